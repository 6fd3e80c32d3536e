//! Writes XML anew: elements are kept, unwrapped or left out, attributes and pieces of text
//! changed; all else stays as it was, byte by byte.

use std::collections::HashMap;

use quick_xml::escape::escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use crate::reader::Unreadable;
use crate::reader::xml::each_event_at;

/// New text, by where its event begins and, for an attribute, which it is.
pub(super) type Edits = HashMap<Place, String>;
/// Where an event begins, and which of its attributes is meant.
pub(super) type Place = (usize, Option<usize>);

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Keep,
    /// Only what is in it stays.
    Unwrap,
    Drop,
}

/// What becomes of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Keep,
    Drop,
    Set(String),
}

/// What is written of a part.
pub(super) trait Rules {
    /// Asked of each element that is in none left out; `within` are the names around it.
    fn element(&mut self, at: usize, element: &BytesStart, within: &[String]) -> Fate;
    /// Asked of each attribute of an element kept.
    fn attribute(&mut self, element: &str, attribute: &Attribute) -> Change;
}

/// A part written by rules, with new text where there is some.
pub(super) fn rewrite(xml: &str, edits: &Edits, rules: &mut impl Rules) -> Result<String, Unreadable> {
    let out = String::with_capacity(xml.len());
    let mut writer = Writer { xml, edits, rules, out, open: Vec::new(), written: Vec::new(), dropped: 0 };
    each_event_at(xml, |at, event| writer.see(at, event))?;
    Ok(writer.out)
}

struct Writer<'a, R> {
    xml: &'a str,
    edits: &'a Edits,
    rules: &'a mut R,
    out: String,
    open: Vec<String>,
    /// Whether each open element was written.
    written: Vec<bool>,
    /// Elements open within one that is left out, itself counted.
    dropped: usize,
}

impl<R: Rules> Writer<'_, R> {
    fn see(&mut self, at: std::ops::Range<usize>, event: &Event) {
        match event {
            Event::End(_) => self.close(&self.xml[at]),
            Event::Start(_) if self.dropped > 0 => self.dropped += 1,
            _ if self.dropped > 0 => {}
            Event::Decl(_) => self.out += "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
            Event::Start(element) => {
                let fate = self.rules.element(at.start, element, &self.open);
                if fate == Fate::Drop {
                    self.dropped = 1;
                    return;
                }
                if fate == Fate::Keep {
                    self.element(at, element, false);
                }
                self.written.push(fate == Fate::Keep);
                self.open.push(element.local_name().as_ref().to_owned());
            }
            Event::Empty(element) if self.rules.element(at.start, element, &self.open) == Fate::Keep => {
                self.element(at, element, true);
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                match self.edits.get(&(at.start, None)) {
                    Some(text) => self.out += &escape(text.as_str()),
                    None => self.out += &self.xml[at],
                }
            }
            // Remarks and instructions to programs are nothing that is seen.
            _ => {}
        }
    }

    fn close(&mut self, tag: &str) {
        if self.dropped > 0 {
            self.dropped -= 1;
            return;
        }
        self.open.pop();
        if self.written.pop() == Some(true) {
            self.out += tag;
        }
    }

    fn element(&mut self, at: std::ops::Range<usize>, element: &BytesStart, empty: bool) {
        let name = element.local_name();
        let mut changed = false;
        let mut tag = format!("<{}", element.name().as_ref());
        for (number, attribute) in element.attributes().flatten().enumerate() {
            let edited = self.edits.get(&(at.start, Some(number))).cloned().map(Change::Set);
            let change = edited.unwrap_or_else(|| self.rules.attribute(name.as_ref(), &attribute));
            changed |= change != Change::Keep;
            let value = match change {
                Change::Drop => continue,
                Change::Keep => attribute.value.replace('"', "&quot;"),
                Change::Set(text) => escape(text).into_owned(),
            };
            tag += &format!(" {}=\"{value}\"", attribute.key.as_ref());
        }
        match changed {
            true => self.out.extend([tag.as_str(), if empty { "/>" } else { ">" }]),
            false => self.out += &self.xml[at],
        }
    }
}
