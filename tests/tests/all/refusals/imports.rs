//! Forms of a batch, and on the lines of rows that were held back.

use journeys::house::Installation;
use terms::Role;

use super::{comes_back, stays_away};

const NEW: &str = "/office/imports/new";
const FIRST: &str = "/office/imports/1";
const ROWS: &str = "external_id,title,body_text,published_at,category,unit,attachments\n\
    a,好的一条,正文,2021-09-01,3,学生工作处,\n\
    b,助学金名单,张某 11010519491231002X,2021-09-02,6,学生工作处,\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_a_batch_comes_back() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let files: [(&str, &str, &[u8]); 3] =
        [("file", "表.csv", ROWS.as_bytes()), ("attachments", "a.txt", b"1"), ("attachments", "a.txt", b"2")];
    let refused = office.send_files(NEW, NEW, &[("create_units", "1")], &files).await;
    comes_back(&refused, "attachments", "name=\"create_units\" value=\"1\" checked");
    let refused = office.send_files(NEW, NEW, &[], &[("file", "表.doc", b"x")]).await;
    comes_back(&refused, "file", "浏览器不留文件，请再选一次");

    let sent = office.send_file(NEW, NEW, &[], ("表.csv", ROWS.as_bytes())).await;
    assert!(sent.status.is_redirection(), "{}", sent.text);
    installation.settle().await;
    let own = office.send(FIRST, &format!("{FIRST}/answer"), &[("opinion", "我自己看过原来的网站了")]).await;
    stays_away(&own, "要请另一位来确认", "我自己看过原来的网站了");
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let long = "逐条看过".repeat(200);
    let refused = reviewer.send(FIRST, &format!("{FIRST}/answer"), &[("opinion", &long)]).await;
    comes_back(&refused, "opinion", &format!(">{long}</textarea>"));
    assert!(!refused.text.contains("不能导入，退回</summary><p"), "only its own form is marked");
    let refused = reviewer.send(FIRST, &format!("{FIRST}/refuse"), &[("opinion", &long)]).await;
    comes_back(&refused, "why", &format!("value=\"{long}\""));
    assert!(refused.text.contains("<details open><summary>不能导入，退回"), "{}", refused.text);

    reviewer.send(FIRST, &format!("{FIRST}/answer"), &[("opinion", "逐条看过")]).await;
    installation.settle().await;
    let held = "/office/imports/held";
    let page = reviewer.get(held).await.text;
    let id = page.split_once("held/").expect("a form").1.split('"').next().expect("its number").to_owned();
    let refused = reviewer.send(held, &format!("{held}/{id}"), &[("reason", " "), ("page", "1")]).await;
    comes_back(&refused, &format!("r{id}"), "助学金名单");
    // The desk has a form for it too, and the page of the version that it leads to.
    let answer = format!("/office/publications/{id}/answer");
    let refused = reviewer.send("/office", &answer, &[("reason", " ")]).await;
    comes_back(&refused, "held", "可以公开，由我负责");
    let done = reviewer.send("/office", &answer, &[("reason", "号码是样例")]).await;
    assert!(done.status.is_redirection(), "{}", done.text);
}
