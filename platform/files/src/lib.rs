//! Files by their content: written once under their hash, never overwritten,
//! on a local disk or in an S3-compatible store.
//!
//! A file is on the disk, its folder synced, before the caller writes the row
//! that names it.

mod chunks;
mod disk;
mod hash;
mod object;

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use thiserror::Error;

pub use hash::FileHash;
pub use object::Bucket;

/// Where files lie; cheap to clone.
#[derive(Clone)]
pub struct Files {
    place: Arc<Place>,
}

enum Place {
    Disk(disk::Disk),
    Object(object::Objects),
}

/// A file that could not be written or read.
#[derive(Debug, Error)]
pub enum FileError {
    /// No file has this hash.
    #[error("there is no such file")]
    Missing,
    /// What was read is not what was written.
    #[error("the file {0} is damaged")]
    Damaged(FileHash),
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The disk failed otherwise.
    #[error("the disk failed: {0}")]
    Disk(#[source] std::io::Error),
    /// The object store failed.
    #[error("the object store failed: {0}")]
    Object(#[source] object_store::Error),
}

impl Files {
    /// Files in a local folder, which is made where it is missing.
    pub fn on_disk(folder: impl Into<PathBuf>) -> Result<Self, FileError> {
        let disk = disk::Disk::open(folder.into())?;
        Ok(Files { place: Arc::new(Place::Disk(disk)) })
    }

    /// Files in a bucket of an S3-compatible store.
    pub fn in_bucket(bucket: &Bucket) -> Result<Self, FileError> {
        let objects = object::Objects::open(bucket)?;
        Ok(Files { place: Arc::new(Place::Object(objects)) })
    }

    /// Writes a file. When this answers, it has reached the disk; writing the
    /// same content again changes nothing.
    pub async fn put(&self, content: Bytes) -> Result<FileHash, FileError> {
        let hash = FileHash::of(&content);
        match &*self.place {
            Place::Disk(disk) => disk.put(&hash, content).await?,
            Place::Object(objects) => objects.put(&hash, content).await?,
        }
        Ok(hash)
    }

    /// Reads a file whole, and checks that it is what was written.
    pub async fn get(&self, hash: &FileHash) -> Result<Bytes, FileError> {
        let content = match &*self.place {
            Place::Disk(disk) => disk.get(hash).await?,
            Place::Object(objects) => objects.get(hash).await?,
        };
        if FileHash::of(&content) != *hash {
            return Err(FileError::Damaged(hash.clone()));
        }
        Ok(content)
    }

    /// Removes a file that no row names any more. One that is not there is removed already.
    pub async fn remove(&self, hash: &FileHash) -> Result<(), FileError> {
        match &*self.place {
            Place::Disk(disk) => disk.remove(hash).await,
            Place::Object(objects) => objects.remove(hash).await,
        }
    }

    /// The hashes of all files, for backup and `check`.
    pub async fn list(&self) -> Result<Vec<FileHash>, FileError> {
        match &*self.place {
            Place::Disk(disk) => disk.list().await,
            Place::Object(objects) => objects.list().await,
        }
    }
}
