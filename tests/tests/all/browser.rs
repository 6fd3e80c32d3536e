//! What is seen in a real browser; on SQLite only.

mod keyboard;
mod remarks;
mod uploads;
mod writing;

use std::time::{Duration, Instant};

use fantoccini::Locator;
use journeys::browser::Browser;
use journeys::engines::Database;
use journeys::servers::{Server, run};
use serde_json::Value;

#[tokio::test]
async fn a_page_opens_at_the_width_of_a_desk_and_of_a_phone() {
    let browser = Browser::start().await;
    let page = "data:text/html;charset=utf-8,<title>信息公开</title><body style='margin:0'><h1>学校概况</h1>";
    browser.page.goto(page).await.expect("the page opens");
    assert_eq!(browser.page.title().await.expect("a page has a title"), "信息公开");
    for width in [360, 1280] {
        browser.resize(width).await;
        let seen = browser.page.execute("return window.innerWidth", Vec::new()).await.expect("scripts run");
        assert_eq!(seen, width);
    }
    browser.screenshot("harness").await;
}

/// Fills the fields of a form by their names and presses its filled button.
async fn fill(browser: &Browser, fields: &[(&str, &str)], button: &str) {
    for (id, text) in fields {
        let field = browser.page.find(Locator::Id(id)).await.unwrap_or_else(|_| panic!("a field {id}"));
        match field.tag_name().await.expect("a tag").as_str() {
            "select" => field.select_by_value(text).await.expect("the choice is there"),
            // The editor of a text.
            "div" => field.send_keys(text).await.expect("the editor can be written in"),
            _ => {
                field.clear().await.expect("a field can be emptied");
                field.send_keys(text).await.expect("a field can be written");
            }
        }
    }
    let path = format!("//button[contains(., '{button}')]");
    let button = browser.page.find(Locator::XPath(&path)).await.unwrap_or_else(|_| panic!("a button {path}"));
    button.click().await.expect("the button can be pressed");
    // The old page may still answer while the next one is on its way; its button is gone once it left.
    let deadline = Instant::now() + Duration::from_secs(20);
    while button.tag_name().await.is_ok() {
        assert!(Instant::now() < deadline, "no page follows {path}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until a script says yes.
async fn until(browser: &Browser, what: &str, script: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let found =
            browser.page.execute(&format!("return Boolean({script})"), vec![]).await.expect("a script");
        if found == Value::Bool(true) {
            return;
        }
        assert!(Instant::now() < deadline, "{what}: {}", browser.page.source().await.unwrap_or_default());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn click(browser: &Browser, word: &str) {
    let path = format!("//button[normalize-space()='{word}']");
    let button = browser.page.find(Locator::XPath(&path)).await.unwrap_or_else(|_| panic!("a button {word}"));
    button.click().await.expect("it can be pressed");
}

async fn text(browser: &Browser) -> String {
    browser.page.find(Locator::Css("body")).await.expect("a body").text().await.expect("text")
}

async fn sign_in(browser: &Browser, server: &Server, name: &str) {
    browser.page.delete_all_cookies().await.expect("cookies can be removed");
    browser.page.goto(&server.address("/sign-in")).await.expect("the page opens");
    fill(browser, &[("sign_in", name), ("password", PASSWORD)], "登录").await;
}

/// A school with one unit and its people, as an administrator sets it up.
async fn with_people() -> (Browser, Server, Database) {
    let database = Database::fresh().await;
    let out = run(&database, &["init", "--code", "jn", "--name", "江南职业技术学院"]).await;
    let printed = String::from_utf8(out.stdout).expect("text");
    let link = printed.trim().rsplit_once("/link/").expect("a link").1.to_owned();
    let server = Server::start(&database, &["serve"]).await.expect("the server starts");
    let browser = Browser::start().await;
    browser.resize(1280).await;
    set_password(&browser, &server, &link).await;
    sign_in(&browser, &server, "admin").await;
    browser.page.goto(&server.address("/office/units")).await.expect("the page opens");
    fill(&browser, &[("name", "学生工作处"), ("code", "xsc")], "建这个部门").await;
    assert!(text(&browser).await.contains("学生工作处"));
    for (name, role) in PEOPLE {
        let out = run(&database, &["user", "add", name, "--name", name, "--role", role]).await;
        let printed = String::from_utf8(out.stdout).expect("text");
        set_password(&browser, &server, printed.trim().rsplit_once("/link/").expect("a link").1).await;
    }
    (browser, server, database)
}

/// From the first link to a publication on the portal, as people click it.
#[tokio::test(flavor = "multi_thread")]
async fn a_school_is_set_up_and_publishes() {
    let (browser, server, _database) = with_people().await;
    let draft = write_draft(&browser, &server).await;
    for (name, button) in
        [("head", "同意，交保密审查"), ("reviewer", "通过，交公开办"), ("office", "同意发布")]
    {
        sign_in(&browser, &server, name).await;
        let desk = text(&browser).await;
        assert!(desk.contains("关于国庆假期值班安排的通知"), "{name} finds it on the desk: {desk}");
        browser.screenshot(&format!("desk-{name}")).await;
        browser.page.goto(&draft).await.expect("the page opens");
        browser.screenshot(&format!("review-{name}")).await;
        fill(&browser, &[], button).await;
    }
    browser.page.delete_all_cookies().await.expect("cookies can be removed");
    for width in [1280, 360] {
        browser.resize(width).await;
        browser.page.goto(&server.address("/")).await.expect("the page opens");
        assert!(text(&browser).await.contains("关于国庆假期值班安排的通知"));
        let wide = browser
            .page
            .execute("return document.documentElement.scrollWidth", vec![])
            .await
            .expect("a width");
        assert!(
            wide.as_u64().is_some_and(|wide| wide <= u64::from(width)),
            "no sideways scrolling at {width}: {wide}"
        );
        browser.screenshot(&format!("portal-{width}")).await;
    }
    browser
        .page
        .find(Locator::LinkText("关于国庆假期值班安排的通知"))
        .await
        .expect("a link")
        .click()
        .await
        .expect("a click");
    assert!(text(&browser).await.contains("请按时到岗"));
    browser.screenshot("item-360").await;
}

const PASSWORD: &str = "窗前的桂花又开了，今年很早";
const PEOPLE: [(&str, &str); 4] = [
    ("writer", "liaison:xsc"),
    ("head", "unit_head:xsc"),
    ("reviewer", "secrecy_reviewer"),
    ("office", "office"),
];

async fn set_password(browser: &Browser, server: &Server, link: &str) {
    browser.page.delete_all_cookies().await.ok();
    browser.page.goto(&server.address(&format!("/link/{link}"))).await.expect("the link opens");
    fill(browser, &[("password", PASSWORD), ("again", PASSWORD)], "设好密码").await;
}

/// The liaison writes a draft and hands it over. Answers with its address.
async fn write_draft(browser: &Browser, server: &Server) -> String {
    sign_in(browser, server, "writer").await;
    browser.page.goto(&server.address("/office/drafts/new")).await.expect("the page opens");
    let fields = [
        ("title", "关于国庆假期值班安排的通知"),
        ("editor", "假期值班安排如下，请按时到岗。"),
        ("entry", "37"),
    ];
    fill(browser, &fields, "保存这一稿").await;
    browser.screenshot("form").await;
    let address = browser.page.current_url().await.expect("an address").to_string();
    let draft = address.trim_end_matches("/edit").to_owned();
    browser.page.goto(&draft).await.expect("the page opens");
    fill(browser, &[], "送审").await;
    assert!(text(browser).await.contains("等部门审核"));
    draft
}
