//! Import by the command's contract, and after being killed in the middle.

use std::path::{Path, PathBuf};

use journeys::engines::Database;
use journeys::servers::run;
use serde_json::Value;

pub async fn school() -> (Database, PathBuf) {
    let database = Database::fresh().await;
    let out = run(&database, &["init", "--code", "JN", "--name", "江南职业技术学院"]).await;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let link = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(link.contains("/link/"), "{link}");
    let file = database.folder().join("rows.jsonl");
    (database, file)
}

fn write_rows(file: &Path, count: usize) {
    let row = |n: usize| {
        serde_json::json!({
            "external_id": format!("old-{n}"), "title": format!("第{n}号通知"), "body_text": format!("第{n}号通知的正文。"),
            "published_at": "2021-09-01", "category": n % 10 + 1, "unit": "教务处", "old_address": format!("/info/{n}.htm"),
        })
        .to_string()
    };
    std::fs::write(file, (0..count).map(row).collect::<Vec<_>>().join("\n")).unwrap();
}

pub async fn import(database: &Database, file: &Path, more: &[&str]) -> (Option<i32>, Value, String) {
    let path = file.display().to_string();
    let mut args = vec!["import", path.as_str()];
    args.extend_from_slice(more);
    let out = run(database, &args).await;
    let stdout = String::from_utf8_lossy(&out.stdout).into_owned();
    let last = stdout.lines().last().unwrap_or("null");
    let counts = serde_json::from_str(last).unwrap_or(Value::Null);
    (out.status.code(), counts, String::from_utf8_lossy(&out.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_in_once_however_often_it_is_sent() {
    let (database, file) = school().await;
    write_rows(&file, 60);
    let (code, counts, errors) = import(&database, &file, &[]).await;
    assert_eq!(
        (code, counts["rejected"].as_i64()),
        (Some(1), Some(60)),
        "an unknown unit is a row error: {errors}"
    );
    assert!(errors.contains("第1行 unit：没有“教务处”这个部门"), "{errors}");
    let (_, counts, _) = import(&database, &file, &["--create-units", "--dry-run"]).await;
    assert_eq!((counts["read"].as_i64(), counts["created"].as_i64()), (Some(60), Some(60)));
    let (code, counts, errors) = import(&database, &file, &["--create-units"]).await;
    assert_eq!(
        (code, &counts),
        (Some(0), &serde_json::json!({"read":60,"created":60,"updated":0,"unchanged":0,"rejected":0})),
        "{errors}"
    );
    let (_, counts, _) = import(&database, &file, &[]).await;
    assert_eq!(counts["unchanged"], 60);
    let text = std::fs::read_to_string(&file).unwrap().replace("第7号通知的正文", "改过的正文");
    std::fs::write(&file, text).unwrap();
    let (_, counts, _) = import(&database, &file, &[]).await;
    assert_eq!((counts["updated"].as_i64(), counts["unchanged"].as_i64()), (Some(1), Some(59)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_a_number_is_known_again() {
    let (database, file) = school().await;
    let row = r#"{"title":"没有编号","body_text":"正文","published_at":"2021-09-01","category":3}"#;
    let twin = row.replace("2021-09-01", "2021-09-02");
    std::fs::write(&file, format!("{row}\n{twin}")).unwrap();
    let (_, counts, _) = import(&database, &file, &[]).await;
    assert_eq!(counts["created"], 2, "another day is another record");
    let (_, counts, _) = import(&database, &file, &[]).await;
    assert_eq!(counts["unchanged"], 2);
    std::fs::write(&file, format!("{row}\n{row}")).unwrap();
    let (_, counts, errors) = import(&database, &file, &[]).await;
    assert_eq!((counts["unchanged"].as_i64(), counts["rejected"].as_i64()), (Some(1), Some(1)), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_rows_are_told_with_line_and_field_and_the_others_come_in() {
    let (database, file) = school().await;
    let rows = [
        r#"{"title":"好的一行","body_text":"正文","published_at":"2021-09-01","entry":37}"#,
        r#"{"title":"","body_text":"正文","published_at":"2031-01-01","category":3}"#,
        "{broken",
        r#"{"title":"没有事项","body_html":"<p>x</p>","published_at":"2021-09-01"}"#,
        r#"{"title":"附件","body_html":"<p>x</p>","published_at":"2021-09-01","category":1,"attachments":["../secret.txt"]}"#,
    ];
    std::fs::write(&file, rows.join("\n")).unwrap();
    let rejects = database.folder().join("rejects.jsonl");
    let (code, counts, errors) =
        import(&database, &file, &["--rejects", &rejects.display().to_string()]).await;
    assert_eq!(
        (code, counts["created"].as_i64(), counts["rejected"].as_i64()),
        (Some(1), Some(1), Some(4)),
        "{errors}"
    );
    for line in [
        "第2行 title：没有标题",
        "第2行 published_at：",
        "第3行：这一行不是 JSON，从第 2 个字节起读不懂",
        "第4行 entry：",
        "第5行 attachments：",
    ] {
        assert!(errors.contains(line), "{line} in {errors}");
    }
    assert_eq!(std::fs::read_to_string(&rejects).unwrap().lines().count(), 4);
    let (code, _, errors) = import(&database, &database.folder().join("none.jsonl"), &[]).await;
    assert!(code == Some(2) && errors.contains("none.jsonl 没有这个文件"), "{errors}");
    let (code, _, errors) = import(&database, database.folder(), &["--school", "JN"]).await;
    assert!(code == Some(2) && errors.contains("这是目录，要写到文件"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_with_an_identity_number_waits_unseen() {
    let (database, file) = school().await;
    let row = r#"{"title":"助学金名单","body_text":"张某 11010519491231002X","published_at":"2021-09-01","category":6}"#;
    std::fs::write(&file, row).unwrap();
    let (_, counts, _) = import(&database, &file, &[]).await;
    assert_eq!(counts["created"], 1);
    let store = store::Store::open(database.url()).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let public = terms::Viewer::public(terms::SchoolId(1));
    assert_eq!(publishing::count(&mut reader, &public, &Default::default()).await.unwrap(), 0);
    assert_eq!(publishing::holding(&mut reader, terms::SchoolId(1)).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_it_goes_on_and_nothing_is_doubled() {
    let (database, file) = school().await;
    write_rows(&file, 400);
    let path = file.display().to_string();
    let mut child =
        journeys::servers::command(&database, &["import", &path, "--create-units"]).spawn().unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    child.kill().await.unwrap();
    let (code, counts, errors) = import(&database, &file, &["--create-units"]).await;
    assert_eq!((code, counts["rejected"].as_i64()), (Some(0), Some(0)), "{errors}");
    let store = store::Store::open(database.url()).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let public = terms::Viewer::public(terms::SchoolId(1));
    assert_eq!(publishing::count(&mut reader, &public, &Default::default()).await.unwrap(), 400);
    let released = store
        .events_after(0, 10_000)
        .await
        .unwrap()
        .into_iter()
        .filter(|e| e.name == "publishing.released")
        .count();
    assert_eq!(released, 400, "an event for each row, and one only");
}
