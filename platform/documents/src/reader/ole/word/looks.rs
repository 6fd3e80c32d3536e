//! What is said of stretches of a Word file's bytes: that they are deleted or hidden, or
//! end a table's row. It lies in pages of 512 bytes, each with its stretches.

use super::{TABLES, u16_at, u32_at};

/// What is said of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub is_deleted: bool,
    pub is_hidden: bool,
    pub ends_row: bool,
}

/// A stretch of bytes that looks so.
struct Stretch {
    from: u32,
    to: u32,
    look: Look,
}

/// The stretches that look unlike plain text, by their beginnings.
#[derive(Default)]
pub(super) struct Looks {
    letters: Vec<Stretch>,
    paragraphs: Vec<Stretch>,
}

/// The lists of pages among the tables: of letters, of paragraphs.
const LETTERS: usize = 12;
const PARAGRAPHS: usize = 13;
const PAGE: usize = 512;
const MOST_PAGES: usize = 100_000;
/// Changes: deleted while changes are tracked, hidden, the end of a row.
const DELETED: u16 = 0x0800;
const HIDDEN: u16 = 0x083c;
const ROW_END: u16 = 0x2417;

impl Looks {
    pub fn read(document: &[u8], table: &[u8]) -> Looks {
        Looks {
            letters: stretches(document, table, LETTERS).unwrap_or_default(),
            paragraphs: stretches(document, table, PARAGRAPHS).unwrap_or_default(),
        }
    }

    /// What is said of the byte at a place.
    pub fn at(&self, at: u32) -> Look {
        let (letter, paragraph) = (found(&self.letters, at), found(&self.paragraphs, at));
        Look { ends_row: paragraph.ends_row, ..letter }
    }
}

fn found(stretches: &[Stretch], at: u32) -> Look {
    let after = stretches.partition_point(|stretch| stretch.from <= at);
    let last = after.checked_sub(1).and_then(|before| stretches.get(before));
    last.filter(|stretch| at < stretch.to).map(|stretch| stretch.look).unwrap_or_default()
}

fn stretches(document: &[u8], table: &[u8], list: usize) -> Option<Vec<Stretch>> {
    let start = u32_at(document, TABLES + list * 8)? as usize;
    let length = u32_at(document, TABLES + list * 8 + 4)? as usize;
    let rest = table.get(start..start.checked_add(length)?)?;
    let count = (rest.len().checked_sub(4)? / 8).min(MOST_PAGES);
    let mut all = Vec::new();
    for number in 0..count {
        let page = (u32_at(rest, (count + 1) * 4 + number * 4)? & 0x3f_ffff) as usize;
        if let Some(bytes) = page.checked_mul(PAGE).and_then(|at| document.get(at..at + PAGE)) {
            all.extend(in_page(bytes, list == PARAGRAPHS));
        }
    }
    all.sort_by_key(|stretch| stretch.from);
    Some(all)
}

fn in_page(page: &[u8], of_paragraphs: bool) -> Vec<Stretch> {
    let count = usize::from(page[PAGE - 1]);
    let width = if of_paragraphs { 13 } else { 1 };
    let stretch = |number: usize| {
        let (from, to) = (u32_at(page, number * 4)?, u32_at(page, number * 4 + 4)?);
        let offset = usize::from(*page.get((count + 1) * 4 + number * width)?) * 2;
        if offset == 0 {
            return None;
        }
        let changes = if of_paragraphs { of_paragraph(page, offset)? } else { of_letters(page, offset)? };
        let look = look(changes);
        (look != Look::default()).then_some(Stretch { from, to, look })
    };
    (0..count).filter_map(stretch).collect()
}

fn of_letters(page: &[u8], at: usize) -> Option<&[u8]> {
    page.get(at + 1..at + 1 + usize::from(*page.get(at)?))
}

/// A paragraph's changes stand after the number of its style; their length is told in pairs.
fn of_paragraph(page: &[u8], at: usize) -> Option<&[u8]> {
    let (start, length) = match usize::from(*page.get(at)?) {
        0 => (at + 2, usize::from(*page.get(at + 1)?) * 2),
        pairs => (at + 1, pairs * 2 - 1),
    };
    page.get(start..(start + length).min(page.len()))?.get(2..)
}

fn look(mut changes: &[u8]) -> Look {
    let mut look = Look::default();
    while let Some(change) = u16_at(changes, 0) {
        let value = changes.get(2).copied().unwrap_or(0) & 1 != 0;
        match change {
            DELETED => look.is_deleted = value,
            HIDDEN => look.is_hidden = value,
            ROW_END => look.ends_row = value,
            _ => {}
        }
        let Some(rest) = changes.get(2 + operand(change, changes)..) else { break };
        changes = rest;
    }
    look
}

/// The length of a change's value, which its number tells.
fn operand(change: u16, changes: &[u8]) -> usize {
    match change >> 13 {
        0 | 1 => 1,
        2 | 4 | 5 => 2,
        3 => 4,
        7 => 3,
        // The definition of a table has its length in two bytes, one too many.
        _ if change == 0xd608 => usize::from(u16_at(changes, 2).unwrap_or(0)) + 1,
        _ => usize::from(changes.get(2).copied().unwrap_or(0)) + 1,
    }
}
