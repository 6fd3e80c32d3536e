//! What has come of files that are still on their way, in chunks: beside the files, each chunk under
//! its upload and the place in the file at which it begins. Unlike a file it may be written again, and goes.

use bytes::Bytes;

use crate::{FileError, Files, Place};

/// The folder, or the beginning of keys, that chunks lie in.
pub(crate) const FOLDER: &str = "chunks";

/// Chunks that have come, by the code of their upload. A code is letters and digits, never a path.
impl Files {
    /// Writes a chunk that begins at `offset`. When this answers, it has reached the disk.
    pub async fn put_chunk(&self, upload: &str, offset: u64, content: Bytes) -> Result<(), FileError> {
        let name = named(upload, offset)?;
        match &*self.place {
            Place::Disk(disk) => disk.put_chunk(&name, content).await,
            Place::Object(objects) => objects.put_chunk(&name, content).await,
        }
    }

    /// Reads a chunk.
    pub async fn get_chunk(&self, upload: &str, offset: u64) -> Result<Bytes, FileError> {
        let name = named(upload, offset)?;
        match &*self.place {
            Place::Disk(disk) => disk.get_chunk(&name).await,
            Place::Object(objects) => objects.get_chunk(&name).await,
        }
    }

    /// Where the chunks of an upload begin that are there.
    pub async fn chunks(&self, upload: &str) -> Result<Vec<u64>, FileError> {
        let folder = checked(upload)?;
        let names = match &*self.place {
            Place::Disk(disk) => disk.names_in(folder).await?,
            Place::Object(objects) => objects.names_in(folder).await?,
        };
        let mut offsets: Vec<u64> = names.iter().filter_map(|name| name.parse().ok()).collect();
        offsets.sort_unstable();
        Ok(offsets)
    }

    /// Removes the chunks of an upload; none of them is fine too.
    pub async fn drop_chunks(&self, upload: &str) -> Result<(), FileError> {
        let folder = checked(upload)?;
        match &*self.place {
            Place::Disk(disk) => disk.drop_chunks(folder).await,
            Place::Object(objects) => objects.drop_chunks(folder).await,
        }
    }

    /// The codes of all uploads of which chunks are there.
    pub async fn uploads(&self) -> Result<Vec<String>, FileError> {
        match &*self.place {
            Place::Disk(disk) => disk.names_in("").await,
            Place::Object(objects) => objects.uploads().await,
        }
    }
}

fn named(upload: &str, offset: u64) -> Result<String, FileError> {
    Ok(format!("{}/{offset}", checked(upload)?))
}

fn checked(upload: &str) -> Result<&str, FileError> {
    let is_code = !upload.is_empty() && upload.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then_some(upload).ok_or(FileError::Missing)
}
