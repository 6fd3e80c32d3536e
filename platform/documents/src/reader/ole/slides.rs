//! The words of PowerPoint files before 2007: records within records, the text in a few kinds.

use super::super::{Part, Unreadable};
use super::{latin, u16_at, u32_at, utf16};

/// Records within records at most.
const DEEPEST: usize = 64;
/// Kinds of records: of text, of what holds text, and what a slide says of itself.
const TEXT_WIDE: u16 = 4000;
const TEXT_NARROW: u16 = 4008;
const STRING: u16 = 4026;
const SLIDE: u16 = 1006;
const NOTES: u16 = 1008;
const MASTER: u16 = 1016;
const COMMENT: u16 = 12000;
const SLIDE_SHOW: u16 = 1017;
const CRYPT_SESSION: u16 = 12052;
/// A slide that is passed over when the show runs.
const IS_HIDDEN: u8 = 0x04;

#[derive(Default)]
struct Words {
    body: String,
    hidden: String,
    notes: String,
    master: String,
    comments: String,
    is_locked: bool,
}

/// The parts of the stream with a presentation's records.
pub(super) fn read(stream: &[u8]) -> Result<Vec<Part>, Unreadable> {
    let mut words = Words::default();
    gather(stream, &mut words, SLIDE, false, 0);
    if words.is_locked {
        return Err(Unreadable::because("文件加了密码，打不开"));
    }
    let parts = [
        ("body", words.body),
        ("body (hidden)", words.hidden),
        ("notes", words.notes),
        ("master", words.master),
        ("comments", words.comments),
    ];
    let told = |(name, text): &(&str, String)| *name == "body" || !text.is_empty();
    Ok(parts
        .into_iter()
        .filter(told)
        .map(|(name, text)| Part::text(name, text.trim_end().to_owned()))
        .collect())
}

/// Goes through records; `within` is the kind of page they are on.
fn gather(bytes: &[u8], words: &mut Words, within: u16, is_off: bool, depth: usize) {
    let mut at = 0;
    while let (Some(version), Some(kind), Some(length)) =
        (u16_at(bytes, at), u16_at(bytes, at + 2), u32_at(bytes, at + 4))
    {
        let start = at + 8;
        let end = start.saturating_add(length as usize).min(bytes.len());
        let content = &bytes[start..end];
        at = end;
        match kind {
            CRYPT_SESSION => words.is_locked = true,
            TEXT_WIDE => words.push(within, is_off, &utf16(content)),
            TEXT_NARROW => words.push(within, is_off, &latin(content)),
            STRING if within == COMMENT => words.push(within, is_off, &utf16(content)),
            _ if version & 0xf == 0xf && depth < DEEPEST => {
                let page = if matches!(kind, SLIDE | NOTES | MASTER | COMMENT) { kind } else { within };
                let is_off = is_off || (kind == SLIDE && is_hidden(content));
                gather(content, words, page, is_off, depth + 1);
            }
            _ => {}
        }
    }
}

/// What a slide says of its showing is among the first records in it.
fn is_hidden(slide: &[u8]) -> bool {
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(slide, at + 2), u32_at(slide, at + 4)) {
        if kind == SLIDE_SHOW {
            return slide.get(at + 8 + 10).is_some_and(|flags| flags & IS_HIDDEN != 0);
        }
        at = at.saturating_add(8 + length as usize);
    }
    false
}

impl Words {
    fn push(&mut self, within: u16, is_off: bool, text: &str) {
        let out = match within {
            NOTES => &mut self.notes,
            MASTER => &mut self.master,
            COMMENT => &mut self.comments,
            _ if is_off => &mut self.hidden,
            _ => &mut self.body,
        };
        out.extend(text.chars().map(|c| if matches!(c, '\r' | '\u{b}') { '\n' } else { c }));
        out.push('\n');
    }
}
