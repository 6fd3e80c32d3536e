//! What is seen in a real browser; on SQLite only.

use journeys::browser::Browser;

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
