//! Files in a local folder: `ab/abcdef…`, by the first two digits of the hash; what is on its way
//! in `chunks/`.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::{FileError, FileHash, chunks};

pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    pub(crate) fn open(folder: PathBuf) -> Result<Self, FileError> {
        fs::create_dir_all(&folder).map_err(failed)?;
        Ok(Disk { folder })
    }

    pub(crate) async fn put(&self, hash: &FileHash, content: Bytes) -> Result<(), FileError> {
        let path = self.path(hash);
        blocking(move || if path.exists() { Ok(()) } else { write(&path, &content) }).await
    }

    pub(crate) async fn get(&self, hash: &FileHash) -> Result<Bytes, FileError> {
        let path = self.path(hash);
        blocking(move || fs::read(path).map(Bytes::from)).await
    }

    pub(crate) async fn remove(&self, hash: &FileHash) -> Result<(), FileError> {
        let path = self.path(hash);
        blocking(move || match fs::remove_file(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => {
                done?;
                path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
            }
        })
        .await
    }

    pub(crate) async fn list(&self) -> Result<Vec<FileHash>, FileError> {
        let folder = self.folder.clone();
        blocking(move || names(&folder)).await
    }

    pub(crate) async fn put_chunk(&self, name: &str, content: Bytes) -> Result<(), FileError> {
        let (path, root) = (self.chunks().join(name), self.folder.clone());
        blocking(move || {
            let made = !root.join(chunks::FOLDER).exists();
            write(&path, &content)?;
            if made { File::open(root)?.sync_all() } else { Ok(()) }
        })
        .await
    }

    pub(crate) async fn get_chunk(&self, name: &str) -> Result<Bytes, FileError> {
        let path = self.chunks().join(name);
        blocking(move || fs::read(path).map(Bytes::from)).await
    }

    /// The names of what lies in a folder of the chunks; none where there is no such folder.
    pub(crate) async fn names_in(&self, folder: &str) -> Result<Vec<String>, FileError> {
        let folder = self.chunks().join(folder);
        blocking(move || {
            let entries = match fs::read_dir(folder) {
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
                entries => entries?,
            };
            entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
        })
        .await
    }

    pub(crate) async fn drop_chunks(&self, folder: &str) -> Result<(), FileError> {
        let folder = self.chunks().join(folder);
        blocking(move || match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        })
        .await
    }

    fn chunks(&self) -> PathBuf {
        self.folder.join(chunks::FOLDER)
    }

    fn path(&self, hash: &FileHash) -> PathBuf {
        self.folder.join(&hash.as_str()[..2]).join(hash.as_str())
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, FileError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(failed),
        Err(error) => Err(FileError::Disk(std::io::Error::other(error))),
    }
}

fn failed(error: std::io::Error) -> FileError {
    match error.kind() {
        ErrorKind::NotFound => FileError::Missing,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => FileError::Full,
        _ => FileError::Disk(error),
    }
}

/// Writes beside, syncs, renames, and syncs the folder, so that a power cut
/// leaves the whole file or none. A failed sync is never tried again: what
/// was to be written may be lost although a second sync would succeed.
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().ok_or(ErrorKind::InvalidInput)?;
    let made = !folder.exists();
    fs::create_dir_all(folder)?;
    let beside = folder.join(format!(".{}-{:016x}", std::process::id(), rand::random::<u64>()));
    let written = write_beside(&beside, content).and_then(|()| fs::rename(&beside, path));
    if let Err(error) = written {
        fs::remove_file(&beside).ok();
        return Err(error);
    }
    File::open(folder)?.sync_all()?;
    match folder.parent() {
        Some(parent) if made => File::open(parent)?.sync_all(),
        _ => Ok(()),
    }
}

fn write_beside(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn names(folder: &Path) -> std::io::Result<Vec<FileHash>> {
    let mut found = Vec::new();
    for shelf in fs::read_dir(folder)? {
        let shelf = shelf?;
        if !shelf.file_type()?.is_dir() || shelf.file_name() == chunks::FOLDER {
            continue;
        }
        for file in fs::read_dir(shelf.path())? {
            if let Some(Ok(hash)) = file?.file_name().to_str().map(str::parse) {
                found.push(hash);
            }
        }
    }
    found.sort();
    Ok(found)
}
