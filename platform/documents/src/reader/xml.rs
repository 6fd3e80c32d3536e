//! The words of Office XML, whichever program's: text lies in elements called `t`,
//! paragraphs are `p`, table cells `tc`, rows `tr`, whatever their prefix.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::Unreadable;

/// The words of a part of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// What is seen, words of insertions included.
    pub text: String,
    /// What tracked changes took away.
    pub deleted: String,
    /// What is set hidden.
    pub hidden: String,
    /// The instructions of fields, such as a link's address.
    pub fields: String,
}

/// Where text goes now.
#[derive(Clone, Copy, Default, PartialEq)]
enum Sink {
    #[default]
    Nowhere,
    Text,
    Deleted,
    Field,
}

/// Where a piece of a part's words stands in its XML, for whoever writes them anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Which of the words it belongs to.
    pub of: Kind,
    /// The piece in those words, in bytes.
    pub at: std::ops::Range<usize>,
    /// Where its event begins in the XML.
    pub event: usize,
    /// The attribute, where it is the value of one.
    pub attribute: Option<usize>,
}

/// The kinds of [`Words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Deleted,
    Hidden,
    Fields,
}

#[derive(Default)]
struct State {
    words: Words,
    spans: Vec<Span>,
    /// The event that is read; none while words are added that no event holds.
    event: Option<usize>,
    sink: Sink,
    /// The run's own text is set hidden.
    vanished: bool,
    in_run: bool,
    /// Within the second drawing of the same thing.
    fallback: usize,
    /// The words of that.
    other: String,
    /// Within what was moved elsewhere: it stands there.
    moved: usize,
    /// Where the text of the open cells begins, the innermost last, and the columns it takes.
    cells: Vec<(usize, usize)>,
}

/// Columns that one cell may take.
const WIDEST: usize = 50;

/// The words of a part.
pub(crate) fn words(xml: &str) -> Result<Words, Unreadable> {
    traced(xml).map(|(words, _)| words)
}

/// The words of a part, and where each piece of them stands in it.
pub(crate) fn traced(xml: &str) -> Result<(Words, Vec<Span>), Unreadable> {
    let mut state = State::default();
    each_event_at(xml, |at, event| {
        state.event = Some(at.start);
        match event {
            Event::Start(element) => state.open(element),
            Event::Empty(element) => {
                state.open(element);
                state.close(element.local_name().as_ref());
            }
            Event::End(element) => state.close(element.local_name().as_ref()),
            Event::Text(text) => state.push(text),
            Event::CData(text) => state.push(&text.xml10_content()),
            Event::GeneralRef(entity) => state.push(&resolved(entity)),
            _ => {}
        }
    })?;
    let State { mut words, spans, other, .. } = state;
    words.hidden += &other_drawing(&other, &words.text);
    for text in [&mut words.text, &mut words.deleted, &mut words.hidden, &mut words.fields] {
        text.truncate(text.trim_end().len());
    }
    Ok((words, spans))
}

/// What older programs draw instead, where it says something else.
fn other_drawing(other: &str, text: &str) -> String {
    let lines = other.lines().filter(|line| !line.trim().is_empty() && !text.contains(line.trim()));
    lines.map(|line| format!("{line}\n")).collect()
}

/// All text of a part and the values of the attributes named, a line each.
pub(super) fn everything(xml: &str, attributes: &[&str]) -> Result<String, Unreadable> {
    let mut out = String::new();
    let mut gap = true;
    each_event(xml, |event| match event {
        Event::Start(element) | Event::Empty(element) => {
            gap = true;
            for attribute in element.attributes().flatten().filter(|a| attributes.contains(&a.key.as_ref())) {
                line(&mut out, &value(&attribute), true);
            }
        }
        Event::End(_) => gap = true,
        Event::Text(text) => gap = !line(&mut out, text, gap) && gap,
        Event::CData(text) => gap = !line(&mut out, &text.xml10_content(), gap) && gap,
        Event::GeneralRef(entity) => gap = !line(&mut out, &resolved(entity), gap) && gap,
        _ => {}
    })?;
    Ok(out)
}

/// The values of attributes of elements, in the order of the document.
pub(super) fn values(xml: &str, wanted: &[(&str, &str)]) -> Result<Vec<String>, Unreadable> {
    let mut found = Vec::new();
    each_event(xml, |event| {
        let (Event::Start(element) | Event::Empty(element)) = event else { return };
        let name = element.local_name();
        let keys = wanted.iter().filter(|(element, _)| *element == name.as_ref());
        found.extend(keys.filter_map(|(_, key)| attribute(element, key)).filter(|value| !value.is_empty()));
    })?;
    Ok(found)
}

/// Puts text on a line of its own where there is a gap; whether there was any.
fn line(out: &mut String, text: &str, gap: bool) -> bool {
    if text.trim().is_empty() {
        return false;
    }
    if gap && !out.is_empty() {
        out.push('\n');
    }
    out.push_str(text);
    true
}

/// No part of an Office file has a DTD; one that has wants something.
pub(super) fn each_event(xml: &str, mut see: impl FnMut(&Event)) -> Result<(), Unreadable> {
    each_event_at(xml, |_, event| see(event))
}

/// As [`each_event`], with the place of each in the XML.
pub(crate) fn each_event_at(
    xml: &str,
    mut see: impl FnMut(std::ops::Range<usize>, &Event),
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_str(xml);
    loop {
        let start = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::DocType(_)) => return Err(Unreadable::because("文件里有不该有的声明（DTD），没有读")),
            Ok(event) => see(start..reader.buffer_position() as usize, &event),
            Err(_) => return Err(Unreadable::because("文件已损坏，读不下去")),
        }
    }
}

pub(crate) fn value(attribute: &Attribute) -> String {
    attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default().into_owned()
}

/// The value of an element's attribute, whatever its prefix unless it is asked for with one.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let is_it = |a: &Attribute| a.key.local_name().as_ref() == name || a.key.as_ref() == name;
    attributes.find(is_it).map(|a| value(&a))
}

pub(crate) fn resolved(entity: &BytesRef) -> String {
    match entity.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => match &**entity {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => "",
        }
        .to_owned(),
    }
}

impl Words {
    fn of(&mut self, kind: Kind) -> &mut String {
        match kind {
            Kind::Text => &mut self.text,
            Kind::Deleted => &mut self.deleted,
            Kind::Hidden => &mut self.hidden,
            Kind::Fields => &mut self.fields,
        }
    }
}

impl State {
    fn open(&mut self, element: &BytesStart) {
        match element.local_name().as_ref() {
            "t" | "v" => self.sink = Sink::Text,
            "delText" => self.sink = Sink::Deleted,
            "instrText" | "delInstrText" => self.sink = Sink::Field,
            "r" => (self.in_run, self.vanished) = (true, false),
            "vanish" | "webHidden" if self.in_run && is_on(element) => self.vanished = true,
            // A break in a cell would look like a row, a tab like a cell.
            "tab" | "br" | "cr" if !self.cells.is_empty() => self.push_seen(" "),
            "tab" if self.in_run => self.push_seen("\t"),
            "br" | "cr" => self.push_seen("\n"),
            "tc" => self.cells.push((self.words.text.len(), 1)),
            "gridSpan" => {
                if let Some((_, columns)) = self.cells.last_mut() {
                    *columns = number(element).unwrap_or(1).clamp(1, WIDEST);
                }
            }
            "noBreakHyphen" => self.push_seen("-"),
            "Fallback" => self.fallback += 1,
            "moveFrom" => self.moved += 1,
            _ => {}
        }
        // What pictures and shapes are said to show.
        for (number, attribute) in element.attributes().flatten().enumerate() {
            if matches!(attribute.key.as_ref(), "descr" | "title") {
                let said = value(&attribute);
                if line(&mut self.words.fields, &said, true) {
                    self.trace(Kind::Fields, said.len(), Some(number));
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" | "v" | "delText" | "instrText" | "delInstrText" => self.sink = Sink::Nowhere,
            "r" => (self.in_run, self.vanished) = (false, false),
            "p" if self.fallback > 0 => end_with(&mut self.other, '\n'),
            "p" => {
                match self.cells.last() {
                    Some((start, _)) if self.words.text.len() == *start => {}
                    Some(_) => end_with(&mut self.words.text, ' '),
                    None => end_with(&mut self.words.text, '\n'),
                }
                for text in [&mut self.words.deleted, &mut self.words.hidden] {
                    end_with(text, '\n');
                }
            }
            "tc" => self.close_cell(),
            "tr" if self.cells.is_empty() => {
                self.words.text.truncate(self.words.text.trim_end_matches('\t').len());
                end_with(&mut self.words.text, '\n');
            }
            "pt" | "si" | "comment" | "threadedComment" => end_with(&mut self.words.text, '\n'),
            "fldChar" => end_with(&mut self.words.fields, '\n'),
            "Fallback" => self.fallback = self.fallback.saturating_sub(1),
            "moveFrom" => self.moved = self.moved.saturating_sub(1),
            _ => {}
        }
    }

    /// A cell ends with a tab for each column it takes; in another cell it is only words.
    fn close_cell(&mut self) {
        let Some((start, columns)) = self.cells.pop() else { return };
        let end = self.words.text[start..].trim_end().len();
        self.words.text.truncate(start + end);
        self.forget_from(start + end);
        let tabs = if self.cells.is_empty() { columns } else { 0 };
        self.words.text.extend(std::iter::repeat_n('\t', tabs));
        if tabs == 0 && end > 0 {
            self.words.text.push(' ');
        }
    }

    fn push(&mut self, text: &str) {
        let kind = match self.sink {
            Sink::Nowhere => return,
            _ if self.fallback > 0 => {
                self.other += text;
                return;
            }
            Sink::Text if self.moved > 0 => Kind::Deleted,
            Sink::Text if self.vanished => Kind::Hidden,
            Sink::Text => Kind::Text,
            Sink::Deleted => Kind::Deleted,
            Sink::Field => Kind::Fields,
        };
        *self.words.of(kind) += text;
        self.trace(kind, text.len(), None);
    }

    /// Remembers where the words just added come from.
    fn trace(&mut self, of: Kind, length: usize, attribute: Option<usize>) {
        let end = self.words.of(of).len();
        if let Some(event) = self.event {
            self.spans.push(Span { of, at: end - length..end, event, attribute });
        }
    }

    /// What was trimmed comes from nowhere.
    fn forget_from(&mut self, end: usize) {
        for span in self.spans.iter_mut().rev().filter(|span| span.of == Kind::Text) {
            if span.at.end <= end {
                break;
            }
            span.at = span.at.start.min(end)..end;
        }
    }

    fn push_seen(&mut self, text: &str) {
        let sink = std::mem::replace(&mut self.sink, Sink::Text);
        let event = self.event.take();
        self.push(text);
        (self.sink, self.event) = (sink, event);
    }
}

fn end_with(text: &mut String, end: char) {
    if !text.is_empty() && !text.ends_with(end) {
        text.push(end);
    }
}

/// A switch such as `<w:vanish/>`, unless it says `w:val="0"`.
fn is_on(element: &BytesStart) -> bool {
    let off = |value: &str| matches!(value, "0" | "false" | "off");
    !element.attributes().flatten().any(|a| a.key.local_name().as_ref() == "val" && off(&a.value))
}

fn number(element: &BytesStart) -> Option<usize> {
    let mut attributes = element.attributes().flatten();
    attributes.find(|a| a.key.local_name().as_ref() == "val").and_then(|a| value(&a).parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_by_what_a_reader_sees() {
        let xml = "<w:document><w:p><w:r><w:t>甲&amp;乙</w:t></w:r><w:ins><w:r><w:t>新</w:t></w:r></w:ins>\
            <w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>\
            <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>显</w:t></w:r></w:p>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc>\
            <w:tc><w:p><w:r><w:t>三</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:document>";
        let words = words(xml).unwrap();
        assert_eq!(words.text, "甲&乙新显\n一\t\t三");
        assert_eq!((words.deleted.as_str(), words.hidden.as_str()), ("旧", "藏"));
    }

    #[test]
    fn a_cell_stays_under_its_head() {
        let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let (tc, span) =
            (|inner: &str| format!("<w:tc>{inner}</w:tc>"), "<w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>");
        let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", tc(&p("甲")), tc(&p("乙")));
        let rows = [
            tc("<w:p/>") + &tc(&format!("{span}{}", p("人数"))) + &tc(&p("说明")),
            tc("<w:p/>") + &tc(&(p("一") + &p("二"))) + &tc("<w:p/>") + &tc(&inner),
        ];
        let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
        let words = words(&format!("<w:d>{}<w:tbl>{rows}</w:tbl>{}</w:d>", p("表"), p("完"))).unwrap();
        assert_eq!(words.text, "表\n\t人数\t\t说明\n\t一 二\t\t甲 乙\n完");
    }

    #[test]
    fn a_shape_drawn_twice_is_read_once_and_a_dtd_not_at_all() {
        let xml = "<mc:AlternateContent><mc:Choice><w:t>框</w:t></mc:Choice><mc:Fallback><w:t>框</w:t></mc:Fallback></mc:AlternateContent>";
        assert_eq!(words(xml).unwrap().text, "框");
        assert!(words("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>").is_err());
    }
}
