//! Masking a file: what comes out is a new file from which the masked characters are gone, and
//! with them all that somebody who opens it would not see. Where they stand the caller says, in
//! the text that [`crate::reader`] gave. What can't be masked safely is refused with a sentence.

use serde::{Deserialize, Serialize};

use crate::reader::{self, Document, Unreadable};

mod check;
mod package;
mod pdf;
mod picture;
mod places;
mod plain;
mod removed;
mod shared_strings;
mod sheet;
mod word;
mod words;
mod workbook;
mod xml;

use check::Values;
use places::Places;
pub use places::key;

/// What is to be masked, in the part of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// The part, as [`key`] names it: its name, with a number after the first of that name
    /// (`header`, `header#2`). For a sheet the whole sheet, not the cell.
    pub part: String,
    /// The first character masked, counted in Unicode scalar values of the part's text.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
    /// What stands there instead. A PDF keeps a grey field instead of it.
    pub with: String,
}

/// A masked file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The file.
    pub bytes: Vec<u8>,
    /// What else was taken out, for a person: `3条批注`, `隐藏的工作表“汇总”`.
    pub removed: Vec<String>,
}

/// Masks a file of a kind, see [`reader::kind`]. The same file and masks give the same bytes.
///
/// # Errors
///
/// Where the kind is none that can be masked, the file can't be read or written safely, a mask
/// points nowhere, and where anything of what was masked would still be found.
pub fn redact(kind: &str, bytes: &[u8], masks: &[Mask]) -> Result<Redacted, Unreadable> {
    check_kind(kind)?;
    let document = reader::read(kind, bytes)?;
    let places = Places::of(&document, masks)?;
    let values = Values::of(&document, &places);
    let redacted = rewritten(kind, bytes, &document, &places, &values)?;
    drop(document);
    values.check(kind, &redacted.bytes)?;
    Ok(redacted)
}

fn rewritten(
    kind: &str,
    bytes: &[u8],
    document: &Document,
    places: &Places,
    values: &Values,
) -> Result<Redacted, Unreadable> {
    match kind {
        "docx" => word::redact(bytes, document, places, values),
        "xlsx" => workbook::redact(bytes, document, places, values),
        "pdf" => pdf::redact(bytes, document, places, values),
        _ => plain::redact(kind, bytes, document, places),
    }
}

fn check_kind(kind: &str) -> Result<(), Unreadable> {
    let instead = match kind {
        "docx" | "xlsx" | "pdf" | "txt" | "text" | "csv" | "tsv" | "md" | "log" => return Ok(()),
        "docm" | "dotx" | "doc" | "wps" | "rtf" => "请在原文件里改好，或另存为 .docx 后再遮盖",
        "xlsm" | "xls" | "et" => "请在原文件里改好，或另存为 .xlsx 后再遮盖",
        "pptx" | "pptm" | "ppsx" | "ppt" | "dps" => "请在原文件里改好，或导出为 PDF 后再遮盖",
        "ofd" => "请在原文件里改好，或转换成 PDF 后再遮盖",
        "zip" | "rar" | "7z" => "请解压，把里面的文件逐个上传后再遮盖",
        "jpg" | "jpeg" | "png" | "gif" | "bmp" | "webp" | "tif" | "tiff" => {
            "请用图片软件把要遮盖的地方涂掉，重新上传"
        }
        _ => "请在原文件里改好，重新上传",
    };
    let kind: String = kind.chars().take(10).collect();
    Err(Unreadable(format!("这种文件（.{kind}）不能自动遮盖，{instead}")))
}

/// A refusal: what is wrong, and what to do.
fn refused(why: &str) -> Unreadable {
    Unreadable(format!("{why}，请在原文件里改好，重新上传"))
}
