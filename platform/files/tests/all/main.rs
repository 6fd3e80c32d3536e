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
