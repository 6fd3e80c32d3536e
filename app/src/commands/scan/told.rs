//! What is told of each thing that was read: lines on standard output, rows in the report.

use std::io::{self, Write};

use documents::reader::{Document, Part, Unreadable};
use pii::{Finding, Rules};
use serde::Serialize;

use super::report::Report;
use super::text::Heard;

/// Takes what is heard of a text.
type Each<'a> = &'a mut dyn FnMut(Heard<'_>) -> io::Result<()>;

/// The `type` of what can't be read.
pub const UNREADABLE: &str = "unreadable";

/// A line on standard output. The names are relied on from outside.
#[derive(Serialize)]
pub struct Line<'a> {
    /// The file, or the address.
    pub file: &'a str,
    /// The place inside it.
    pub part: &'a str,
    /// Its first Unicode scalar value in that place.
    pub start: usize,
    /// The one after its last.
    pub end: usize,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// `block`, `warn` or `info`.
    pub level: &'a str,
    /// The value with its telling part hidden.
    pub masked: &'a str,
    /// The rule that found it, or why nothing could be read.
    pub rule: &'a str,
}

/// Where something that is read comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The file, or the address.
    pub file: String,
    /// What people who know the place call it; empty where it is the file's name itself.
    pub short: String,
    /// The part of the site or of the folder it belongs to, for the report.
    pub section: String,
    /// What it calls itself; empty where it doesn't.
    pub title: String,
    /// The page that leads to it.
    pub from: Option<String>,
    /// Whether it is a page of a site.
    pub is_page: bool,
}

/// Takes down what is found.
pub struct Told<'a> {
    out: &'a mut dyn Write,
    rules: &'a Rules,
    /// Gathers what the report shows, where one was asked for.
    pub report: Option<Report>,
    /// Whether something was at `block`, or unreadable.
    pub stops: bool,
}

impl<'a> Told<'a> {
    /// Tells on this stream, by these rules.
    pub fn new(out: &'a mut dyn Write, rules: &'a Rules, report: Option<Report>) -> Told<'a> {
        Told { out, rules, report, stops: false }
    }

    /// Tells what stands in a document, or why it can't be read.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn document(&mut self, source: &Source, document: Result<Document, Unreadable>) -> io::Result<()> {
        let parts = document.map_or_else(
            |Unreadable(why)| vec![Part { name: "body".to_owned(), text: Err(why), sheet: None }],
            |document| document.parts,
        );
        let has_text = parts.iter().any(|part| part.text.is_ok()) || parts.is_empty();
        if let Some(report) = &mut self.report {
            report.open(source, has_text);
        }
        for part in &parts {
            self.part(&source.file, part)?;
        }
        self.out.flush()
    }

    /// Tells what stands in a text while it is read.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn text(
        &mut self,
        source: &Source,
        read: impl FnOnce(&Rules, Each<'_>) -> io::Result<Result<(), Unreadable>>,
    ) -> io::Result<()> {
        if let Some(report) = &mut self.report {
            report.open(source, true);
        }
        let (rules, mut rows) = (self.rules, Rows::default());
        let outcome = read(rules, &mut |heard| match heard {
            Heard::Text(_) if self.report.is_none() => Ok(()),
            Heard::Text(text) => {
                rows.hear(text);
                Ok(())
            }
            Heard::Found(found) => self.finding(&source.file, "body", &found, rows.at(found.start)),
        })?;
        match outcome {
            Ok(()) => self.out.flush(),
            Err(Unreadable(why)) => {
                let part = Part { name: "body".to_owned(), text: Err(why), sheet: None };
                self.part(&source.file, &part).and_then(|()| self.out.flush())
            }
        }
    }

    /// Tells that something can't be read as a whole: `part` says what of it.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn unreadable(&mut self, source: &Source, part: &str, why: &str) -> io::Result<()> {
        let part = Part { name: part.to_owned(), text: Err(why.to_owned()), sheet: None };
        self.document(source, Ok(Document { parts: vec![part] }))
    }

    /// Tells why not everything was read of what was named: never a silent pass.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn incomplete(&mut self, file: &str, why: &str) -> io::Result<()> {
        if let Some(report) = &mut self.report {
            report.incomplete(why.to_owned());
        }
        let line = Line {
            file,
            part: "links",
            start: 0,
            end: 0,
            kind: UNREADABLE,
            level: "block",
            masked: "",
            rule: why,
        };
        self.write(&line)?;
        self.out.flush()
    }

    fn part(&mut self, file: &str, part: &Part) -> io::Result<()> {
        if let Err(why) = &part.text {
            let (part, rule) = (&*part.name, &**why);
            let line =
                Line { file, part, start: 0, end: 0, kind: UNREADABLE, level: "block", masked: "", rule };
            return self.line(&line, None);
        }
        let mut rows = Rows::default();
        if part.sheet.is_none() && self.report.is_some() {
            rows.hear(part.text.as_deref().unwrap_or_default());
        }
        for placed in screening::placed(self.rules, part) {
            self.finding(file, &placed.place, &placed.finding, rows.at(placed.finding.start))?;
        }
        Ok(())
    }

    fn finding(&mut self, file: &str, part: &str, found: &Finding, row: Option<usize>) -> io::Result<()> {
        let line = Line {
            file,
            part,
            start: found.start,
            end: found.end,
            kind: found.kind.code(),
            level: found.level.code(),
            masked: &found.masked,
            rule: &found.rule,
        };
        self.line(&line, row)
    }

    fn line(&mut self, line: &Line<'_>, row: Option<usize>) -> io::Result<()> {
        if let Some(report) = &mut self.report {
            report.add(line, row);
        }
        self.write(line)
    }

    fn write(&mut self, line: &Line<'_>) -> io::Result<()> {
        self.stops |= line.level == pii::Level::Block.code();
        writeln!(self.out, "{}", serde_json::to_string(line).map_err(io::Error::other)?)
    }
}

/// Where the lines of a text end, so that a person who looks for a place is told its line. A cell of a
/// sheet is named as it is.
#[derive(Default)]
struct Rows {
    passed: usize,
    ends: Vec<usize>,
}

/// Lines that are counted at most; of what stands further behind only the file is told.
const MOST_ROWS: usize = 2_000_000;

impl Rows {
    /// Takes the next piece of the text.
    fn hear(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\n' && self.ends.len() < MOST_ROWS {
                self.ends.push(self.passed);
            }
            self.passed += 1;
        }
    }

    /// The line, counted from 1, of the character at a place.
    fn at(&self, place: usize) -> Option<usize> {
        let row = self.ends.partition_point(|end| *end < place);
        (self.passed > 0 && row < MOST_ROWS).then_some(row + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_the_line() {
        let mut rows = Rows::default();
        assert_eq!(rows.at(3), None, "nothing was heard");
        ["一\n二", "三\n", "\n四"].into_iter().for_each(|piece| rows.hear(piece));
        assert_eq!([0, 2, 3, 6].map(|place| rows.at(place)), [Some(1), Some(2), Some(2), Some(4)]);
    }
}
