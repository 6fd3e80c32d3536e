//! The same promises on the disk and, where `GONGKAI_TEST_S3` names a server,
//! in an S3-compatible store (`http://host:port/bucket`, key `test`, secret `test-secret`).

use bytes::Bytes;
use files::{Bucket, FileError, FileHash, Files};

async fn keeps_its_promises(files: &Files) {
    let content = Bytes::from("公开".repeat(1000));
    let hash = files.put(content.clone()).await.unwrap();
    assert_eq!(files.put(content.clone()).await.unwrap(), hash, "the same content is one file");
    assert_eq!(files.get(&hash).await.unwrap(), content);
    assert!(files.list().await.unwrap().contains(&hash));
    let other = FileHash::of(b"never written");
    assert!(matches!(files.get(&other).await, Err(FileError::Missing)));
    keeps_chunks(files).await;
}

/// Chunks are written again, are no files, and go with their upload alone.
async fn keeps_chunks(files: &Files) {
    // As long as a hash: still no file.
    let (one, other) = ("a".repeat(64), "other");
    let chunk = |text: &'static str| Bytes::from_static(text.as_bytes());
    let before = files.list().await.unwrap();
    for (upload, offset, text) in [(&*one, 10, "二"), (&one, 0, "错"), (&one, 0, "一"), (other, 0, "别的")]
    {
        files.put_chunk(upload, offset, chunk(text)).await.unwrap();
    }
    assert_eq!(files.chunks(&one).await.unwrap(), [0, 10]);
    assert_eq!(files.get_chunk(&one, 0).await.unwrap(), chunk("一"));
    assert_eq!(files.list().await.unwrap(), before, "a chunk is no file");
    let mut uploads = files.uploads().await.unwrap();
    uploads.sort();
    assert_eq!(uploads, [&one, other]);
    for _ in 0..2 {
        files.drop_chunks(&one).await.unwrap();
    }
    assert!(files.chunks(&one).await.unwrap().is_empty());
    assert!(matches!(files.get_chunk(&one, 0).await, Err(FileError::Missing)));
    assert_eq!(files.chunks(other).await.unwrap(), [0], "another's stay");
    assert!(files.put_chunk("../../etc", 0, chunk("x")).await.is_err(), "a code is no path");
}

#[tokio::test]
async fn the_disk() {
    let folder = tempfile::tempdir().unwrap();
    keeps_its_promises(&Files::on_disk(folder.path()).unwrap()).await;
}

#[tokio::test]
async fn an_object_store() {
    let Ok(server) = std::env::var("GONGKAI_TEST_S3") else {
        println!("skipped: GONGKAI_TEST_S3 names no server");
        return;
    };
    rustls::crypto::ring::default_provider().install_default().ok();
    let (endpoint, name) = server.rsplit_once('/').unwrap();
    let bucket = Bucket {
        endpoint: endpoint.to_owned(),
        name: name.to_owned(),
        prefix: "a/school".to_owned(),
        region: "us-east-1".to_owned(),
        access_key: "test".to_owned(),
        secret_key: "test-secret".to_owned(),
    };
    keeps_its_promises(&Files::in_bucket(&bucket).unwrap()).await;
}

#[tokio::test]
async fn a_damaged_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::on_disk(folder.path()).unwrap();
    let hash = files.put(Bytes::from_static(b"whole")).await.unwrap();
    std::fs::write(folder.path().join(&hash.as_str()[..2]).join(hash.as_str()), b"hole").unwrap();
    assert!(matches!(files.get(&hash).await, Err(FileError::Damaged(_))));
}
