//! Files of all kinds through the whole program: `gongkai scan`, an upload in the office, a
//! workbook of rows. They are read in children of the program.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use documents::paper::{Block, Paper, docx};
use documents::sheets::write::{Sheet, xlsx};
use http::StatusCode;
use journeys::engines::Database;
use journeys::house::{Installation, token_of};
use journeys::servers::run;
use publishing::actions::{NewFile, attach};
use screening::actions::add_rule;
use screening::own::{Content, Form};
use serde_json::Value;
use terms::Role;
use tokio::io::AsyncWriteExt;

/// The folder of sample data, or a line that says it isn't there.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("GONGKAI_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"));
    let folder = shared.join("data").join(folder);
    if !folder.exists() {
        println!("skipped: {} isn't there", folder.display());
    }
    folder.exists().then_some(folder)
}

/// Scans and gives the exit code and, line by line, part, type, level and rule.
async fn scan(paths: &[&Path]) -> (Option<i32>, Vec<Value>) {
    let database = Database::fresh().await;
    let paths = paths.iter().map(|path| path.to_str().expect("a name in UTF-8"));
    let args: Vec<&str> = ["scan", "--json"].into_iter().chain(paths).collect();
    let out = run(&database, &args).await;
    let lines = String::from_utf8(out.stdout).expect("text");
    assert!(!database.folder().join("format").exists(), "no data folder is made");
    (out.status.code(), lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

/// Part, type and level of each line that isn't only told.
fn told(lines: &[Value]) -> Vec<(&str, &str)> {
    let stops = lines.iter().filter(|line| line["level"] != "info");
    stops
        .map(|line| (line["part"].as_str().unwrap_or_default(), line["type"].as_str().unwrap_or_default()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_is_scanned_and_no_fault_is_missed() {
    let Some(folder) = shared("attachments") else { return };
    let expected: [(&str, i32, &[&str]); 9] = [
        ("annual-report.docx", 0, &[]),
        ("scholarship-list-unmasked.docx", 1, &["id_card", "bank_card"]),
        ("final-accounts.xlsx", 1, &["mobile"]),
        ("charter.doc", 0, &[]),
        ("guide.pdf", 0, &[]),
        ("request-form-scan.pdf", 1, &["unreadable"]),
        ("macro.docm", 1, &["unreadable"]),
        ("notice-gbk.txt", 0, &[]),
        ("zip-bomb-nested.zip", 1, &["unreadable"]),
    ];
    for (name, code, types) in expected {
        let (ended, lines) = scan(&[&folder.join(name)]).await;
        let found: Vec<&str> = told(&lines).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!((ended, &found[..]), (Some(code), types), "{name}: {lines:#?}");
    }
    let (_, lines) = scan(&[&folder.join("final-accounts.xlsx")]).await;
    let mobile = lines.iter().find(|line| line["type"] == "mobile").expect("the hidden mobile");
    let part = mobile["part"].as_str().expect("a part");
    assert!(part.contains('!') && part.ends_with(" (hidden)"), "{part}");
    assert!(mobile["end"].as_u64().is_some_and(|end| end <= 11 + mobile["start"].as_u64().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_detection_set_comes_by_standard_input_too() {
    let Some(folder) = shared("pii") else { return };
    let bytes = std::fs::read(folder.join("pii.jsonl")).expect("the set");
    let (code, by_name) = scan(&[&folder.join("pii.jsonl")]).await;
    assert_eq!(code, Some(1));
    let database = Database::fresh().await;
    let mut child = journeys::servers::command(&database, &["scan", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    tokio::spawn(async move { input.write_all(&bytes).await });
    let out = child.wait_with_output().await.expect("it ends");
    let lines: Vec<Value> = String::from_utf8(out.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let place = |line: &Value| (line["start"].clone(), line["end"].clone(), line["type"].clone());
    assert!(lines.iter().map(place).eq(by_name.iter().map(place)) && lines.len() > 100, "{}", lines.len());
}

fn docx_with(text: &str) -> Vec<u8> {
    let paper = Paper { title: "名单".into(), subtitle: None, blocks: vec![Block::text(text)] };
    docx(&paper, jiff::Timestamp::UNIX_EPOCH).expect("a file")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_read_before_the_review_and_found_after_the_release() {
    let installation = Installation::new().await;
    let path = crate::story::begin(&installation).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let file = docx_with("联系人手机13800138000，地点在望江楼报告厅。");
    let answer = liaison.upload(&format!("{path}/edit"), &format!("{path}/files"), "名单.docx", &file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let stopped = liaison.send(&path, &format!("{path}/submit"), &[]).await;
    assert_eq!(stopped.location.as_deref().map(|to| to.ends_with("#findings")), Some(true));
    assert!(liaison.get(&path).await.text.contains("照样送审"), "its author sees it first");
    let sent = liaison.send(&path, &format!("{path}/submit"), &[("seen", "1")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let mut head = installation.sign_in(Role::UnitHead).await;
    head.send(&path, &format!("{path}/unit"), &[("opinion", "")]).await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let page = reviewer.get(&path).await;
    assert!(
        page.text.contains("名单.docx：正文，手机号") && page.text.contains("138****8000"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("13800138000"), "no whole number is shown");
    let refused = reviewer.send(&path, &format!("{path}/secrecy"), &[("opinion", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "an open finding stops it");
    let finding =
        page.text.split("/findings/").nth(1).and_then(|rest| rest.split('"').next()).expect("a form");
    let answer = format!("{path}/findings/{finding}");
    reviewer.send(&path, &answer, &[("reason", "值班手机")]).await;
    reviewer.send(&path, &format!("{path}/secrecy"), &[("opinion", "不涉密")]).await;
    let mut office = installation.sign_in(Role::Office).await;
    let alone = office.send(&path, &format!("{path}/release"), &[("at", "")]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody else has seen it: {}", alone.text);
    office.send(&path, &format!("{path}/confirm"), &[("findings", finding)]).await;
    let released = office.send(&path, &format!("{path}/release"), &[("at", "")]).await;
    assert_eq!(released.status, StatusCode::SEE_OTHER, "{}", released.text);
    installation.settle().await;
    let mut public = installation.visitor();
    let found = public.get("/search?q=望江楼报告厅").await;
    assert!(found.text.contains("附件“名单.docx”：") && found.text.contains("<mark>望江楼报告厅</mark>"));
    let found = public.get("/api/v1/search?q=望江楼报告厅").await;
    let found: Value = serde_json::from_str(&found.text).expect("JSON");
    assert_eq!((&found["total"], &found["hits"][0]["attachment"]), (&1.into(), &"名单.docx".into()));
    let fields = [("how", "error"), ("into", ""), ("reason", "误发")];
    office.send(&path, "/office/publications/1/withdraw", &fields).await;
    installation.settle().await;
    assert!(token_of(&public.get("/search?q=望江楼报告厅").await.text).is_none());
    assert!(public.get("/api/v1/search?q=望江楼报告厅").await.text.contains("\"total\":0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_of_rows_comes_in_with_its_files() {
    let (database, _) = crate::import::school().await;
    let header = ["external_id", "title", "body_text", "published_at", "category", "attachments"];
    let row = |id: &str, attachments: &str| {
        let cells = [id, "旧公告", "正文。", "2021-09-01", "6", attachments];
        cells.map(Value::from).to_vec()
    };
    let rows = vec![
        row("1", "files/说明.docx"),
        row("2", "files/没有.docx"),
        row("3", "files/程序.exe"),
        row("4", "外面.txt"),
        row("5", "files/名单.docx、files/说明.docx"),
        // Two folders may have files of one name.
        row("6", "更早/说明.docx"),
    ];
    let sheet = Sheet { name: "导入".into(), header: header.map(str::to_owned).to_vec(), rows };
    let file = database.folder().join("rows.xlsx");
    std::fs::write(&file, xlsx(&[sheet]).expect("a workbook")).expect("written");
    let files = database.folder().join("files");
    std::fs::create_dir_all(&files).expect("a folder");
    let earlier = database.folder().join("更早");
    std::fs::create_dir_all(&earlier).expect("a folder");
    for folder in [&files, &earlier] {
        std::fs::write(folder.join("说明.docx"), docx_with("没有号码。")).expect("written");
    }
    std::fs::write(files.join("名单.docx"), docx_with("张某 11010519491231002X")).expect("written");
    std::fs::write(files.join("程序.exe"), "MZ").expect("written");
    std::os::unix::fs::symlink("/etc/hostname", database.folder().join("外面.txt")).expect("a link");
    let (code, counts, errors) = crate::import::import(&database, &file, &[]).await;
    assert_eq!((code, &counts["created"], &counts["rejected"]), (Some(1), &3.into(), &3.into()), "{errors}");
    for told in ["第3行 attachments：导入文件旁边没有", "第4行 attachments：", "第5行 attachments："]
    {
        assert!(errors.contains(told), "{told} in {errors}");
    }
    let store = store::Store::open(database.url()).await.expect("a store");
    let mut reader = store.reader().await.expect("a reader");
    let public = terms::Viewer::public(terms::SchoolId(1));
    assert_eq!(publishing::count(&mut reader, &public, &Default::default()).await.expect("a count"), 2);
    assert_eq!(publishing::holding(&mut reader, terms::SchoolId(1)).await.expect("those held").len(), 1);
    let (_, counts, errors) = crate::import::import(&database, &file, &[]).await;
    assert_eq!(counts["unchanged"], 3, "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_or_damaged_is_said_in_a_sentence() {
    let (database, _) = crate::import::school().await;
    let rows = vec![vec![Value::from("x".repeat(30_000)); 1]; 5];
    let sheet = Sheet { name: "表".into(), header: vec!["title".into()], rows };
    let mut large = xlsx(&[sheet]).expect("a workbook");
    large.resize(100 << 20, 0);
    for (name, bytes, sentence) in [
        ("大.xlsx", large, "文件有 100 MB，最多 20 MB，请分成几个文件，或另存为 CSV"),
        ("大.csv", vec![b'x'; 300 << 20], "文件有 300 MB，最多 256 MB，请分成几个文件"),
        ("坏.xlsx", b"PK\x03\x04".to_vec(), "表格文件打不开"),
        ("空.csv", Vec::new(), "第一行要是栏目名称"),
    ] {
        let file = database.folder().join(name);
        std::fs::write(&file, bytes).expect("written");
        let (code, counts, errors) = crate::import::import(&database, &file, &[]).await;
        assert_eq!((code, &counts), (Some(2), &Value::Null), "{errors}");
        assert!(errors.contains(sentence), "{errors}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_megabytes_and_of_gbk_come_in() {
    let (database, _) = crate::import::school().await;
    let body = "学校公开的一段文字，没有号码。\n".repeat(120_000);
    assert!(body.len() > 5 << 20);
    let row = serde_json::json!({ "title": "很长的公告", "body_text": body, "published_at": "2021-09-01", "category": 6 });
    let file = database.folder().join("long.jsonl");
    std::fs::write(&file, row.to_string()).expect("written");
    let (_, counts, errors) = crate::import::import(&database, &file, &[]).await;
    assert_eq!(counts["created"], 1, "{errors}");
    let csv = "title,body_text,published_at,category\n国标编码的公告,\"第一行\n第二行\",2021/9/1,3\n";
    let (gbk, ..) = encoding_rs::GB18030.encode(csv);
    let file = database.folder().join("gbk.csv");
    std::fs::write(&file, gbk).expect("written");
    let (_, counts, errors) = crate::import::import(&database, &file, &[]).await;
    assert_eq!(counts["created"], 1, "{errors}");
    let store = store::Store::open(database.url()).await.expect("a store");
    let mut reader = store.reader().await.expect("a reader");
    let public = terms::Viewer::public(terms::SchoolId(1));
    let filter = publishing::Filter::default();
    let listed = publishing::public_list(&mut reader, &public, &filter, publishing::Order::Newest, 0, 10);
    let titles: Vec<_> = listed.await.expect("a list").into_iter().map(|row| row.title).collect();
    assert!(titles.contains(&"国标编码的公告".to_owned()), "{titles:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_is_shown_as_a_page_to_whoever_may_fetch_it() {
    let installation = Installation::new().await;
    let (liaison, context) = installation.acting(Role::Liaison).await;
    let (store, files) = (&installation.house.store, &installation.house.files);
    let item = installation.draft(&installation.content("体检").await).await;
    let csv = "\u{feff}姓名,班级\r\n<b>张三</b>,软件2401\r\n";
    let mut ids = Vec::new();
    for (name, content) in [("名单.csv", csv), ("说明.txt", "第一行\n第二行")] {
        let file = NewFile::new(name, content, &documents::Intake::without_child());
        ids.push(attach(store, files, &context, &liaison, item.version, file).await.expect("a file"));
    }
    let mut reader = installation.visitor();
    let list = format!("/previews/{}", ids[0]);
    assert_eq!(reader.get(&list).await.status, StatusCode::NOT_FOUND, "a draft's file is the office's");
    let mut office = installation.sign_in(Role::Office).await;
    assert!(office.get(&list).await.text.contains("<td>软件2401</td>"));
    assert!(office.get(&format!("/office/drafts/{}", item.version)).await.text.contains(&list[1..]));

    installation.review(item.version).await;
    installation.release(item.version, publishing::actions::When::Now).await;
    installation.settle().await;
    let page = reader.get(&list).await;
    assert!(page.text.contains("<td>软件2401</td>") && page.text.contains("&lt;b&gt;张三"), "{}", page.text);
    assert!(page.text.contains("下载原文件"));
    assert_eq!(page.headers["cache-control"], "no-cache", "it is kept");
    let notes = reader.get(&format!("/previews/{}", ids[1])).await;
    assert!(notes.text.contains("<p>第一行</p><p>第二行</p>"), "{}", notes.text);
    let shown = reader.get(&format!("/items/{}", item.id)).await.text;
    assert_eq!(shown.matches("/previews/").count(), 3, "the first file, the list, the notes: {shown}");

    let (office, context) = installation.acting(Role::Office).await;
    let how = publishing::actions::WithdrawAs::Withdrawn;
    publishing::actions::withdraw(store, &context, &office, item.id, how, "错了")
        .await
        .expect("a withdrawal");
    installation.settle().await;
    assert_eq!(reader.get(&list).await.status, StatusCode::NOT_FOUND, "gone with the publication");
}

/// Where an installation lies in the data folder, its school's own rules count.
#[tokio::test(flavor = "multi_thread")]
async fn a_scan_goes_by_the_school_s_own_rules_where_there_is_one() {
    let database = Database::fresh().await;
    let init = run(&database, &["init", "--code", "jn", "--name", "江南职业技术学院"]).await;
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("通知.txt");
    std::fs::write(&file, "雪松计划启动。\n北山基地开放。\n经费另行通知。").expect("a file");
    let scan = async || {
        let out = run(&database, &["scan", file.to_str().expect("a name")]).await;
        (out.status.code(), String::from_utf8(out.stdout).expect("text"))
    };
    assert_eq!(scan().await, (Some(0), String::new()));
    let store = store::Store::open(database.url()).await.expect("the records");
    let context = store::Context::new(terms::SchoolId(1), store::Actor::Operator, journeys::house::friday());
    let person = terms::Person {
        id: terms::PersonId(1),
        name: String::new(),
        unit: None,
        is_staff: true,
        is_student: false,
        roles: vec![(Role::Office, None)],
    };
    let office = terms::Viewer::person(terms::SchoolId(1), person);
    let together = Content {
        form: Form::Together,
        text: "北山基地+经费".into(),
        says: String::new(),
        level: pii::Level::Block,
        reason: "项目不公开".into(),
    };
    for rule in [Content::word("雪松计划", pii::Level::Warn, "没有公开"), together] {
        add_rule(&store, &context, &office, &rule).await.expect("a rule");
    }
    store.close().await;
    let (code, told) = scan().await;
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("北山基地 + 经费") && told.contains("本校规则：项目不公开"), "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
}
