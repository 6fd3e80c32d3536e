//! The properties of a document: title, author, company, and those somebody made up.

use super::super::Part;
use super::super::archive::Budget;
use super::{Container, u16_at, u32_at, utf16};

const STREAMS: [&str; 2] = ["/\u{5}SummaryInformation", "/\u{5}DocumentSummaryInformation"];
/// Properties of a section at most.
const MOST: usize = 1000;
/// Kinds of values: text in the file's codepage, text in UTF-16.
const NARROW: u32 = 0x1e;
const WIDE: u32 = 0x1f;
/// The numbers under which a section keeps the names of its own properties and its codepage.
const NAMES: u32 = 0;
const CODEPAGE: u32 = 1;
/// The codepage that is UTF-8, and the one that is UTF-16.
const UTF_8: u16 = 65001;
const UTF_16: u16 = 1200;

/// The properties as a part, a line each.
pub(super) fn read(container: &mut Container, budget: &mut Budget) -> Option<Part> {
    let mut lines: Vec<String> = Vec::new();
    for stream in STREAMS {
        if container.has(stream)
            && let Some(bytes) = container.bytes(stream, budget)
        {
            lines.extend(values(&bytes));
        }
    }
    (!lines.is_empty()).then(|| Part::text("properties", lines.join("\n")))
}

/// The texts of a property set.
fn values(bytes: &[u8]) -> Vec<String> {
    let sections = u32_at(bytes, 24).unwrap_or(0).min(2) as usize;
    let starts = (0..sections).filter_map(|n| Some(u32_at(bytes, 28 + n * 20 + 16)? as usize));
    starts.filter_map(|start| bytes.get(start..)).flat_map(section).collect()
}

fn section(bytes: &[u8]) -> Vec<String> {
    let count = (u32_at(bytes, 4).unwrap_or(0) as usize).min(MOST);
    let entries: Vec<(u32, usize)> = (0..count)
        .filter_map(|n| Some((u32_at(bytes, 8 + n * 8)?, u32_at(bytes, 12 + n * 8)? as usize)))
        .collect();
    let at = |wanted: u32| entries.iter().find(|(id, _)| *id == wanted).map(|(_, at)| *at);
    let codepage = at(CODEPAGE).and_then(|at| u16_at(bytes, at.checked_add(4)?)).unwrap_or(936);
    let mut lines = at(NAMES).map(|at| names(bytes, at, codepage)).unwrap_or_default();
    let own = entries.iter().filter(|(id, _)| *id > CODEPAGE);
    lines.extend(own.filter_map(|(_, at)| value(bytes, *at, codepage)));
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn value(bytes: &[u8], at: usize, codepage: u16) -> Option<String> {
    let kind = u32_at(bytes, at)?;
    let length = u32_at(bytes, at.checked_add(4)?)? as usize;
    let start = at + 8;
    match kind {
        NARROW => Some(text(bytes.get(start..start.checked_add(length)?)?, codepage)),
        WIDE => Some(ended(utf16(bytes.get(start..start.checked_add(length.checked_mul(2)?)?)?))),
        _ => None,
    }
}

/// The names that somebody gave to properties of their own.
fn names(bytes: &[u8], at: usize, codepage: u16) -> Vec<String> {
    let count = (u32_at(bytes, at).unwrap_or(0) as usize).min(MOST);
    let mut at = at.saturating_add(4);
    let mut found = Vec::new();
    for _ in 0..count {
        let Some(length) = u32_at(bytes, at.saturating_add(4)).map(|length| length as usize) else { break };
        let size = if codepage == UTF_16 { length.saturating_mul(2).next_multiple_of(4) } else { length };
        let start = at.saturating_add(8);
        let Some(name) = bytes.get(start..start.saturating_add(size)) else { break };
        found.push(text(name, codepage));
        at = start + size;
    }
    found
}

fn text(bytes: &[u8], codepage: u16) -> String {
    ended(match codepage {
        UTF_16 => utf16(bytes),
        UTF_8 => String::from_utf8_lossy(bytes).into_owned(),
        1252 => super::latin(bytes),
        _ => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    })
}

fn ended(text: String) -> String {
    text.split('\0').next().unwrap_or_default().to_owned()
}
