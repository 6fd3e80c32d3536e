//! The text of documents by other people, part by part: also what a reader doesn't
//! see at once (hidden sheets, deleted words, comments, properties). What can't be
//! read is told as such, never left out. Call it through [`crate::child`]: the files
//! are made by strangers and the parsers by others.

use std::panic::{self, AssertUnwindSafe};

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub(crate) mod archive;
mod cells;
mod eyes;
mod kinds;
mod ofd;
pub(crate) mod office;
mod ole;
mod page;
pub(crate) mod pdf;
mod picture;
mod rtf;
mod sheet_files;
mod words;
mod workbook;
pub(crate) mod xml;

pub use eyes::Eyes;
pub use kinds::{kind, kind_of};
pub use words::in_words;

use archive::Budget;
use kinds::{ARCHIVES, CLOSED, OFFICE, OLDER, PAGES, TEXTS};

/// A document that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its parts, the main one first.
    pub parts: Vec<Part>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where it stands: `body`, `comments`, `p. 3`, `Sheet2 (hidden)`, `inner.zip/a.docx: body`.
    pub name: String,
    /// Its text; or, for a person, why there is none.
    pub text: Result<String, String>,
    /// For a sheet, where its text begins; its rows are lines, its cells apart by tabs.
    pub sheet: Option<Corner>,
}

/// The first cell of a sheet's text, rows and columns counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corner {
    /// Its row.
    pub row: u32,
    /// Its column.
    pub column: u32,
    /// Whether the sheet is hidden.
    pub hidden: bool,
}

/// A document that can't be read: why, for a person.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{0}")]
pub struct Unreadable(pub String);

impl Unreadable {
    pub(crate) fn because(why: impl Into<String>) -> Unreadable {
        Unreadable(why.into())
    }
}

impl Part {
    fn text(name: impl Into<String>, text: String) -> Part {
        // Fonts without a table leave zeros, which no database keeps.
        let text = if text.contains('\0') { text.replace('\0', " ") } else { text };
        Part { name: name.into(), text: Ok(text), sheet: None }
    }

    fn unreadable(name: impl Into<String>, why: impl Into<String>) -> Part {
        Part { name: name.into(), text: Err(why.into()), sheet: None }
    }

    /// The place of the character at `at` (counted in Unicode scalar values) as a
    /// person finds it, and where that place begins in this part's text: for a sheet
    /// its cell, `Sheet2!C14 (hidden)`, otherwise the part itself.
    pub fn place(&self, at: usize) -> (String, usize) {
        self.places().at(at)
    }

    /// As [`Part::place`] for many characters in their order: the text is gone through once.
    pub fn places(&self) -> Places<'_> {
        let corner = self.sheet.unwrap_or(Corner { row: 0, column: 0, hidden: false });
        let text = self.text.as_deref().unwrap_or_default();
        Places { part: self, rest: text.chars(), passed: 0, row: corner.row, column: corner.column, start: 0 }
    }

    /// Whether somebody who opens the document sees it without looking for it.
    pub fn is_seen(&self) -> bool {
        let name = self.name.rsplit(": ").next().unwrap_or(&self.name);
        let apart = [workbook::HIDDEN, " (deleted)", " (fields)"];
        !ASIDE.contains(&name) && !apart.iter().any(|end| name.ends_with(end))
    }
}

/// Parts that nobody sees who only opens a document.
const ASIDE: [&str; 18] = [
    "comments",
    "properties",
    "links",
    "master",
    "glossary",
    "scripts",
    "macros",
    "defined names",
    "sheet details",
    "connections",
    "external links",
    "pivot cache",
    "data model",
    "picture details",
    "page source",
    "alternatives",
    "tags",
    "other",
];

/// Goes through the places of a part.
pub struct Places<'a> {
    part: &'a Part,
    rest: std::str::Chars<'a>,
    passed: usize,
    row: u32,
    column: u32,
    start: usize,
}

impl Places<'_> {
    /// The place of the character at `at`, which is not before the one asked for last.
    pub fn at(&mut self, at: usize) -> (String, usize) {
        let Some(corner) = self.part.sheet else { return (self.part.name.clone(), 0) };
        while self.passed < at {
            let Some(c) = self.rest.next() else { break };
            self.passed += 1;
            match c {
                '\n' => (self.row, self.column, self.start) = (self.row + 1, corner.column, self.passed),
                '\t' => (self.column, self.start) = (self.column + 1, self.passed),
                _ => {}
            }
        }
        let name = &self.part.name;
        let sheet = name.strip_suffix(workbook::HIDDEN).unwrap_or(name);
        let hidden = if corner.hidden { workbook::HIDDEN } else { "" };
        (format!("{sheet}!{}{}{hidden}", column_name(self.column), self.row + 1), self.start)
    }
}

/// A, B, …, Z, AA: the name of a column counted from 0.
fn column_name(column: u32) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    if column < 26 { letter.to_string() } else { column_name(column / 26 - 1) + &letter.to_string() }
}

/// Reads a document of a kind, see [`kind`] and [`kind_of`].
///
/// # Errors
///
/// Where nothing of it can be read; a part that can't is a [`Part`] without text.
pub fn read(kind: &str, bytes: &[u8]) -> Result<Document, Unreadable> {
    read_seeing(kind, bytes, Eyes::default())
}

/// As [`read`], and what stands in its pictures where something looks at them.
///
/// # Errors
///
/// As [`read`].
pub fn read_seeing(kind: &str, bytes: &[u8], eyes: Eyes) -> Result<Document, Unreadable> {
    let mut document = read_within(kind, bytes, &mut Budget::with(eyes))?;
    document.parts.iter_mut().for_each(|part| part.name = shown(&part.name));
    Ok(document)
}

/// A name that strangers gave, as it may be shown and kept: no control characters, none
/// that turn the direction of writing, and not without end.
fn shown(name: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    let cut = name.chars().count().saturating_sub(LONGEST_NAME);
    // The end says which part it is.
    name.chars().filter(|c| !unseen(*c)).skip(cut).collect()
}

/// Characters of a part's name at most.
const LONGEST_NAME: usize = 300;

fn read_within(kind: &str, bytes: &[u8], budget: &mut Budget) -> Result<Document, Unreadable> {
    // A parser that gives up in the middle is no pass, and takes nothing else with it.
    let read = panic::catch_unwind(AssertUnwindSafe(|| parts(kind, bytes, budget)));
    let parts = read.unwrap_or_else(|_| Err(Unreadable::because("读这份文件时出错，请人看一遍")))?;
    Ok(Document { parts })
}

fn parts(kind: &str, bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    Ok(match kinds::settled(kind, bytes) {
        kind if TEXTS.contains(&kind) => vec![Part::text("body", plain(bytes)?)],
        kind if PAGES.contains(&kind) => {
            let source = plain(bytes)?;
            let body = Part::text("body", crate::html::to_text(&source));
            std::iter::once(body).chain(page::aside(&source)).collect()
        }
        kind if kind.starts_with("xl") && OFFICE.contains(&kind) => {
            let mut parts = workbook::read(office(bytes)?, budget)?;
            parts.extend(office::read(bytes, budget)?);
            parts
        }
        kind if OFFICE.contains(&kind) => office::read(office(bytes)?, budget)?,
        kind if OLDER.contains(&kind) => ole::read(bytes, budget)?,
        "pdf" => pdf::read(bytes, budget)?,
        "ofd" => ofd::read(bytes, budget)?,
        "rtf" => rtf::read(bytes, budget)?,
        "gz" | "tgz" => archive::read_packed(bytes, budget)?,
        "tar" => archive::read_row(bytes, budget)?,
        kind if ARCHIVES.contains(&kind) => archive::read(bytes, budget)?,
        kind if picture::KINDS.contains(&kind) => picture::read(bytes, budget)?,
        kind if CLOSED.contains(&kind) => {
            return Err(Unreadable::because(format!(".{kind} 压缩文件打不开，请另存为 .zip")));
        }
        "" => return Err(Unreadable::because("文件没有后缀，不知道怎么读")),
        kind => return Err(Unreadable::because(format!(".{kind} 文件读不了"))),
    })
}

/// Bytes of a text file at most: its text is held twice, and once more on its way out of the child.
const MOST_TEXT: usize = 60 << 20;

fn plain(bytes: &[u8]) -> Result<String, Unreadable> {
    if bytes.len() > MOST_TEXT {
        let megabytes = bytes.len() >> 20;
        return Err(Unreadable::because(format!("文件太大（{megabytes} MB），读不完，请分成几个文件")));
    }
    // Packed words are no words; they might pass for GB18030.
    let packed: [&[u8]; 4] = [b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"Rar!"];
    if packed.iter().any(|start| bytes.starts_with(start)) {
        return Err(Unreadable::because("后缀是文本，内容却不是文字"));
    }
    let text = crate::sheets::text(bytes).map_err(|error| Unreadable::because(error.to_string()))?;
    match text.contains('\0') {
        true => Err(Unreadable::because("后缀是文本，内容却不是文字")),
        false => Ok(text),
    }
}

/// An Office file is a zip; one in Microsoft's older container is locked by a password.
pub(crate) fn office(bytes: &[u8]) -> Result<&[u8], Unreadable> {
    match bytes {
        [b'P', b'K', ..] => Ok(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Unreadable::because("文件加了密码，或其实是旧格式，打不开")),
        _ => Err(Unreadable::because("文件已损坏，或后缀和内容不符")),
    }
}
