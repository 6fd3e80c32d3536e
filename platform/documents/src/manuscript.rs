//! Manuscripts (稿子): Word and Excel files as people bring them, made into the clean HTML of a page.
//! What a page cannot have is left out and said; nothing is guessed that would change a figure.

use serde::{Deserialize, Serialize};

use crate::reader::{Unreadable, office};

mod assemble;
mod formats;
mod found;
mod inline;
mod numbering;
mod package;
mod pasted;
mod picture;
mod tables;
mod word;
mod workbook;

pub use pasted::pasted;
pub use picture::{Picture, ending as picture_ending};

/// A file as a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manuscript {
    /// The title, where the file shows one; it is not in the text then.
    pub title: Option<String>,
    /// The text, in the HTML that [`crate::html::clean`] keeps. A picture's address is
    /// `pictures/` and its name.
    pub html: String,
    /// The pictures in it.
    pub pictures: Vec<Picture>,
    /// What could not be kept, in words.
    pub lost: Vec<String>,
}

/// Makes a file of a kind, see [`crate::reader::kind`], into a page.
///
/// # Errors
///
/// Where the file cannot be read, or nothing in it can stand in a page.
pub fn read(kind: &str, bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let mut manuscript = match kind {
        "docx" | "docm" => word::read(office(bytes)?)?,
        "xlsx" | "xlsm" => workbook::read(office(bytes)?)?,
        "doc" | "wps" | "rtf" => {
            return Err(Unreadable(format!("旧格式（.{kind}）的文件读不了，请用 Word 或 WPS 另存为 .docx")));
        }
        "xls" | "et" => {
            return Err(Unreadable(format!("旧格式（.{kind}）的文件读不了，请用 Excel 或 WPS 另存为 .xlsx")));
        }
        _ => return Err(Unreadable::because("正文只能从 .docx 或 .xlsx 文件读入，别的文件请作为附件")),
    };
    manuscript.html = crate::html::clean(&manuscript.html).html;
    Ok(manuscript)
}
