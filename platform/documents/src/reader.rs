//! The text of documents by other people, part by part: also what a reader doesn't
//! see at once (hidden sheets, deleted words, comments, properties). What can't be
//! read is told as such, never left out. Call it through [`crate::child`]: the files
//! are made by strangers and the parsers by others.

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub(crate) mod archive;
pub(crate) mod office;
mod pdf;
mod words;
mod workbook;
pub(crate) mod xml;

pub use words::in_words;

use archive::Budget;

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
        let aside = ["comments", "properties", "links", "master", "glossary", "scripts", "macros"];
        let apart = [workbook::HIDDEN, " (deleted)", " (fields)"];
        !aside.contains(&name) && !apart.iter().any(|end| name.ends_with(end))
    }
}

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

/// The kind of a file by its name: its ending in small letters.
pub fn kind(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// The kind of a file by its name, or where the name says nothing we know, by what it
/// begins with; whatever else is text.
pub fn kind_of(name: &str, bytes: &[u8]) -> String {
    let named = kind(name);
    if TEXTS.contains(&&*named) || PAGES.contains(&&*named) || OTHERS.contains(&&*named) {
        return named;
    }
    // An archive's entries are named within it as they are, and before 2007 in UTF-16.
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    let found = match bytes {
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [b'P', b'K', 3, 4, ..] if has(b"word/document.xml") => "docx",
        [b'P', b'K', 3, 4, ..] if has(b"xl/workbook") => "xlsx",
        [b'P', b'K', 3, 4, ..] if has(b"ppt/presentation") => "pptx",
        [b'P', b'K', 3, 4, ..] => "zip",
        [0xd0, 0xcf, 0x11, 0xe0, ..] if has(b"W\0o\0r\0k\0b\0o\0o\0k\0") => "xls",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "doc",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [b'G', b'I', b'F', b'8', ..] => "gif",
        [b'R', b'a', b'r', b'!', ..] => "rar",
        _ => "txt",
    };
    found.to_owned()
}

/// Endings of files that are text, of pages, and of what else is known by its ending.
const TEXTS: [&str; 10] = ["txt", "text", "csv", "tsv", "md", "json", "jsonl", "ndjson", "log", "ics"];
const PAGES: [&str; 5] = ["xml", "html", "htm", "xhtml", "svg"];
const OTHERS: [&str; 26] = [
    "docx", "docm", "dotx", "pptx", "pptm", "ppsx", "xlsx", "xlsm", "xls", "pdf", "zip", "doc", "ppt", "wps",
    "et", "dps", "rtf", "jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff", "ofd",
];

/// Reads a document of a kind, see [`kind`] and [`kind_of`].
///
/// # Errors
///
/// Where nothing of it can be read; a part that can't is a [`Part`] without text.
pub fn read(kind: &str, bytes: &[u8]) -> Result<Document, Unreadable> {
    let mut document = read_within(kind, bytes, &mut Budget::default())?;
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
    let parts = match kind {
        kind if TEXTS.contains(&kind) => vec![Part::text("body", plain(bytes)?)],
        kind if PAGES.contains(&kind) => vec![Part::text("body", crate::html::to_text(&plain(bytes)?))],
        "docx" | "docm" | "dotx" | "pptx" | "pptm" | "ppsx" => office::read(office(bytes)?, budget)?,
        "xlsx" | "xlsm" => {
            let mut parts = workbook::read(office(bytes)?, budget)?;
            parts.extend(office::read(bytes, budget)?);
            parts
        }
        "xls" => workbook::read_old(bytes)?,
        "pdf" => pdf::read(bytes)?,
        "zip" => archive::read(bytes, budget)?,
        "doc" | "ppt" | "wps" | "et" | "dps" | "rtf" => {
            let newer = match kind {
                "ppt" | "dps" => ".pptx",
                "et" => ".xlsx",
                _ => ".docx",
            };
            return Err(Unreadable::because(format!("旧格式（.{kind}）的文件读不了，请另存为 {newer}")));
        }
        "jpg" | "jpeg" | "png" | "gif" | "bmp" | "webp" | "tif" | "tiff" => {
            return Err(Unreadable::because("图片里的文字读不出来，请人看一遍"));
        }
        "" => return Err(Unreadable::because("文件没有后缀，不知道怎么读")),
        _ => return Err(Unreadable::because(format!(".{kind} 文件读不了"))),
    };
    Ok(Document { parts })
}

fn plain(bytes: &[u8]) -> Result<String, Unreadable> {
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
