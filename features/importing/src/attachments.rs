//! The files that rows name as their attachments: beside the file of rows on the host's disk, or
//! chosen together with it on a page.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use documents::Intake;
use files::{FileHash, Files};
use publishing::PublishingError;
use publishing::actions::NewFile;

/// Bytes of one attachment at most, as in the office.
const MOST_BYTES: u64 = 100 << 20;

/// Where attachments lie.
#[derive(Clone, Debug)]
pub enum Attachments {
    /// In the folder of the file of rows; a row writes the path from there.
    Beside(PathBuf),
    /// Chosen with the file of rows, by their names; a browser tells no folders.
    Uploaded(BTreeMap<String, UploadedAttachment>),
}

/// A file that was chosen with the file of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedAttachment {
    /// Its content.
    pub hash: FileHash,
    /// How large it is.
    pub size_bytes: i64,
}

impl Default for Attachments {
    fn default() -> Self {
        Attachments::Uploaded(BTreeMap::new())
    }
}

impl Attachments {
    /// Why a row cannot have this attachment.
    pub(crate) fn check(&self, path: &str) -> Result<(), String> {
        match self {
            Attachments::Beside(folder) => check_on_disk(folder, path),
            Attachments::Uploaded(files) => find(files, path).map(drop),
        }
    }

    /// The file that a row names.
    pub(crate) async fn read(&self, path: &str, files: &Files, intake: &Intake) -> Result<NewFile, String> {
        let unread = |error: &dyn std::fmt::Display| format!("附件“{path}”读不了：{error}");
        match self {
            Attachments::Beside(folder) => {
                let whole = beside(folder, path)?;
                let content = tokio::fs::read(&whole).await.map_err(|error| unread(&error))?;
                Ok(NewFile::new(file_name(path), content, intake))
            }
            Attachments::Uploaded(uploaded) => {
                let file = find(uploaded, path)?;
                let content = files.get(&file.hash).await.map_err(|error| unread(&error))?;
                Ok(NewFile::new(file_name(path), content, intake))
            }
        }
    }

    /// The names of chosen files that are not among these.
    pub(crate) fn unnamed<'a>(&'a self, named: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = &'a str> {
        let uploaded = match self {
            Attachments::Beside(_) => None,
            Attachments::Uploaded(files) => Some(files.keys().map(String::as_str)),
        };
        uploaded.into_iter().flatten().filter(move |name| !named(name))
    }
}

fn find<'a>(
    files: &'a BTreeMap<String, UploadedAttachment>,
    path: &str,
) -> Result<&'a UploadedAttachment, String> {
    files.get(file_name(path)).ok_or_else(|| {
        format!("没有选附件“{}”。上传表格时把它一起选上；不带附件就清空这一格", file_name(path))
    })
}

/// The last part of a path as people write it, on whatever system.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Why a file of this name and size cannot be attached to anything.
pub(crate) fn check_file(name: &str, size_bytes: u64) -> Result<(), String> {
    if size_bytes > MOST_BYTES {
        let megabytes = size_bytes.div_ceil(1 << 20);
        return Err(format!("附件“{name}”有{megabytes} MB，最多{} MB", MOST_BYTES >> 20));
    }
    let size = usize::try_from(size_bytes).unwrap_or(usize::MAX);
    let checked = publishing::rules::content::check_attachment(name, size);
    checked.map(drop).map_err(|reasons| PublishingError::Refused(reasons).to_string())
}

/// Whether a file is there, can be opened, and is of a kind that may be attached.
fn check_on_disk(folder: &Path, path: &str) -> Result<(), String> {
    let whole = beside(folder, path)?;
    let size = std::fs::File::open(&whole).and_then(|file| file.metadata()).map(|about| about.len());
    check_file(file_name(path), size.map_err(|error| format!("附件“{path}”读不了：{error}"))?)
}

/// A path beside the import file, never out of its folder.
fn beside(folder: &Path, path: &str) -> Result<PathBuf, String> {
    let relative = Path::new(path);
    let stays = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !stays {
        return Err(format!("附件“{path}”要放在导入文件旁边，不能写上级目录或绝对路径"));
    }
    let whole = folder.join(relative);
    if !whole.is_file() {
        return Err(format!("导入文件旁边没有附件“{path}”"));
    }
    // A link in the folder may lead out of it.
    let inside =
        |folder: &Path| Ok::<_, std::io::Error>(whole.canonicalize()?.starts_with(folder.canonicalize()?));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match inside(folder) {
        Ok(true) => Ok(whole),
        Ok(false) => Err(format!("附件“{path}”是指向别处的链接，请把文件放在导入文件旁边")),
        Err(error) => Err(format!("附件“{path}”读不了：{error}")),
    }
}
