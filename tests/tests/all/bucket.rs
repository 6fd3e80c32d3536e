//! Files that lie in a bucket of an object store.

use std::fs;

use journeys::caller::Caller;
use journeys::engines::Database;
use journeys::servers::{Server, command, text};
use reqwest::StatusCode;

use super::backups::restore;

#[tokio::test(flavor = "multi_thread")]
async fn files_lie_in_the_bucket_that_is_set() {
    let Ok(address) = std::env::var("GONGKAI_TEST_S3") else {
        println!("skipped: GONGKAI_TEST_S3 names no server");
        return;
    };
    let (endpoint, bucket) = address.rsplit_once('/').unwrap();
    let database = Database::fresh().await;
    let url = format!("s3://{bucket}/{}", keys::token());
    let secret = database.key().with_extension("s3");
    fs::write(&secret, "test-secret\n").unwrap();
    let secret = secret.display().to_string();
    let variables = [
        ("GONGKAI_FILES_URL", url.as_str()),
        ("GONGKAI_S3_ENDPOINT", endpoint),
        ("GONGKAI_S3_ACCESS_KEY", "12345"),
        ("GONGKAI_S3_SECRET_KEY_FILE", &secret),
    ];
    let with = async |args: &[&str], place: &Database| {
        let out = command(place, args).envs(variables).output().await.unwrap();
        assert_eq!(out.status.code(), Some(0), "{args:?}: {}", text(&out));
        text(&out)
    };
    with(&["init", "--code", "jn", "--name", "江南职业技术学院"], &database).await;
    let rows = database.folder().join("rows.jsonl");
    fs::write(database.folder().join("a.txt"), "桶里的附件").unwrap();
    let row = r#"{"title":"一件","body_text":"正文","published_at":"2021-09-01","category":1,"attachments":["a.txt"]}"#;
    fs::write(&rows, row).unwrap();
    with(&["import", &rows.display().to_string()], &database).await;
    assert!(!database.folder().join("files").exists(), "nothing is in the folder");
    with(&["check", "--files"], &database).await;
    let server = Server::start_with(&database, &["serve"], &variables).await.unwrap();
    let public = Caller::new(&server);
    assert_eq!(public.get("/files/1/a.txt").await, (StatusCode::OK, "桶里的附件".to_owned()));
    server.stop().await;
    let file = database.folder().join("b.zip");
    let said = with(&["backup", &file.display().to_string()], &database).await;
    assert!(said.contains("个文件"), "{said}");
    let place = Database::fresh().await;
    let out = restore(&file, &place, &database.key()).await;
    assert_eq!(out.status.code(), Some(0), "from the bucket to the disk: {}", text(&out));
    assert!(text(&out).contains("files_url"), "the setting that differs is told: {}", text(&out));
    assert!(place.folder().join("files").exists());
    // What names a bucket without the right to it is told at once.
    let out = command(&database, &["check"]).env("GONGKAI_FILES_URL", &url).output().await.unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out).contains("s3_endpoint"), "{}", text(&out));
}
