//! What is told of each thing that was read: lines on standard output, rows in the report.

use std::io::{self, Write};

use documents::reader::{Document, Unreadable};
use pii::{Level, Rules};
use serde::Serialize;

use super::reading::{self, Lines, Reading, Row};
use super::report::Report;
use super::text::Heard;

/// Takes what is heard of a text.
type Each<'a> = &'a mut dyn FnMut(Heard<'_>) -> io::Result<()>;

/// A line on standard output. The names are relied on from outside.
#[derive(Serialize)]
struct Line<'a> {
    /// The file, or the address.
    file: &'a str,
    /// The place inside it.
    part: &'a str,
    /// Its first Unicode scalar value in that place.
    start: usize,
    /// The one after its last.
    end: usize,
    /// What it is.
    #[serde(rename = "type")]
    kind: &'a str,
    /// `block`, `warn` or `info`.
    level: &'a str,
    /// The value with its telling part hidden.
    masked: &'a str,
    /// The rule that found it, or why nothing could be read.
    rule: &'a str,
}

/// Where something that is read comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The file, or the address.
    pub file: String,
    /// What people who know the place call it; empty where it is the file's name itself.
    pub short: String,
    /// The name that somebody gave the file, which is read too; empty where there is none.
    pub name: String,
    /// The part of the site or of the folder it belongs to, for the report.
    pub section: String,
    /// What it calls itself; empty where it doesn't.
    pub title: String,
    /// The page that leads to it.
    pub from: Option<String>,
    /// Whether it is a page of a site.
    pub is_page: bool,
}

impl Source {
    /// By what it is told whether it announces aid or awards: its title, else its name.
    fn announces(&self) -> &str {
        if self.title.is_empty() { reading::stem(&self.name) } else { &self.title }
    }
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

    /// What stands in a document and in its name, or why it can't be read.
    pub fn read(&self, source: &Source, document: Result<Document, Unreadable>) -> Reading {
        let mut reading = Reading::of(self.rules, source.announces(), document);
        reading.add_name(self.rules, &source.name);
        reading
    }

    /// Reads a document and tells it.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn document(&mut self, source: &Source, document: Result<Document, Unreadable>) -> io::Result<()> {
        let reading = self.read(source, document);
        self.reading(source, &reading)
    }

    /// Tells what was read.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn reading(&mut self, source: &Source, reading: &Reading) -> io::Result<()> {
        if let Some(report) = &mut self.report {
            report.open(source, reading.is_read);
        }
        reading.rows.iter().try_for_each(|row| self.row(&source.file, row))?;
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
        let (rules, mut lines) = (self.rules, Lines::default());
        let outcome = read(rules, &mut |heard| match heard {
            Heard::Text(_) if self.report.is_none() => Ok(()),
            Heard::Text(text) => {
                lines.hear(text);
                Ok(())
            }
            Heard::Found(found) => self.row(&source.file, &Row::found("body", &found, lines.at(found.start))),
        })?;
        let mut rest = Reading::default();
        rest.rows.extend(outcome.err().map(|Unreadable(why)| Row::unreadable("body", &why)));
        rest.add_name(rules, &source.name);
        rest.rows.iter().try_for_each(|row| self.row(&source.file, row))?;
        self.out.flush()
    }

    /// Tells that something can't be read as a whole: `part` says what of it.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn unreadable(&mut self, source: &Source, part: &str, why: &str) -> io::Result<()> {
        self.reading(source, &Reading { is_read: false, rows: vec![Row::unreadable(part, why)] })
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
        self.line(file, &Row::unreadable("links", why))?;
        self.out.flush()
    }

    fn row(&mut self, file: &str, row: &Row) -> io::Result<()> {
        if let Some(report) = &mut self.report {
            report.add(row);
        }
        self.line(file, row)
    }

    fn line(&mut self, file: &str, row: &Row) -> io::Result<()> {
        self.stops |= row.level == Level::Block.code();
        let line = Line {
            file,
            part: &row.part,
            start: row.start,
            end: row.end,
            kind: &row.kind,
            level: &row.level,
            masked: &row.masked,
            rule: &row.rule,
        };
        writeln!(self.out, "{}", serde_json::to_string(&line).map_err(io::Error::other)?)
    }
}
