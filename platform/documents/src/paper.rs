//! Papers: what an office writes, in the layout of official documents (GB/T
//! 9704-2012), as a page, as DOCX and as PDF out of one model.

use jiff::civil::Date;
use thiserror::Error;

use crate::chart::Chart;

mod docx;
mod fonts;
mod from_html;
mod html;
mod pdf;
mod picture;

pub use docx::docx;
pub use from_html::blocks_from_html;
pub use html::html;
pub use pdf::pdf;
pub(crate) use picture::png_of;

/// A paper.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    /// Its title, on top in the middle; a long one has a line break where its sense has one.
    pub title: String,
    /// Below the title, such as the years it tells of.
    pub subtitle: Option<String>,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// A piece of a paper.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading with its number in its text: level 1 is 一、, 2 is （一）, 3 is 1.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A table.
    Table(Table),
    /// A chart; in DOCX its numbers as a table.
    Chart(Chart),
    /// A list.
    List {
        /// Numbered, or with dots.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Run>>,
    },
    /// Who signs, and when.
    Signature {
        /// The unit.
        unit: String,
        /// The day it is written on.
        date: Date,
    },
}

/// Text of one kind within a paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it is stressed.
    pub strong: bool,
}

impl Run {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Run {
        Run { text: text.into(), strong: false }
    }
}

impl Block {
    /// A paragraph of plain text.
    pub fn text(text: impl Into<String>) -> Block {
        Block::Paragraph(vec![Run::plain(text)])
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Above the table; may be empty.
    pub caption: String,
    /// The names of its columns; a table without has none.
    pub header: Vec<String>,
    /// Its rows; a short one has empty cells at its end.
    pub rows: Vec<Vec<String>>,
    /// The columns, from 0, that hold numbers: set to the right.
    pub numeric: Vec<usize>,
}

impl Table {
    /// How many columns it has: as many as its widest row.
    pub fn width(&self) -> usize {
        self.rows.iter().chain([&self.header]).map(Vec::len).max().unwrap_or(0)
    }

    /// The columns' widths in shares of 1000, by what they have to hold. Numbers
    /// and short words shall not break, long text takes the rest.
    fn shares(&self) -> Vec<usize> {
        let columns = 0..self.width();
        let letters = |row: &Vec<String>, at: usize| row.get(at).map_or(0, |cell| width(cell));
        let wanted = columns.map(|at| {
            let widest = self.rows.iter().chain([&self.header]).map(|row| letters(row, at)).max();
            widest.unwrap_or(0).clamp(4, 36) + 3
        });
        let wanted: Vec<usize> = wanted.collect();
        let sum = wanted.iter().sum::<usize>().max(1);
        wanted.iter().map(|w| w * 1000 / sum).collect()
    }
}

/// Width in half characters.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A day as papers write it: Arabic numerals without leading zeros.
fn written(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A paper that could not be made. Its words are for the log.
#[derive(Debug, Error)]
pub enum PaperError {
    /// The DOCX could not be packed.
    #[error("packing DOCX: {0}")]
    Docx(String),
    /// A chart could not be drawn as a picture.
    #[error("drawing a chart: {0}")]
    Picture(String),
    /// The PDF could not be set.
    #[error("setting PDF: {0}")]
    Pdf(String),
}
