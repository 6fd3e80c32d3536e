//! With the keyboard alone: what is needed is reached by Tab, is seen when it is reached, and is done by Enter.

use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use journeys::browser::Browser;

use super::{PASSWORD, fill, sign_in, text, with_people};

const TITLE: &str = "关于图书馆暑期开放的通知";

/// The id and the words of what has the cursor; whether a ring of two pixels or more shows it, and
/// whether it stands in the window with nothing before it.
const AT: &str = "const e = document.activeElement;
    if (!e || e === document.body) return ['', '', true, true];
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const x = Math.min(innerWidth - 1, box.left + Math.min(box.width / 2, 20));
    const top = document.elementFromPoint(x, Math.min(innerHeight - 1, Math.max(0, box.top + Math.min(box.height / 2, 12))));
    return [e.id, (e.getAttribute('aria-label') || e.textContent || '').trim(),
        style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        Boolean(top) && (e.contains(top) || top.contains(e) && top.tagName === 'LABEL')];";

async fn press(browser: &Browser, keys: &str) {
    let mut actions = KeyActions::new("keyboard".into());
    for key in keys.chars() {
        actions = actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
    }
    browser.page.perform_actions(actions).await.expect("keys can be pressed");
}

/// Presses Tab until something with this id, or with words that begin so, has the cursor.
async fn tab_to(browser: &Browser, what: &str) {
    for _ in 0..80 {
        press(browser, &char::from(Key::Tab).to_string()).await;
        let at = browser.page.execute(AT, vec![]).await.expect("something has the cursor");
        let (id, words) = (at[0].as_str().unwrap_or_default(), at[1].as_str().unwrap_or_default());
        assert!(at[2] == true, "no ring shows {id} {words:?} on the way to {what}");
        assert!(at[3] == true, "something hides {id} {words:?} on the way to {what}");
        if id == what || words.starts_with(what) {
            return;
        }
    }
    panic!("{what} is not reached: {}", text(browser).await);
}

/// Presses Enter and waits for a page that says this.
async fn enter(browser: &Browser, says: &str) {
    press(browser, &char::from(Key::Enter).to_string()).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    let script =
        "return document.readyState === 'complete' && document.body.textContent.includes(arguments[0])";
    while browser.page.execute(script, vec![says.into()]).await.ok() != Some(true.into()) {
        assert!(Instant::now() < deadline, "{says} does not come: {}", text(browser).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_written_handed_over_and_found_with_the_keyboard_alone() {
    let (browser, server, _database) = with_people().await;
    browser.page.delete_all_cookies().await.expect("cookies can be removed");
    browser.page.goto(&server.address("/sign-in")).await.expect("the page opens");
    tab_to(&browser, "sign_in").await;
    press(&browser, "writer").await;
    tab_to(&browser, "password").await;
    press(&browser, PASSWORD).await;
    enter(&browser, "我的办公桌").await;
    tab_to(&browser, "起草一条信息").await;
    enter(&browser, "或者在这里写").await;
    tab_to(&browser, "title").await;
    press(&browser, TITLE).await;
    tab_to(&browser, "editor").await;
    press(&browser, "七月五日起，每周二、周四开放。").await;
    // Tab leaves the text: it is no trap.
    tab_to(&browser, "entry").await;
    press(&browser, "37").await;
    tab_to(&browser, "保存这一稿").await;
    enter(&browser, "改稿子").await;
    tab_to(&browser, "保存这一稿").await;
    enter(&browser, "谁做了什么").await;
    tab_to(&browser, "送审").await;
    enter(&browser, "等部门审核").await;
    let draft = browser.page.current_url().await.expect("an address").to_string();
    for (name, button) in
        [("head", "同意，交保密审查"), ("reviewer", "通过，交公开办"), ("office", "同意发布")]
    {
        sign_in(&browser, &server, name).await;
        browser.page.goto(&draft).await.expect("the page opens");
        fill(&browser, &[], button).await;
    }

    browser.page.delete_all_cookies().await.expect("cookies can be removed");
    browser.page.goto(&server.address("/")).await.expect("the page opens");
    tab_to(&browser, "跳到正文").await;
    enter(&browser, TITLE).await;
    tab_to(&browser, "q").await;
    press(&browser, "暑期开放").await;
    enter(&browser, "1条结果").await;
    tab_to(&browser, TITLE).await;
    enter(&browser, "每周二、周四开放").await;
    assert_eq!(browser.page.title().await.expect("a title").split(' ').next(), Some(TITLE));
}
