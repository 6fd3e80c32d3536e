//! The strings of a workbook that its cells name by numbers: those still in use get new numbers,
//! the others are left behind.

use std::ops::Range;

use quick_xml::escape::escape;
use quick_xml::events::Event;

use crate::reader::Unreadable;
use crate::reader::xml::{each_event_at, resolved};

/// No cell has used it yet.
const UNUSED: u32 = u32::MAX;

#[derive(Default)]
pub(super) struct SharedStrings {
    xml: String,
    /// Where each string stands.
    strings: Vec<Range<usize>>,
    /// Its new number.
    new: Vec<u32>,
    /// The old numbers of those in use, in the order of the new ones.
    used: Vec<usize>,
}

impl SharedStrings {
    pub fn read(xml: String) -> Result<SharedStrings, Unreadable> {
        let (mut strings, mut start) = (Vec::new(), 0);
        each_event_at(&xml, |at, event| match event {
            Event::Start(element) if element.local_name().as_ref() == "si" => start = at.start,
            Event::End(element) if element.local_name().as_ref() == "si" => strings.push(start..at.end),
            Event::Empty(element) if element.local_name().as_ref() == "si" => strings.push(at),
            _ => {}
        })?;
        let new = vec![UNUSED; strings.len()];
        Ok(SharedStrings { xml, strings, new, used: Vec::new() })
    }

    /// The words of a string.
    pub fn text(&self, number: usize) -> Option<String> {
        let xml = &self.xml[self.strings.get(number)?.clone()];
        plain(xml).ok()
    }

    /// The new number of a string that a cell uses.
    pub fn number(&mut self, old: usize) -> Option<u32> {
        let new = self.new.get_mut(old)?;
        if *new == UNUSED {
            *new = self.used.len() as u32;
            self.used.push(old);
        }
        Some(*new)
    }

    /// The strings in use.
    pub fn written(&self) -> Result<String, Unreadable> {
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
            <sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
            .to_owned();
        for old in &self.used {
            let xml = &self.xml[self.strings[*old].clone()];
            // Runs with looks of their own stay; how a name is spoken (`rPh`) isn't seen.
            let has_looks = xml.contains("<r>") && !xml.contains("rPh") && !xml.contains("<!");
            match has_looks {
                true => out += xml,
                false => out += &format!("<si>{}</si>", text_element(&plain(xml)?)),
            }
        }
        Ok(out + "</sst>")
    }
}

/// Words as an element of a string.
fn text_element(text: &str) -> String {
    format!("<t xml:space=\"preserve\">{}</t>", escape(text))
}

/// The words of a string, without how they are spoken.
pub(super) fn plain(xml: &str) -> Result<String, Unreadable> {
    let (mut text, mut is_text, mut spoken) = (String::new(), false, false);
    each_event_at(xml, |_, event| match event {
        Event::Start(element) => match element.local_name().as_ref() {
            "t" => is_text = true,
            "rPh" => spoken = true,
            _ => {}
        },
        Event::End(element) => match element.local_name().as_ref() {
            "t" => is_text = false,
            "rPh" => spoken = false,
            _ => {}
        },
        _ if !is_text || spoken => {}
        Event::Text(words) => text += words,
        Event::CData(words) => text += &words.xml10_content(),
        Event::GeneralRef(entity) => text += &resolved(entity),
        _ => {}
    })?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_out_of_use_are_left_behind() {
        let xml = "<sst><si><t>甲&amp;</t></si><si/><si><r><rPr><b/></rPr><t>乙</t></r></si>\
            <si><t>丙</t><rPh sb=\"0\" eb=\"1\"><t>bing</t></rPh></si></sst>";
        let mut strings = SharedStrings::read(xml.to_owned()).unwrap();
        assert_eq!([3, 2, 3, 9].map(|old| strings.number(old)), [Some(0), Some(1), Some(0), None]);
        assert_eq!(strings.text(0).as_deref(), Some("甲&"));
        let written = strings.written().unwrap();
        assert!(written.contains("preserve\">丙</t></si><si><r><rPr><b/></rPr><t>乙</t></r></si></sst>"));
        assert!(!written.contains('甲') && !written.contains("bing"));
    }
}
