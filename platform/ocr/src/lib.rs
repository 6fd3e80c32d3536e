//! Text in pictures: scans and photos, read without network and without C code by two open
//! networks that an installation may have (a pack) or not. It reads what was printed, not what
//! was written by hand, and it may be wrong: a person looks at the picture all the same.
//! `docs/ocr.md` says how often it finds a number.

mod boxes;
mod detect;
mod network;
mod pack;
mod picture;
mod raster;
mod recognise;
mod rows;

use thiserror::Error;

pub use pack::{FILES, Files, Pack};
pub use picture::{MOST_PIXELS, Picture};

/// A stretch of text as it stands in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// How sure the network is of it, 0 to 1.
    pub confidence: f32,
    /// The row in which it stands, from the top.
    pub row: usize,
    /// Where it stands on the page once that is upright: its corners in pixels, clockwise from
    /// the upper left.
    pub corners: [(f32, f32); 4],
}

/// The lines as one text: rows are lines, their stretches apart by tabs.
pub fn text_of(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut row = None;
    for line in lines {
        match row {
            None => {}
            Some(row) if row == line.row => text.push('\t'),
            Some(_) => text.push('\n'),
        }
        row = Some(line.row);
        text.push_str(&line.text);
    }
    text
}

/// Why a picture isn't read.
#[derive(Debug, Error)]
pub enum Failed {
    /// The pack is not whole.
    #[error("文字识别包不能用：{0}")]
    Pack(String),
    /// The picture can't be decoded.
    #[error("图片打不开：{0}")]
    Picture(String),
    /// It has too many pixels.
    #[error("图片太大（超过 5000 万像素），没有读")]
    Large,
    /// A network failed.
    #[error("读图片里的文字时出错：{0}")]
    Network(String),
}

/// For a process that will be allowed to start no thread: its own becomes the one on which networks
/// run. To be called before it is locked; what it answers is whether that was done.
pub fn stay_on_this_thread() -> bool {
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().is_ok()
}
