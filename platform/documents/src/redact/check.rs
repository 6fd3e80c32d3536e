//! The check after masking: the new file is read as any other, and looked through byte by byte.
//! Nothing that was masked may be found again, and nothing hidden.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

use super::pdf;
use super::places::{Cut, Places, keyed, masked};
use crate::reader::archive::{Archive, Budget};
use crate::reader::{self, Document, Part, Unreadable};

/// What was masked and must not be found, without white space.
pub(super) struct Values {
    values: BTreeSet<String>,
}

/// Digits and letters that may stand together by chance, in sizes, positions and colours.
const SHORT: usize = 8;
/// Bytes that do not stand together by chance in a picture or the program of a font.
const LONG: usize = 9;

impl Values {
    /// The values that are masked everywhere: one that stands unmasked somewhere may stay there.
    pub fn of(document: &Document, places: &Places) -> Values {
        let mut values = BTreeSet::new();
        let mut left = String::new();
        for (key, part) in keyed(document) {
            let Ok(text) = part.text.as_deref() else { continue };
            let cuts = places.in_part(&key);
            values.extend(covered(text, cuts));
            if stays(part) {
                left += &packed(&masked(text, cuts));
                left.push('\n');
            }
        }
        if !values.is_empty() {
            for value in found(&values, left.as_bytes(), |value| vec![value.as_bytes().to_vec()]) {
                values.remove(&value);
            }
        }
        Values { values }
    }

    /// Whether one of the values stands in a text.
    pub fn is_in(&self, text: &str) -> bool {
        let text = packed(text);
        self.iter().any(|value| is_telling(value) && text.contains(value))
    }

    /// Whether one of the values, however short, is said in a title or name.
    pub fn is_said_in(&self, packed: &str) -> bool {
        self.iter().any(|value| value.chars().count() > 1 && packed.contains(value))
    }

    /// The values.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(String::as_str)
    }

    /// Looks for what was masked in the new file.
    pub fn check(&self, kind: &str, bytes: &[u8]) -> Result<(), Unreadable> {
        for part in reader::read(kind, bytes)?.parts {
            self.check_part(kind, &part)?;
        }
        match kind {
            "docx" | "xlsx" => self.check_package(bytes),
            "pdf" => pdf::each_stream(bytes, |place, bytes, is_binary| {
                self.check_bytes(place, bytes, if is_binary { LONG } else { 1 })
            }),
            _ => Ok(()),
        }
    }

    fn check_part(&self, kind: &str, part: &Part) -> Result<(), Unreadable> {
        let Ok(text) = part.text.as_deref() else { return Ok(()) };
        // Of the properties of a PDF only bookmarks are left, see [`pdf`].
        let is_kept = part.is_seen()
            || ["links", "alternatives", "defined names", "sheet details"].contains(&part.name.as_str())
            || part.name.ends_with(" (fields)")
            || (kind == "pdf" && part.name == "properties");
        if !is_kept {
            return Err(Unreadable(format!("{}没有去干净", reader::in_words(&part.name))));
        }
        // Where glyphs are gone, those beside them come together.
        let least = if kind == "pdf" { 4 } else { 1 };
        let values = self.values.iter().filter(|value| value.chars().count() >= least).cloned().collect();
        let left = found(&values, packed(text).as_bytes(), |value| vec![value.as_bytes().to_vec()]);
        if left.is_empty() { Ok(()) } else { Err(remains(&reader::in_words(&part.name))) }
    }

    fn check_package(&self, bytes: &[u8]) -> Result<(), Unreadable> {
        let mut budget = Budget::default();
        let mut archive = Archive::open(bytes, &mut budget)?;
        for (at, name) in archive.names.clone() {
            let least = if name.ends_with(".xml") || name.ends_with(".rels") { 1 } else { LONG };
            self.check_bytes(&name, name.as_bytes(), 1)?;
            self.check_bytes(&name, &archive.bytes(at, &mut budget)?, least)?;
        }
        Ok(())
    }

    /// Only values of so many bytes at least are looked for.
    fn check_bytes(&self, place: &str, bytes: &[u8], least: usize) -> Result<(), Unreadable> {
        let is_looked_for = |value: &&String| is_telling(value) && value.len() >= least;
        let values = self.values.iter().filter(is_looked_for).cloned().collect();
        if found(&values, bytes, spellings).is_empty() { Ok(()) } else { Err(remains(place)) }
    }
}

fn remains(place: &str) -> Unreadable {
    Unreadable(format!(
        "遮盖以后又检查了一遍，{place}里还找得到要遮盖的内容，没有生成文件。请在原文件里改好，重新上传"
    ))
}

/// Whether a part is still there after masking.
fn stays(part: &Part) -> bool {
    let aside = ["notes", "form", "attachments"];
    part.is_seen() && !part.name.starts_with("embedded ") && !aside.contains(&part.name.as_str())
}

fn covered(text: &str, cuts: &[Cut]) -> Vec<String> {
    let chars: Vec<char> = if cuts.is_empty() { Vec::new() } else { text.chars().collect() };
    let value = |cut: &Cut| packed(&chars[cut.at.clone()].iter().collect::<String>());
    cuts.iter().map(value).filter(|value| !value.is_empty()).collect()
}

/// A text without its white space.
pub(super) fn packed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn is_telling(value: &str) -> bool {
    let length = value.chars().count();
    if value.is_ascii() { length >= SHORT } else { length >= 2 }
}

/// A value as bytes in UTF-8 and UTF-16, and these in hexadecimal.
fn spellings(value: &str) -> Vec<Vec<u8>> {
    let big: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (plain, wide) = (hex(value.as_bytes()), hex(&big));
    let upper = [plain.to_uppercase().into_bytes(), wide.to_uppercase().into_bytes()];
    [value.as_bytes().to_vec(), big, little, plain.into_bytes(), wide.into_bytes()]
        .into_iter()
        .chain(upper)
        .collect()
}

/// The values that are found, in one of their spellings.
fn found(values: &BTreeSet<String>, bytes: &[u8], spellings: fn(&str) -> Vec<Vec<u8>>) -> BTreeSet<String> {
    let spelled: Vec<(Vec<u8>, &String)> = values
        .iter()
        .flat_map(|value| spellings(value).into_iter().map(move |spelling| (spelling, value)))
        .collect();
    let Ok(search) = AhoCorasick::new(spelled.iter().map(|(spelling, _)| spelling)) else {
        return values.clone();
    };
    let hits = search.find_overlapping_iter(bytes).map(|hit| hit.pattern().as_usize());
    let hits: BTreeSet<usize> = hits.collect();
    hits.into_iter().map(|at| spelled[at].1.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_however_it_is_spelled() {
        let values = Values { values: ["13800005678", "张三", "12"].map(str::to_owned).into() };
        let wide: Vec<u8> = "张三".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in
            [b"x13800005678".as_slice(), b"<3133383030303035363738>", "张三".as_bytes(), &wide, b"5f204e09"]
        {
            assert!(values.check_bytes("", bytes, 1).is_err(), "{bytes:?}");
        }
        assert!(values.check_bytes("", b"12 1380000567", 1).is_ok());
    }

    #[test]
    fn what_stands_elsewhere_unmasked_is_not_looked_for() {
        let part = |text: &str| Part { name: "body".into(), text: Ok(text.into()), sheet: None };
        let document = Document { parts: vec![part("13800005678 13900005678 1380000 5678")] };
        let mask = |start, end| super::super::Mask { part: "body".into(), start, end, with: "*".into() };
        let places = Places::of(&document, &[mask(0, 11), mask(12, 23)]).unwrap();
        let values = Values::of(&document, &places);
        assert_eq!(values.iter().collect::<Vec<_>>(), ["13900005678"]);
    }
}
