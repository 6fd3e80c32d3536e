//! A large attachment over a bad line: it breaks, it goes on; the page is closed, it goes on.

use std::path::Path;

use fantoccini::Locator;
use journeys::browser::Browser;

use super::{click, sign_in, until, with_people};

/// Bytes a second of a bad line.
const SLOW: i64 = 1 << 20;

async fn choose(browser: &Browser, path: &Path) {
    let field = browser.page.find(Locator::Id("file")).await.expect("a field");
    field.send_keys(&path.display().to_string()).await.expect("a file");
}

const ROW: &str = "document.querySelector('[data-waiting] li').textContent";
const TOLD: &str = "document.querySelector('[data-upload-told]').textContent";
const FILES: &str = "document.querySelector('[data-files]').textContent";

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_on_after_a_break_and_after_the_page_was_closed() {
    let (browser, server, _database) = with_people().await;
    sign_in(&browser, &server, "writer").await;
    browser.page.goto(&server.address("/office/drafts/new")).await.expect("the page opens");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("扫描件.txt");
    let line = "扫描件的一行。\n";
    std::fs::write(&path, line.repeat((16 << 20) / line.len())).expect("a file");

    browser.line(Some(SLOW)).await;
    choose(&browser, &path).await;
    until(&browser, "some of it came", &format!("/已有 [2-9] MB，共 16 MB/.test({ROW})")).await;
    until(&browser, "its bar is seen", "document.querySelector('[data-waiting] progress').offsetWidth > 100")
        .await;
    assert_eq!(
        browser.page.execute(&format!("return {TOLD}"), vec![]).await.expect("text"),
        "开始上传“扫描件.txt”，共 16 MB"
    );
    browser.line(None).await;
    until(&browser, "the break is told", &format!("{ROW}.includes('连不上服务器')")).await;
    let told = format!("{TOLD}.includes('自己接着传') || {TOLD}.includes('连不上服务器')");
    until(&browser, "aloud too", &told).await;
    browser.screenshot("upload-broken").await;
    browser.line(Some(SLOW)).await;
    until(
        &browser,
        "it goes on by itself",
        &format!("/已有 ([5-9]|1.) MB/.test({ROW}) && !{ROW}.includes('连不上')"),
    )
    .await;

    // The page is closed, and the same file chosen again.
    browser.page.refresh().await.expect("the page opens");
    until(&browser, "it is listed", &format!("{FILES}.includes('没传完的')")).await;
    browser.screenshot("upload-unfinished").await;
    choose(&browser, &path).await;
    until(
        &browser,
        "it goes on where it stopped",
        &format!("/接着上传，已有 ([4-9]|1.) MB，共 16 MB/.test({TOLD})"),
    )
    .await;
    until(&browser, "it is listed once", &format!("!{FILES}.includes('没传完的')")).await;
    browser.screenshot("upload-going").await;
    browser.line(Some(-1)).await;
    until(&browser, "it is attached", &format!("{FILES}.includes('扫描件.txt')")).await;
    until(&browser, "aloud too", &format!("{TOLD}.includes('已经加到附件里')")).await;
    let links = "return document.querySelectorAll('[data-files] a[href*=\"/files/\"]').length";
    assert_eq!(browser.page.execute(links, vec![]).await.expect("a count"), 1);

    // Another one is given up.
    let other = folder.path().join("另一份.txt");
    std::fs::write(&other, line.repeat((9 << 20) / line.len())).expect("a file");
    browser.line(Some(SLOW)).await;
    choose(&browser, &other).await;
    until(&browser, "some of it came", &format!("{ROW}.includes('已有 2 MB')")).await;
    click(&browser, "放弃").await;
    until(&browser, "its line is gone", "!document.querySelector('[data-waiting] li')").await;
    browser.line(Some(-1)).await;
    until(&browser, "no chunk stays", &{
        let asked = "fetch(location.href).then((page) => page.text()).then((page) => { window.listed = page.includes('另一份.txt'); })";
        format!("({asked}, window.listed === false)")
    })
    .await;
}
