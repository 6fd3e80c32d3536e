//! The words of Word files from 97 to 2003 ([MS-DOC]): a table of pieces says where the
//! text lies; what each character is (deleted, hidden, the end of a row) lies elsewhere.

use super::super::{Part, Unreadable};
use super::{latin, u16_at, u32_at, utf16};

mod looks;

use looks::Looks;

/// The first two bytes of the stream.
const MAGIC: u16 = 0xa5ec;
/// Before this version text is in the codepage of the country.
const WORD_97: u16 = 0xc1;
/// Flags: locked with a password; which of the two tables counts.
const LOCKED: u16 = 0x0100;
const SECOND_TABLE: u16 = 0x0200;
/// Where lengths and the places of tables begin in the head of a file.
const LENGTHS: usize = 64 + 12;
const TABLES: usize = 154;
/// The table of pieces among the tables.
const PIECES: usize = 33;
/// Pieces and characters of a file at most.
const MOST_PIECES: usize = 1_000_000;
const MOST_TEXT: usize = 60 << 20;

/// What follows one another in the text, by the order of their lengths.
const STORIES: [&str; 8] =
    ["body", "footnotes", "header", "macro text", "comments", "endnotes", "drawings", "header drawings"];

/// The parts of a Word file: its main stream, and its two tables of which one counts.
pub(super) fn read(document: &[u8], tables: &[Vec<u8>; 2]) -> Result<Vec<Part>, Unreadable> {
    let damaged = || Unreadable::because("文件已损坏，读不下去");
    let flags = u16_at(document, 10).ok_or_else(damaged)?;
    if flags & LOCKED != 0 {
        return Err(Unreadable::because("文件加了密码，打不开"));
    }
    match u16_at(document, 2) {
        Some(version) if u16_at(document, 0) == Some(MAGIC) && version >= WORD_97 => {}
        Some(_) => return older(document).ok_or_else(damaged),
        None => return Err(damaged()),
    }
    let table = &tables[usize::from(flags & SECOND_TABLE != 0)];
    let pieces = pieces(document, table).ok_or_else(damaged)?;
    let looks = Looks::read(document, table);
    let mut at = 0;
    let mut parts = Vec::new();
    for (number, name) in STORIES.iter().enumerate() {
        let length = u32_at(document, LENGTHS + number * 4).unwrap_or(0);
        let mut story = Story::default();
        for piece in &pieces {
            story.take(piece, at, at.saturating_add(length), document, &looks);
        }
        at = at.saturating_add(length);
        parts.extend(story.parts(name));
    }
    Ok(parts)
}

/// Word 6 and 95 keep the text in one place.
fn older(document: &[u8]) -> Option<Vec<Part>> {
    let (start, end) = (u32_at(document, 24)? as usize, u32_at(document, 28)? as usize);
    let text = encoding_rs::GB18030.decode_without_bom_handling(document.get(start..end)?).0;
    let mut story = Story::default();
    text.chars().for_each(|c| story.push(c, looks::Look::default()));
    Some(story.parts("body"))
}

/// A stretch of text: the characters' numbers, and where they lie.
struct Piece {
    from: u32,
    to: u32,
    at: u32,
    /// One byte a character.
    is_narrow: bool,
}

fn pieces(document: &[u8], table: &[u8]) -> Option<Vec<Piece>> {
    let start = u32_at(document, TABLES + PIECES * 8)? as usize;
    let length = u32_at(document, TABLES + PIECES * 8 + 4)? as usize;
    let mut rest = table.get(start..start.checked_add(length)?)?;
    // Changes to characters come before the pieces.
    while rest.first() == Some(&1) {
        rest = rest.get(3 + u16_at(rest, 1)? as usize..)?;
    }
    let rest = (rest.first() == Some(&2)).then(|| rest.get(5..))??;
    let count = (rest.len().checked_sub(4)? / 12).min(MOST_PIECES);
    let piece = |number: usize| {
        let place = u32_at(rest, (count + 1) * 4 + number * 8 + 2)?;
        let is_narrow = place & 0x4000_0000 != 0;
        let at = place & 0x3fff_ffff;
        let at = if is_narrow { at / 2 } else { at };
        Some(Piece { from: u32_at(rest, number * 4)?, to: u32_at(rest, number * 4 + 4)?, at, is_narrow })
    };
    (0..count).map(piece).collect()
}

/// The text of a story by what is seen of it.
#[derive(Default)]
struct Story {
    text: String,
    deleted: String,
    hidden: String,
    fields: String,
    /// Open fields; whether the innermost still tells what it is.
    open: Vec<bool>,
}

impl Story {
    /// Takes the characters of a piece that are in this story.
    fn take(&mut self, piece: &Piece, from: u32, to: u32, document: &[u8], looks: &Looks) {
        let (first, last) = (piece.from.max(from), piece.to.min(to));
        if first >= last || self.text.len() > MOST_TEXT {
            return;
        }
        let width = if piece.is_narrow { 1 } else { 2 };
        let start = piece.at as usize + (first - piece.from) as usize * width;
        let end = start + (last - first) as usize * width;
        let Some(bytes) = document.get(start..end.min(document.len())) else { return };
        let text = if piece.is_narrow { latin(bytes) } else { utf16(bytes) };
        let mut at = start;
        for c in text.chars() {
            self.push(c, looks.at(at as u32));
            at += if piece.is_narrow { 1 } else { c.len_utf16() * 2 };
        }
    }

    fn push(&mut self, c: char, look: looks::Look) {
        match c {
            '\u{13}' => return self.open.push(true),
            '\u{14}' => return self.open.last_mut().map_or((), |tells| *tells = false),
            '\u{15}' => {
                if self.open.pop() == Some(true) || !self.fields.ends_with('\n') {
                    self.fields.push('\n');
                }
                return;
            }
            _ => {}
        }
        let seen = match c {
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => '\n',
            '\u{7}' if look.ends_row => '\n',
            '\u{7}' => '\t',
            '\u{1e}' => '-',
            '\t' | '\n' => c,
            '\0'..='\u{1f}' => return,
            _ => c,
        };
        let out = match look {
            _ if self.open.contains(&true) => &mut self.fields,
            looks::Look { is_deleted: true, .. } => &mut self.deleted,
            looks::Look { is_hidden: true, .. } => &mut self.hidden,
            _ => &mut self.text,
        };
        if seen == '\n' && look.ends_row && c == '\u{7}' {
            out.truncate(out.trim_end_matches('\t').len());
        }
        out.push(seen);
    }

    fn parts(self, name: &str) -> Vec<Part> {
        let all = [
            (name.to_owned(), self.text),
            (format!("{name} (deleted)"), self.deleted),
            (format!("{name} (hidden)"), self.hidden),
            (format!("{name} (fields)"), self.fields),
        ];
        let told = |(part, text): &(String, String)| !text.trim().is_empty() || part == "body";
        let trimmed = |text: String| text.trim_end().trim_start_matches('\n').to_owned();
        all.into_iter().filter(told).map(|(part, text)| Part::text(part, trimmed(text))).collect()
    }
}
