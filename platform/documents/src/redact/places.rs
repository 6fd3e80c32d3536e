//! Where masks lie: sorted by part, checked, those that touch made one.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Mask;
use crate::reader::{Document, Part, Unreadable};

/// A stretch of characters to be masked, and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub at: Range<usize>,
    pub with: String,
}

/// The masks of a document by the key of their part.
#[derive(Debug, Default)]
pub(super) struct Places {
    cuts: BTreeMap<String, Vec<Cut>>,
}

/// The name by which masks know a part: with a number where it isn't the first of its name.
pub fn key(document: &Document, at: usize) -> String {
    let Some(part) = document.parts.get(at) else { return String::new() };
    let before = document.parts[..at].iter().filter(|other| other.name == part.name).count();
    numbered(&part.name, before + 1)
}

pub(super) fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}#{number}") }
}

/// The parts of a document with their keys.
pub(super) fn keyed(document: &Document) -> Vec<(String, &Part)> {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut with_key = |part| {
        let Part { name, .. }: &Part = part;
        let number = counted.entry(name).or_default();
        *number += 1;
        (numbered(name, *number), part)
    };
    document.parts.iter().map(&mut with_key).collect()
}

impl Places {
    pub fn of(document: &Document, masks: &[Mask]) -> Result<Places, Unreadable> {
        let mut cuts: BTreeMap<String, Vec<Cut>> = BTreeMap::new();
        for mask in masks {
            let cut = Cut { at: mask.start..mask.end, with: mask.with.clone() };
            cuts.entry(mask.part.clone()).or_default().push(cut);
        }
        let parts: BTreeMap<String, &Part> = keyed(document).into_iter().collect();
        for (key, cuts) in &mut cuts {
            let part = parts.get(key).ok_or_else(|| nowhere(key))?;
            // A part of many has a key of its own; the plain name might mean any of them.
            let length = part.text.as_deref().map_err(|_| nowhere(key))?.chars().count();
            if cuts.iter().any(|cut| cut.at.is_empty() || cut.at.end > length) {
                return Err(nowhere(key));
            }
            *cuts = joined(std::mem::take(cuts));
        }
        Ok(Places { cuts })
    }

    /// The masks of a part, in their order, none touching another's characters.
    pub fn in_part(&self, key: &str) -> &[Cut] {
        self.cuts.get(key).map_or(&[], Vec::as_slice)
    }

    pub fn parts(&self) -> impl Iterator<Item = (&str, &[Cut])> {
        self.cuts.iter().map(|(key, cuts)| (key.as_str(), cuts.as_slice()))
    }
}

fn nowhere(part: &str) -> Unreadable {
    let part = crate::reader::in_words(part);
    Unreadable(format!("要遮盖的位置（{part}）在文件里找不到，请重新检查这份文件"))
}

fn joined(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (cut.at.start, std::cmp::Reverse(cut.at.end)));
    let mut apart: Vec<Cut> = Vec::new();
    for cut in cuts {
        match apart.last_mut() {
            Some(last) if cut.at.start < last.at.end => last.at.end = last.at.end.max(cut.at.end),
            _ => apart.push(cut),
        }
    }
    apart
}

/// A text with its cuts made.
pub(super) fn masked(text: &str, cuts: &[Cut]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut cuts = cuts.iter().peekable();
    for (at, c) in text.chars().enumerate() {
        while cuts.next_if(|cut| cut.at.end <= at).is_some() {}
        match cuts.peek() {
            Some(cut) if cut.at.start == at => out += &cut.with,
            Some(cut) if cut.at.contains(&at) => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(parts: &[(&str, &str)]) -> Document {
        let part = |(name, text): &(&str, &str)| Part {
            name: (*name).to_owned(),
            text: Ok((*text).to_owned()),
            sheet: None,
        };
        Document { parts: parts.iter().map(part).collect() }
    }

    fn mask(part: &str, at: Range<usize>) -> Mask {
        Mask { part: part.to_owned(), start: at.start, end: at.end, with: "*".to_owned() }
    }

    #[test]
    fn parts_of_one_name_are_told_apart_and_masks_that_overlap_are_one() {
        let document = document(&[("header", "甲乙丙丁戊"), ("header", "己"), ("body", "")]);
        assert_eq!([0, 1, 2].map(|at| key(&document, at)), ["header", "header#2", "body"]);
        let places =
            Places::of(&document, &[mask("header", 3..4), mask("header", 0..2), mask("header", 1..3)]);
        let places = places.unwrap();
        assert_eq!(masked("甲乙丙丁戊", places.in_part("header")), "**戊");
        assert!(places.in_part("header#2").is_empty());
    }

    #[test]
    fn a_mask_that_points_nowhere_is_refused() {
        let document = document(&[("body", "甲乙")]);
        for wrong in [mask("body", 1..3), mask("body", 1..1), mask("footer", 0..1), mask("body#2", 0..1)] {
            assert!(Places::of(&document, &[wrong]).is_err());
        }
    }
}
