//! A backup: one file that holds the installation as it stood at one moment,
//! the same from either engine.
//!
//! It is a ZIP, which anybody can open on any machine for as long as there
//! are machines, and in which a reader finds each part without the others:
//!
//! - `gongkai-backup`: says what this is.
//! - `tables/NAME.jsonl`: a line for each row, a list of values in the order
//!   of the columns that the manifest names ([`store::Cell`] has the encoding).
//! - `files/ab/abcdef…`: each file that a row names, under its hash.
//! - `manifest.json`: versions, columns, counts, hashes ([`Manifest`]).
//!
//! The ZIP's comment is the hash of all bytes before it, and that hash signed
//! with the installation's key ([`seal`]): so one reading tells whether
//! anything was cut off, added or changed. The key itself is never in it.

mod archive;
mod manifest;
mod restore;
mod seal;
mod write;

use std::path::PathBuf;

use thiserror::Error;

pub use archive::Archive;
pub use manifest::{Manifest, TableCopy};
pub use restore::{RestoreError, Restored, restore};
pub use write::write;

/// The first entry, by whose name the file is known.
const HEAD: &str = "gongkai-backup";
const MANIFEST: &str = "manifest.json";
/// The version of the format.
const FORMAT: u32 = 1;

/// A file that cannot be used as a backup.
#[derive(Debug, Error)]
pub enum Unusable {
    /// It cannot be read at all.
    #[error("{path} 读不了：{1}", path = .0.display())]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// It is something else.
    #[error("{path} 不是 gongkai 的备份", path = .0.display())]
    Foreign(PathBuf),
    /// It was one.
    #[error("备份 {path} 是坏的（{1}），不能用它恢复。请换一份备份", path = .0.display())]
    Damaged(PathBuf, String),
    /// A newer version made it.
    #[error("备份 {path} 是更新版本的 gongkai（{1}）做的，请用那个版本恢复", path = .0.display())]
    Newer(PathBuf, String),
}

/// A backup that could not be made.
#[derive(Debug, Error)]
pub enum BackupError {
    /// Something of that name is there.
    #[error("{path} 已经有了，没有改动它。换一个文件名，或加 --overwrite 写明要覆盖", path = .0.display())]
    Exists(PathBuf),
    /// It cannot be written.
    #[error("备份 {path} 写不了：{1}", path = .0.display())]
    Unwritable(PathBuf, #[source] std::io::Error),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] store::OpenError),
    /// The database cannot be read.
    #[error("数据库读不了：{0}")]
    Records(#[from] store::Failure),
    /// The files cannot be read.
    #[error("附件读不了：{0}")]
    Files(#[from] files::FileError),
    /// What was written reads back otherwise.
    #[error("刚写好的备份读回来不对，已经丢弃：{0}")]
    ReadBack(#[source] Unusable),
}
