//! Writing a draft in the editor: what is typed, pasted, chosen and saved meanwhile.

use std::time::Duration;

use fantoccini::Locator;
use journeys::browser::Browser;
use serde_json::json;

use super::{click, sign_in, until, with_people};

const WORD: &str = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><body><!--StartFragment-->\
    <p class=MsoTitle>关于报送材料的通知</p><h1>报送范围</h1><p class=MsoNormal style='text-indent:24pt'><span style='color:red'>全体<b>在校</b>\
    学生。</span></p><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>身份证</p><table><tr><td>学院</td>\
    <td>人数</td></tr><tr><td>信息学院</td><td>12</td></tr></table><p><img src=\"file:///C:/a.png\"></p><!--EndFragment--></body></html>";

/// The newest draft as its editor would show it, or nothing.
async fn source(browser: &Browser) -> String {
    let script = "return document.getElementById('body').value";
    browser.page.execute(script, vec![]).await.expect("a field").as_str().unwrap_or_default().to_owned()
}

async fn type_in(browser: &Browser, keys: &str) {
    let editor = browser.page.find(Locator::Id("editor")).await.expect("the editor");
    editor.send_keys(keys).await.expect("it can be written in");
}

/// What Ctrl+V does with this on the clipboard.
async fn paste(browser: &Browser, html: &str, text: &str) {
    let script = "const data = new DataTransfer();
        data.setData('text/html', arguments[0]); data.setData('text/plain', arguments[1]);
        document.getElementById('editor').dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    browser.page.execute(script, vec![json!(html), json!(text)]).await.expect("a paste");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_written_pasted_and_saved_by_itself() {
    let (browser, server, _database) = with_people().await;
    sign_in(&browser, &server, "writer").await;
    browser.page.goto(&server.address("/office/drafts/new")).await.expect("the page opens");

    // A whole text is pasted into an empty draft: its title goes where it belongs, what it had no place for is said.
    paste(&browser, WORD, "关于报送材料的通知").await;
    until(&browser, "the paste arrives", "document.querySelector('#editor table')").await;
    let title =
        browser.page.execute("return document.getElementById('title').value", vec![]).await.expect("a title");
    assert_eq!(title, "关于报送材料的通知");
    let said =
        browser.page.find(Locator::Css(".editor + .note")).await.expect("a note").text().await.expect("text");
    assert!(said.contains("没有贴进来的：图片"), "{said}");
    until(&browser, "the field follows", "document.getElementById('body').value.includes('信息学院')").await;
    assert_eq!(
        source(&browser).await,
        "<h2>报送范围</h2>\n<p>全体<strong>在校</strong>学生。</p>\n<ol><li>身份证</li></ol>\n<table><thead><tr><th scope=\"col\">学院</th>\
         <th scope=\"col\">人数</th></tr></thead><tbody><tr><td>信息学院</td><td>12</td></tr></tbody></table>"
    );

    // Keys and buttons.
    type_in(&browser, "\u{e009}\u{e010}\u{e009}").await;
    type_in(&browser, "- 第一项\u{e007}第二项\u{e007}\u{e007}").await;
    click(&browser, "加粗").await;
    type_in(&browser, "请按时").await;
    until(
        &browser,
        "typed",
        "document.getElementById('body').value.endsWith('<p><strong>请按时</strong></p>')",
    )
    .await;
    assert!(source(&browser).await.contains("<ul><li>第一项</li><li>第二项</li></ul>"));

    // A closed laptop loses nothing: it is on the server, under an address of its own, with advice.
    until(
        &browser,
        "saved by itself",
        "document.querySelector('[data-kept]').textContent.includes('已自动保存')",
    )
    .await;
    let address = browser.page.current_url().await.expect("an address");
    assert!(address.path().ends_with("/edit"), "{address}");
    // The links of the page still lead where they did.
    let desk = "return document.querySelector('header a[href$=office]').href";
    let desk = browser.page.execute(desk, vec![]).await.expect("a link");
    assert_eq!(desk, server.address("/office"));

    // Files, one after the other, above what is being written.
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("甲.txt", "甲"), ("乙.txt", "乙")] {
        std::fs::write(folder.path().join(name), text).expect("a file");
        let path = folder.path().join(name).display().to_string();
        browser
            .page
            .find(Locator::Id("file"))
            .await
            .expect("a field")
            .send_keys(&path)
            .await
            .expect("a file");
        let there = format!("document.querySelector('[data-files]').textContent.includes('{name}')");
        until(&browser, name, &there).await;
    }
    browser.screenshot("editor").await;
    click(&browser, "保存这一稿").await;
    until(&browser, "the version's page", "document.querySelector('h1').textContent.includes('报送材料')")
        .await;
    let page = browser.page.find(Locator::Css("main")).await.expect("a page").text().await.expect("text");
    for word in ["请按时", "第一项", "甲.txt", "乙.txt", "信息学院"] {
        assert!(page.contains(word), "{word}: {page}");
    }

    // Enter in a table's name is no sending of the form.
    browser.page.goto(address.as_str()).await.expect("the page opens");
    let cell = browser.page.find(Locator::Css("#editor td")).await.expect("a cell");
    cell.click().await.expect("it can be pressed");
    let name = browser.page.find(Locator::Css("[aria-label='表格'] input")).await.expect("a field");
    name.send_keys("各学院人数\u{e007}").await.expect("keys");
    until(
        &browser,
        "named",
        "document.getElementById('body').value.includes('<caption>各学院人数</caption>')",
    )
    .await;

    // As the portal will show it, on a phone and on a desk.
    let looks = address.as_str().replace("/edit", "/looks");
    browser.page.goto(&looks).await.expect("the page opens");
    let seen = "[...document.querySelectorAll('iframe')].filter((frame) => frame.contentDocument.querySelector('h1') \
        && frame.contentDocument.body.textContent.includes('请按时')).length === 2";
    until(&browser, "both widths", seen).await;
    browser.screenshot("looks").await;

    // Where two write, the second is told at once and both are kept.
    browser.page.goto(address.as_str()).await.expect("the page opens");
    let other = "const form = document.querySelector('form[data-draft]'); const data = new URLSearchParams(new FormData(form));
        data.set('title', '别人的标题'); return fetch(form.action.replace('edit', 'autosave'),
        { method: 'POST', headers: { accept: 'application/json' }, body: data }).then((answer) => answer.status);";
    let other = format!("const done = arguments[arguments.length - 1]; (() => {{ {other} }})().then(done)");
    assert_eq!(browser.page.execute_async(&other, vec![]).await.expect("an answer"), 200);
    type_in(&browser, "我写的").await;
    until(&browser, "told", "document.querySelector('[data-kept]').textContent.includes('刚才被别人保存过')")
        .await;
    click(&browser, "保存这一稿").await;
    until(
        &browser,
        "both",
        "document.body.textContent.includes('别人的标题') && document.body.textContent.includes('我写的')",
    )
    .await;
    // Which one stays is said by hand: nothing is saved meanwhile.
    type_in(&browser, "再补一句").await;
    until(&browser, "typed", "document.getElementById('body').value.includes('再补一句')").await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let asked =
        "return fetch(location.href).then((page) => page.text()).then((page) => page.includes('再补一句'))";
    let asked = format!("const done = arguments[arguments.length - 1]; (() => {{ {asked} }})().then(done)");
    assert_eq!(browser.page.execute_async(&asked, vec![]).await.expect("an answer"), false);
}
