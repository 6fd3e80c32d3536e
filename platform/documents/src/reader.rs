//! The text of documents by other people, part by part: also what a reader doesn't
//! see at once (hidden sheets, deleted words, comments, properties). What can't be
//! read is told as such, never left out. Call it through [`crate::child`]: the files
//! are made by strangers and the parsers by others.

use serde::{Deserialize, Serialize};
use thiserror::Error;

mod archive;
mod office;
mod pdf;
mod workbook;
mod xml;

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
        Part { name: name.into(), text: Ok(text), sheet: None }
    }

    fn unreadable(name: impl Into<String>, why: impl Into<String>) -> Part {
        Part { name: name.into(), text: Err(why.into()), sheet: None }
    }

    /// The place of the character at `at` (counted in Unicode scalar values) as a
    /// person finds it, and where that place begins in this part's text: for a sheet
    /// its cell, `Sheet2!C14 (hidden)`, otherwise the part itself.
    pub fn place(&self, at: usize) -> (String, usize) {
        let (Some(corner), Ok(text)) = (self.sheet, &self.text) else { return (self.name.clone(), 0) };
        let (mut row, mut column, mut start) = (corner.row, corner.column, 0);
        for (nth, c) in text.chars().take(at).enumerate() {
            match c {
                '\n' => (row, column, start) = (row + 1, corner.column, nth + 1),
                '\t' => (column, start) = (column + 1, nth + 1),
                _ => {}
            }
        }
        let sheet = self.name.strip_suffix(workbook::HIDDEN).unwrap_or(&self.name);
        let hidden = if corner.hidden { workbook::HIDDEN } else { "" };
        (format!("{sheet}!{}{}{hidden}", column_name(column), row + 1), start)
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

/// Reads a document of a kind, see [`kind`].
///
/// # Errors
///
/// Where nothing of it can be read; a part that can't is a [`Part`] without text.
pub fn read(kind: &str, bytes: &[u8]) -> Result<Document, Unreadable> {
    read_within(kind, bytes, &mut Budget::default())
}

fn read_within(kind: &str, bytes: &[u8], budget: &mut Budget) -> Result<Document, Unreadable> {
    let parts = match kind {
        "txt" | "text" | "csv" | "tsv" | "md" | "json" | "jsonl" | "ndjson" | "log" | "ics" => {
            vec![Part::text("body", plain(bytes)?)]
        }
        "xml" | "html" | "htm" | "xhtml" | "svg" => {
            vec![Part::text("body", crate::html::to_text(&plain(bytes)?))]
        }
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
    let text = crate::sheets::text(bytes).map_err(|error| Unreadable::because(error.to_string()))?;
    match text.contains('\0') {
        true => Err(Unreadable::because("后缀是文本，内容却不是文字")),
        false => Ok(text),
    }
}

/// An Office file is a zip; one in Microsoft's older container is locked by a password.
fn office(bytes: &[u8]) -> Result<&[u8], Unreadable> {
    match bytes {
        [b'P', b'K', ..] => Ok(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Unreadable::because("文件加了密码，或其实是旧格式，打不开")),
        _ => Err(Unreadable::because("文件已损坏，或后缀和内容不符")),
    }
}
