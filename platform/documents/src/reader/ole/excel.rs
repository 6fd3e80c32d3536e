//! What Excel files before 2007 have beside their cells: hidden rows and columns,
//! comments and text boxes, headers and footers, names.

use std::collections::HashMap;

use super::super::cells::Hidden;
use super::super::{Part, Unreadable};
use super::{latin, u16_at, u32_at, utf16};

/// Kinds of records.
const END: u16 = 0x0a;
const HEADER: u16 = 0x14;
const FOOTER: u16 = 0x15;
const NOTE: u16 = 0x1c;
const LOCKED: u16 = 0x2f;
const CONTINUED: u16 = 0x3c;
const COLUMNS: u16 = 0x7d;
const SHEET: u16 = 0x85;
const TEXT: u16 = 0x1b6;
const ROW: u16 = 0x208;
const BEGIN: u16 = 0x809;

/// What was found beside the cells.
#[derive(Debug, Default)]
pub(super) struct Aside {
    /// Hidden rows and columns by the sheet's name.
    pub hidden: HashMap<String, Hidden>,
    names: Vec<String>,
    headers: Vec<String>,
    comments: Vec<String>,
    drawings: Vec<String>,
}

impl Aside {
    /// It as parts, those with text.
    pub fn parts(self) -> Vec<Part> {
        let all = [
            ("defined names", self.names),
            ("sheet details", self.headers),
            ("comments", self.comments),
            ("drawings", self.drawings),
        ];
        let told = all.into_iter().filter(|(_, lines)| !lines.is_empty());
        told.map(|(name, lines)| Part::text(name, lines.join("\n"))).collect()
    }
}

/// Goes through the records of a workbook's stream.
pub(super) fn read(stream: &[u8]) -> Result<Aside, Unreadable> {
    let mut aside = Aside::default();
    let sheets = sheets(stream)?;
    for (name, start) in &sheets {
        let hidden = sheet(stream, *start, &mut aside);
        if hidden != Hidden::default() {
            aside.hidden.insert(name.clone(), hidden);
        }
    }
    aside.names = sheets.into_iter().map(|(name, _)| name).collect();
    Ok(aside)
}

/// The sheets' names, and where their records begin.
fn sheets(stream: &[u8]) -> Result<Vec<(String, usize)>, Unreadable> {
    let mut sheets = Vec::new();
    for (kind, content) in (Records { stream, at: 0 }) {
        match kind {
            END => break,
            LOCKED => return Err(Unreadable::because("文件加了密码，打不开")),
            SHEET => {
                let start = u32_at(content, 0).unwrap_or(0) as usize;
                let name = content.get(6..).map(short_string).unwrap_or_default();
                sheets.push((name, start));
            }
            _ => {}
        }
    }
    Ok(sheets)
}

fn sheet(stream: &[u8], start: usize, aside: &mut Aside) -> Hidden {
    let mut hidden = Hidden::default();
    let mut depth = 0;
    let mut wants_text = false;
    let mut noted = false;
    let mut boxes = Vec::new();
    for (kind, content) in (Records { stream, at: start }) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            // Flags: 0x20 is drawn at no height.
            ROW if content.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                hidden.rows.extend(u16_at(content, 0).map(u32::from));
            }
            COLUMNS if u16_at(content, 8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (u16_at(content, 0), u16_at(content, 2)) {
                    hidden.columns.push(u32::from(first)..u32::from(last) + 1);
                }
            }
            HEADER | FOOTER if !content.is_empty() => aside.headers.push(long_string(content)),
            TEXT => wants_text = u16_at(content, 10).is_some_and(|length| length > 0),
            CONTINUED if wants_text => {
                wants_text = false;
                boxes.push(continued(content));
            }
            NOTE => noted = true,
            _ => {}
        }
    }
    // The boxes of comments are drawn like any other; which is which only their numbers tell.
    if noted {
        aside.comments.append(&mut boxes)
    } else {
        aside.drawings.append(&mut boxes)
    }
    hidden
}

/// A string with its length in one byte: of characters, wide where a flag says so.
fn short_string(bytes: &[u8]) -> String {
    let length = bytes.first().copied().unwrap_or(0) as usize;
    characters(bytes, 1, length)
}

fn long_string(bytes: &[u8]) -> String {
    characters(bytes, 2, u16_at(bytes, 0).unwrap_or(0) as usize)
}

fn characters(bytes: &[u8], at: usize, length: usize) -> String {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    match bytes.get(at) {
        Some(flags) if flags & 1 != 0 => utf16(&rest[..(length * 2).min(rest.len())]),
        _ => latin(&rest[..length.min(rest.len())]),
    }
}

/// The text of a box, in the record after it.
fn continued(bytes: &[u8]) -> String {
    let rest = bytes.get(1..).unwrap_or_default();
    let text = match bytes.first() {
        Some(flags) if flags & 1 != 0 => utf16(rest),
        _ => latin(rest),
    };
    text.replace(['\r', '\n'], " ")
}

/// Records one after another: a kind, a length, the content.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = u16_at(self.stream, self.at + 2)? as usize;
        let start = self.at + 4;
        let content = self.stream.get(start..start + length)?;
        self.at = start + length;
        Some((kind, content))
    }
}
