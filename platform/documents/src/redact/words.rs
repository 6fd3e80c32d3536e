//! Masks in the words of Office XML, carried to the pieces of XML that they came from.

use super::package::Package;
use super::places::{Cut, Places, keyed};
use super::refused;
use super::xml::{Edits, Place};
use crate::reader::office::entries_with_words;
use crate::reader::xml::{Kind, Span, Words, traced};
use crate::reader::{Document, Unreadable};

use std::collections::{BTreeMap, BTreeSet};

/// The new text of each part that masks lie in, by its name in small letters.
#[derive(Default)]
pub(super) struct Masked {
    parts: BTreeMap<String, Edits>,
    none: Edits,
}

impl Masked {
    pub fn of(&self, part: &str) -> &Edits {
        self.parts.get(&part.to_ascii_lowercase()).unwrap_or(&self.none)
    }

    /// Finds the pieces of XML under the masks of all parts with words. `elsewhere` says which
    /// other parts of the document are dealt with by the caller.
    pub fn find(
        package: &mut Package,
        document: &Document,
        places: &Places,
        elsewhere: impl Fn(&str) -> bool,
    ) -> Result<Masked, Unreadable> {
        let parts = keyed(document);
        let mut next = 0;
        let (mut masked, mut known) = (Masked::default(), BTreeSet::new());
        for (_, entry, name) in entries_with_words(package.archive()) {
            let Some(xml) = package.text(&entry)? else { continue };
            let Ok((words, spans)) = traced(&xml) else { continue };
            for (kind, ending) in KINDS {
                let text = words_of(&words, kind);
                let name = format!("{name}{ending}");
                // The reader tells parts in this order, but leaves out those without words.
                let is_it = |(_, part): &(_, &crate::reader::Part)| {
                    part.name == name && part.text.as_deref() == Ok(text)
                };
                let Some(at) = parts[next..].iter().position(is_it).map(|at| at + next) else { continue };
                next = at + 1;
                let cuts = places.in_part(&parts[at].0);
                known.insert(parts[at].0.as_str());
                if !cuts.is_empty() {
                    let edits = masked.parts.entry(entry.to_ascii_lowercase()).or_default();
                    edits.extend(edits_of(text, spans.iter().filter(|span| span.of == kind), cuts));
                }
            }
        }
        let lost = places.parts().any(|(key, _)| !known.contains(key) && !elsewhere(key));
        if lost { Err(refused("有的地方不能自动遮盖")) } else { Ok(masked) }
    }
}

const KINDS: [(Kind, &str); 4] = [
    (Kind::Text, ""),
    (Kind::Deleted, " (deleted)"),
    (Kind::Hidden, " (hidden)"),
    (Kind::Fields, " (fields)"),
];

fn words_of(words: &Words, kind: Kind) -> &str {
    match kind {
        Kind::Text => &words.text,
        Kind::Deleted => &words.deleted,
        Kind::Hidden => &words.hidden,
        Kind::Fields => &words.fields,
    }
}

/// The pieces under these cuts with their new text. What stands for a cut stands in its first piece.
fn edits_of<'a>(text: &str, spans: impl Iterator<Item = &'a Span> + Clone, cuts: &[Cut]) -> Edits {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let mut pieces: BTreeMap<Place, (&Span, Vec<Cut>)> = BTreeMap::new();
    let mut spans = spans.filter(|span| !span.at.is_empty()).peekable();
    for cut in cuts {
        let (start, end) = (bytes[cut.at.start], bytes[cut.at.end]);
        while spans.next_if(|span| span.at.end <= start).is_some() {}
        let mut with = Some(cut.with.clone());
        for span in spans.clone().take_while(|span| span.at.start < end) {
            let at = start.max(span.at.start) - span.at.start..end.min(span.at.end) - span.at.start;
            let with = with.take().unwrap_or_default();
            let piece = pieces.entry((span.event, span.attribute)).or_insert((span, Vec::new()));
            piece.1.push(Cut { at, with });
        }
    }
    let edited = |(span, cuts): (&Span, Vec<Cut>)| {
        let mut new = text[span.at.start..span.at.end.min(text.len())].to_owned();
        for cut in cuts.iter().rev() {
            new.replace_range(cut.at.clone(), &cut.with);
        }
        new
    };
    pieces.into_iter().map(|(key, piece)| (key, edited(piece))).collect()
}
