//! From a Word or Excel file to a page: what is read, what is asked for, and the pictures' way through the
//! reviews to the portal and off it.

use documents::chart::{Chart, Kind, Series};
use documents::paper::{Block, Paper, docx};
use documents::sheets::write::{Sheet, xlsx};
use http::StatusCode;
use journeys::house::{Answer, Installation, Visitor};
use terms::Role;

const NEW: &str = "/office/drafts/new";
const FROM_FILE: &str = "/office/drafts/from-file";

/// A Word file with a number, a picture, a table and a date, as the office writes them.
fn notice() -> Vec<u8> {
    let chart = Chart {
        title: "各学院推荐人数".into(),
        kind: Kind::Bars,
        unit: "人".into(),
        categories: vec!["信息学院".into(), "经管学院".into()],
        series: vec![Series { name: "2026年".into(), values: vec![Some(12.0), Some(9.0)] }],
    };
    let blocks = vec![
        Block::text("江院发〔2026〕3号"),
        Block::text("各学院："),
        Block::text("一、推荐结果"),
        Block::text("推荐人数见图，公示<5>天。"),
        Block::Chart(chart),
        Block::text("二〇二六年十月八日"),
    ];
    let paper = Paper { title: "关于公布奖学金推荐结果的通知".into(), subtitle: None, blocks };
    docx(&paper, jiff::Timestamp::UNIX_EPOCH).expect("a file")
}

async fn read_in(liaison: &mut Visitor<'_>, fields: &[(&str, &str)]) -> String {
    let sent = liaison.send_file(NEW, FROM_FILE, fields, ("通知.docx", &notice())).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let location = sent.location.expect("the draft");
    format!("/{}", location.trim_start_matches("../").trim_end_matches("/edit"))
}

/// What stands in a field of the form.
fn value<'a>(page: &'a Answer, name: &str) -> &'a str {
    let start = format!("name=\"{name}\" value=\"");
    page.text.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// The text as the form sends it.
fn body(page: &Answer) -> String {
    let text =
        page.text.split("name=\"body\"").nth(1).and_then(|rest| rest.split_once('>')).expect("a body").1;
    let text = text.split("</textarea>").next().expect("its end");
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

async fn save(installation: &Installation, liaison: &mut Visitor<'_>, path: &str, body: &str) -> Answer {
    let edit = format!("{path}/edit");
    let page = liaison.get(&edit).await;
    let unit = installation.unit.to_string();
    let fields = [
        ("kind", "general"),
        ("edits", value(&page, "edits")),
        ("title", value(&page, "title")),
        ("document_no", value(&page, "document_no")),
        ("made_on", value(&page, "made_on")),
        ("body", body),
        ("unit", unit.as_str()),
        ("audience", "public"),
        ("entry", "37"),
        ("information", "信息列表"),
    ];
    liaison.send(&edit, &edit, &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_file_becomes_a_draft_and_a_page() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let path = read_in(&mut liaison, &[("kind", "general"), ("entry", "37")]).await;
    let edit = liaison.get(&format!("{path}/edit")).await;
    assert_eq!(value(&edit, "title"), "关于公布奖学金推荐结果的通知");
    assert_eq!((value(&edit, "document_no"), value(&edit, "made_on")), ("江院发〔2026〕3号", "2026-10-08"));
    assert!(
        edit.text.contains("从“通知.docx”读入") && edit.text.contains("标题、文号、生成日期"),
        "{}",
        edit.text
    );
    let mark = "<span class=\"tag\">读出</span>江院发〔2026〕3号";
    assert_eq!(edit.text.matches("读出</span>").count(), 3, "each field says where it was read");
    assert!(edit.text.contains(mark), "{}", edit.text);
    let written = body(&edit);
    assert!(written.contains("<h2>一、推荐结果</h2>") && written.contains("公示&lt;5&gt;天"), "{written}");
    assert!(written.contains("alt=\"各学院推荐人数。"), "{written}");
    assert!(edit.text.contains("还没有附件"), "a picture in the text is no attachment: {}", edit.text);

    // Words taken away, and a picture of somebody else's: each is said before anybody reviews it.
    let alt = written.split("alt=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let silent = written.replace(alt, "") + "<p><img src=\"pictures/0123\" alt=\"别处的图\"></p>";
    assert_eq!(save(&installation, &mut liaison, &path, &silent).await.status, StatusCode::SEE_OTHER);
    let advised = liaison.get(&format!("{path}/edit")).await;
    assert!(
        !advised.text.contains("id=\"advice\" hidden") && advised.text.contains("有1张图片还没有替代文字")
    );
    let refused = liaison.send(&path, &format!("{path}/submit"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("有1张图片没有替代文字") && refused.text.contains("有1张图片不在这一稿里"));
    assert_eq!(save(&installation, &mut liaison, &path, &written).await.status, StatusCode::SEE_OTHER);
    let mended = liaison.get(&format!("{path}/edit")).await;
    assert!(mended.text.contains("id=\"advice\" hidden"), "nothing to mend: {}", mended.text);
    let sent = liaison.send(&path, &format!("{path}/submit"), &[("seen", "1")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);

    installation.sign_in(Role::UnitHead).await.send(&path, &format!("{path}/unit"), &[("opinion", "")]).await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let page = reviewer.get(&path).await;
    let picture = page.text.split("src=\"").find(|rest| rest.contains("/files/") && rest.contains("alt=\""));
    let picture =
        picture.and_then(|rest| rest.split('"').next()).expect("the reviewer sees the picture").to_owned();
    let picture = format!("/{}", picture.trim_start_matches("../"));
    let refused = reviewer.send(&path, &format!("{path}/secrecy"), &[("opinion", "看过")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody must look at the picture");
    let mut public = installation.visitor();
    assert_eq!(public.get(&picture).await.status, StatusCode::NOT_FOUND, "not before its release");
    for finding in page.text.split("/findings/").skip(1).filter_map(|rest| rest.split('"').next()) {
        reviewer.send(&path, &format!("{path}/findings/{finding}"), &[("reason", "只是人数")]).await;
    }
    let passed = reviewer.send(&path, &format!("{path}/secrecy"), &[("opinion", "看过")]).await;
    assert_eq!(passed.status, StatusCode::SEE_OTHER, "{}", passed.text);
    let mut office = installation.sign_in(Role::Office).await;
    let page = office.get(&path).await.text;
    let findings = page.split("name=\"findings\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    office.send(&path, &format!("{path}/confirm"), &[("findings", findings.expect("what was kept"))]).await;
    let released = office.send(&path, &format!("{path}/release"), &[("at", "")]).await;
    assert_eq!(released.status, StatusCode::SEE_OTHER, "{}", released.text);
    // A list of awards goes before everybody only where a leader says why.
    let mut leader = installation.sign_in(Role::Leader).await;
    let agreed = leader.send(&path, &format!("{path}/approve"), &[("opinion", "省里要求上网公示")]).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text);
    installation.settle().await;

    let item = public.get("/items/XX-6-2026-0001").await;
    assert!(
        item.text.contains("<h2>一、推荐结果</h2>") && item.text.contains("alt=\"各学院推荐人数。"),
        "{}",
        item.text
    );
    assert!(!item.text.contains("src=\"pictures/") && !item.text.contains("<h2>附件"), "{}", item.text);
    let shown = public.get(&picture).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.headers["content-type"], "image/png");
    let found = public.get("/search?q=各学院推荐人数").await;
    assert!(
        found.text.contains("关于公布奖学金推荐结果的通知"),
        "a picture's words are found: {}",
        found.text
    );

    let withdrawn = [("how", "error"), ("into", ""), ("reason", "误发")];
    office.send(&path, "/office/publications/1/withdraw", &withdrawn).await;
    installation.settle().await;
    assert_eq!(public.get(&picture).await.status, StatusCode::NOT_FOUND, "it goes with its page");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_takes_the_place_of_the_text_alone() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let path = crate::story::begin(&installation).await;
    let edit = format!("{path}/edit");
    let page = liaison.get(&edit).await;
    let edits = value(&page, "edits").to_owned();
    let to = format!("{path}/from-file");
    let fields = [("edits", edits.as_str()), ("attach", "1")];
    let sent = liaison.send_file(&edit, &to, &fields, ("通知.docx", &notice())).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = liaison.get(&edit).await;
    assert_eq!(value(&page, "title"), "关于国庆假期值班安排的通知", "its own title stays");
    assert!(body(&page).contains("推荐人数见图") && page.text.contains(">通知.docx</a>"), "{}", page.text);
    let late = liaison.send_file(&edit, &to, &fields, ("通知.docx", &notice())).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "somebody saved it since: {}", late.text);
    // Twice the same file: its picture is kept once.
    let fields = [("edits", value(&page, "edits"))];
    let again = liaison.send_file(&edit, &to, &fields, ("通知.docx", &notice())).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    let kept = kept_files(&installation).await;
    assert_eq!(kept, 2, "one picture and the file itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_excel_file_becomes_a_table_with_the_names_of_its_columns() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let header = ["项目", "金额（元）"].map(str::to_owned).to_vec();
    let sheet = Sheet { name: "收费".into(), header, rows: vec![vec!["学费".into(), 4600.into()]] };
    let file = xlsx(&[sheet]).expect("a workbook");
    let sent = liaison.send_file(NEW, FROM_FILE, &[("kind", "general")], ("收费表.xlsx", &file)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let edit = liaison.get("/office/drafts/1/edit").await;
    let written = body(&edit).replace('\n', "");
    let head = "<th scope=\"col\">项目</th><th scope=\"col\">金额（元）</th>";
    assert!(written.contains(head) && written.contains("<td>学费</td><td>4600</td>"), "{written}");
    assert!(edit.text.contains("从“收费表.xlsx”读入"), "{}", edit.text);
}

async fn kept_files(installation: &Installation) -> usize {
    let mut reader = installation.house.store.reader().await.unwrap();
    publishing::attachments(&mut reader, terms::VersionId(1)).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_manuscript_is_refused_in_a_sentence() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    for (name, content, words) in [
        ("通知.docx", &b"not a zip"[..], "文件已损坏"),
        ("通知.doc", &b"\xd0\xcf\x11\xe0"[..], "另存为 .docx"),
        ("通知.pdf", &b"%PDF-1.4"[..], "请作为附件"),
        ("通知", &b"x"[..], "正文只能从 .docx 或 .xlsx 文件读入"),
    ] {
        let refused = liaison.send_file(NEW, FROM_FILE, &[("kind", "general")], (name, content)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text.contains(words), "{name}: {}", refused.text);
    }
    let none = liaison.send(NEW, FROM_FILE, &[("kind", "general")]).await;
    assert!(none.status.is_client_error(), "{}", none.status);
    assert!(!liaison.get("/office/drafts").await.text.contains("通知"), "no draft was made");
    let path = read_in(&mut liaison, &[]).await;
    let mut other = installation.visitor_of(journeys::house::HOSTS[1]);
    other.sign_in("liaison").await;
    let page = other.get(NEW).await;
    let token = journeys::house::token_of(&page.text).expect("a form");
    let fields = [("form_token", token.as_str()), ("edits", "1")];
    let refused = other.post_file(&format!("{path}/from-file"), &fields, ("通知.docx", &notice())).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "another school's draft");
}
