//! Files in an S3-compatible store. Keys are hashes, because the client
//! percent-encodes Chinese in them.

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload};

use crate::{FileError, FileHash, chunks};

/// An S3-compatible bucket and the right to use it.
#[derive(Clone)]
pub struct Bucket {
    /// The address of the server, `https://…`; plain `http://` is accepted for a server on this machine.
    pub endpoint: String,
    /// The name of the bucket.
    pub name: String,
    /// What each key begins with, so that a bucket can be shared; empty where it is ours alone.
    pub prefix: String,
    /// The region, where the server asks for one.
    pub region: String,
    /// The access key's name.
    pub access_key: String,
    /// The access key's secret.
    pub secret_key: String,
}

pub(crate) struct Objects {
    client: AmazonS3,
    prefix: String,
}

impl Objects {
    pub(crate) fn open(bucket: &Bucket) -> Result<Self, FileError> {
        let client = AmazonS3Builder::new()
            .with_endpoint(&bucket.endpoint)
            .with_allow_http(bucket.endpoint.starts_with("http://"))
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key)
            .with_secret_access_key(&bucket.secret_key)
            .build()
            .map_err(FileError::Object)?;
        Ok(Objects { client, prefix: bucket.prefix.trim_matches('/').to_owned() })
    }

    pub(crate) async fn put(&self, hash: &FileHash, content: Bytes) -> Result<(), FileError> {
        let outcome = self
            .client
            .put_opts(&self.path(hash), PutPayload::from_bytes(content), PutMode::Create.into())
            .await;
        match outcome {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(FileError::Object(error)),
        }
    }

    pub(crate) async fn get(&self, hash: &FileHash) -> Result<Bytes, FileError> {
        self.read(&self.path(hash)).await
    }

    async fn read(&self, path: &Path) -> Result<Bytes, FileError> {
        let found = match self.client.get(path).await {
            Err(object_store::Error::NotFound { .. }) => return Err(FileError::Missing),
            other => other.map_err(FileError::Object)?,
        };
        found.bytes().await.map_err(FileError::Object)
    }

    pub(crate) async fn remove(&self, hash: &FileHash) -> Result<(), FileError> {
        match self.client.delete(&self.path(hash)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            done => done.map_err(FileError::Object),
        }
    }

    pub(crate) async fn list(&self) -> Result<Vec<FileHash>, FileError> {
        let objects: Vec<_> = self
            .client
            .list(Some(&Path::from(self.prefix.as_str())))
            .try_collect()
            .await
            .map_err(FileError::Object)?;
        let mut found: Vec<FileHash> =
            objects.iter().filter_map(|o| o.location.filename()?.parse().ok()).collect();
        found.sort();
        Ok(found)
    }

    pub(crate) async fn put_chunk(&self, name: &str, content: Bytes) -> Result<(), FileError> {
        let done = self.client.put(&self.chunk(name), PutPayload::from_bytes(content)).await;
        done.map(|_| ()).map_err(FileError::Object)
    }

    pub(crate) async fn get_chunk(&self, name: &str) -> Result<Bytes, FileError> {
        self.read(&self.chunk(name)).await
    }

    /// The last names of the keys that begin with this folder of the chunks.
    pub(crate) async fn names_in(&self, folder: &str) -> Result<Vec<String>, FileError> {
        let there = self.there(folder).await?;
        Ok(there.iter().filter_map(|path| path.filename().map(str::to_owned)).collect())
    }

    pub(crate) async fn drop_chunks(&self, folder: &str) -> Result<(), FileError> {
        for path in self.there(folder).await? {
            match self.client.delete(&path).await {
                Err(object_store::Error::NotFound { .. }) => {}
                done => done.map_err(FileError::Object)?,
            }
        }
        Ok(())
    }

    pub(crate) async fn uploads(&self) -> Result<Vec<String>, FileError> {
        let all = self.client.list_with_delimiter(Some(&self.chunk(""))).await.map_err(FileError::Object)?;
        Ok(all.common_prefixes.iter().filter_map(|path| path.filename().map(str::to_owned)).collect())
    }

    async fn there(&self, folder: &str) -> Result<Vec<Path>, FileError> {
        let found = self.client.list(Some(&self.chunk(folder)));
        found.map_ok(|object| object.location).try_collect().await.map_err(FileError::Object)
    }

    fn chunk(&self, name: &str) -> Path {
        Path::from(format!("{}/{}/{name}", self.prefix, chunks::FOLDER))
    }

    fn path(&self, hash: &FileHash) -> Path {
        Path::from(format!("{}/{}/{hash}", self.prefix, &hash.as_str()[..2]))
    }
}
