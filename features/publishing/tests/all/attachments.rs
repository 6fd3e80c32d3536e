//! What stands in an attachment is read before a person passes it.

use std::io::Write;

use documents::Intake;
use documents::sheets::write::{Sheet, xlsx};
use publishing::actions::{
    Imported, NewFile, Outcome, answer_finding, attach, import_publication, pass_secrecy, pass_unit,
};
use publishing::{PublishingError, Standing};
use store::{Actor, Context};
use terms::{BatchId, Role, VersionId};

use crate::house::House;

/// An Office file of these parts.
fn office(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries.iter().chain(&[("[Content_Types].xml", "<Types/>")]) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A table of people in Word: one row whole, one masked.
fn scholarship_list() -> Vec<u8> {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |cells: [&str; 3]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
    let rows = [
        row(["姓名", "身份证号", "学号"]),
        row(["张某", "11010519491231002X", "2024010203"]),
        row(["李某", "110105********002X", "2024****04"]),
    ];
    let body = format!("<w:body><w:tbl>{}</w:tbl></w:body>", rows.concat());
    let comments =
        "<w:comments><w:comment><w:p><w:r><w:t>打13800138000问</w:t></w:r></w:p></w:comment></w:comments>";
    office(&[("word/document.xml", &body), ("word/comments.xml", comments)])
}

fn workbook() -> Vec<u8> {
    let sheet = |name: &str, value: &str| Sheet {
        name: name.into(),
        header: vec!["项目".into(), "联系".into()],
        rows: vec![vec!["办公".into(), value.into()]],
    };
    xlsx(&[sheet("收支", "无"), sheet("底稿", "13800138001")]).unwrap()
}

impl House {
    async fn attached(&self, files: &[(&str, Vec<u8>)]) -> VersionId {
        let version = self.draft(&self.content("关于体检的安排")).await;
        let (liaison, context) = self.as_role(Role::Liaison).await;
        for (name, content) in files {
            let file = NewFile::new(*name, content.clone(), &Intake::without_child());
            attach(&self.store, &self.files, &context, &liaison, version, file).await.unwrap();
        }
        version
    }

    /// Places and kinds of what was found, by the levels that need an answer.
    async fn findings(&self, version: VersionId) -> Vec<(String, String)> {
        let findings = screening::findings(&mut self.store.reader().await.unwrap(), version).await.unwrap();
        let open = findings.into_iter().filter(screening::Finding::needs_answer);
        open.map(|finding| (finding.part, finding.kind)).collect()
    }

    async fn import(&self, files: Vec<(&str, &str)>) -> Outcome {
        let operator = Context::new(self.school, Actor::Operator, self.as_role(Role::Office).await.1.now);
        let record = Imported {
            external_id: Some("old-1".into()),
            content: self.content("旧网站的公示"),
            published_at: operator.now,
            old_addresses: vec![],
            files: files
                .into_iter()
                .map(|(name, text)| NewFile::new(name, text.to_owned(), &Intake::without_child()))
                .collect(),
            batch: BatchId(1),
            answered_by: None,
            uploaded_by: None,
        };
        import_publication(&self.store, &self.screen, &operator, record).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_names_the_part_and_the_cell() {
    let house = House::new().await;
    let files =
        [("名单.docx", scholarship_list()), ("决算.xlsx", workbook()), ("13800138002.txt", b"1".to_vec())];
    let version = house.attached(&files).await;
    house.submit(version).await.unwrap();
    let findings = house.findings(version).await;
    let told: Vec<_> = findings.iter().map(|(part, kind)| (part.as_str(), kind.as_str())).collect();
    assert_eq!(
        told,
        [
            ("名单.docx：正文", "id_card"),
            ("名单.docx：正文", "student_no"),
            ("名单.docx：批注", "mobile"),
            ("决算.xlsx：底稿!B2", "mobile"),
            ("13800138002.txt：文件名", "mobile"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_read_is_answered_for_by_name() {
    let house = House::new().await;
    let macros = office(&[
        ("word/document.xml", "<w:p><w:r><w:t>正文</w:t></w:r></w:p>"),
        ("word/vbaProject.bin", "?"),
    ]);
    let version = house.attached(&[("表.docx", macros), ("扫描件.png", b"\x89PNG".to_vec())]).await;
    let mut reader = house.store.reader().await.unwrap();
    let unread: Vec<_> = publishing::attachments(&mut reader, version)
        .await
        .unwrap()
        .into_iter()
        .map(|a| a.unreadable)
        .collect();
    assert_eq!(unread, ["宏：文件里有宏，请另存为不带宏的格式", "图片里的文字读不出来，请人看一遍"]);
    house.submit(version).await.unwrap();
    let told = house.findings(version).await;
    let unreadable = |part: &str| (part.to_owned(), "unreadable".to_owned());
    assert_eq!(told, [unreadable("表.docx：宏"), unreadable("扫描件.png")]);
    let (head, context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &context, &head, version, "").await.unwrap();
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    let refused = pass_secrecy(&house.store, &context, &reviewer, version, "").await;
    assert!(matches!(refused, Err(PublishingError::Refused(_))), "nobody has looked");
    for finding in screening::findings(&mut reader, version).await.unwrap() {
        answer_finding(&house.store, &context, &reviewer, finding.id, "打开看过，是空白表").await.unwrap();
    }
    pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_kept_before_parts_were_told_apart_is_still_read() {
    let house = House::new().await;
    let version = house.attached(&[("名单.txt", b"1".to_vec())]).await;
    let old = house.files.put("手机13800138000".into()).await.unwrap();
    let mut tx = house.store.tidy(&house.as_role(Role::Office).await.1).await.unwrap();
    sqlx::query("UPDATE publishing_attachments SET text_hash = $2 WHERE version_id = $1")
        .bind(version.0)
        .bind(old.as_str())
        .execute(tx.connection())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.submit(version).await.unwrap();
    assert_eq!(house.findings(version).await, [("名单.txt：正文".to_owned(), "mobile".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_file_is_read_too_and_a_changed_one_is_a_change() {
    let house = House::new().await;
    let created = house.import(vec![("说明.txt", "没有号码")]).await;
    assert!(matches!(created, Outcome::Created(_)), "{created:?}");
    assert_eq!(house.listed(&house.public()).await.len(), 1);
    let unchanged = house.import(vec![("说明.txt", "没有号码")]).await;
    assert!(matches!(unchanged, Outcome::Unchanged(_)), "{unchanged:?}");
    let updated = house.import(vec![("说明.txt", "没有号码"), ("名单.txt", "张某 11010519491231002X")]).await;
    let Outcome::Updated(id) = updated else { panic!("{updated:?}") };
    assert!(house.listed(&house.public()).await.is_empty(), "it waits for an answer");
    let (office, _) = house.as_role(Role::Office).await;
    let mut reader = house.store.reader().await.unwrap();
    let publication = publishing::find(&mut reader, &office, id).await.unwrap().unwrap();
    assert_eq!((publication.standing, publication.is_held), (Standing::Live, true));
    let live = publication.live.unwrap();
    let finding = screening::findings(&mut reader, live).await.unwrap().remove(0);
    let attachments = publishing::attachments(&mut reader, live).await.unwrap();
    assert_eq!((finding.part.as_str(), finding.attachment), ("名单.txt：正文", Some(attachments[1].id)));
}
