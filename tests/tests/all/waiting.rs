//! A report that takes long to count, and its files: how far they are is told, whoever leaves finds them again.

use std::time::{Duration, Instant};

use http::StatusCode;
use journeys::house::{Answer, HOSTS, Installation, Visitor};
use terms::Role;

use crate::report::write_all;

const REPORT: &str = "/office/reports/2025-2026";
const STOCK: &str = "/office/reports/2025-2026/figures?name=stock.total";

/// Whether the answer is the page that tells how far it is, and looks again by itself.
fn is_progress(answer: &Answer) -> bool {
    let looks_again =
        answer.headers.get("refresh").is_some_and(|value| value.as_bytes().starts_with(b"3; url="));
    let is_told = answer.text.contains(">看看做到哪了</a>") && answer.text.contains("可以离开这一页");
    assert_eq!(looks_again, is_told, "{:?}: {}", answer.headers, answer.text);
    looks_again
}

/// What the address shows once nothing has to be waited for, and how often it was looked at before.
async fn when_made(visitor: &mut Visitor<'_>, path: &str) -> (Answer, usize) {
    let deadline = Instant::now() + Duration::from_secs(60);
    for looks in 0.. {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        if !is_progress(&answer) {
            return (answer, looks);
        }
        assert!(Instant::now() < deadline, "{}", answer.text);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    unreachable!("the deadline comes first")
}

async fn publish(installation: &Installation, word: &str) {
    installation.published(&installation.content(word).await).await;
    installation.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_takes_long_tells_how_far_it_is_and_is_found_again() {
    let installation = Installation::with_patience(Duration::ZERO).await;
    publish(&installation, "奖学金").await;
    let mut office = installation.sign_in(Role::Office).await;
    write_all(&mut office).await;
    installation.later(5);
    let first = office.get(REPORT).await;
    assert!(is_progress(&first) && first.text.contains("正在数2025—2026学年"), "{}", first.text);
    let (page, _) = when_made(&mut office, REPORT).await;
    assert!(page.text.contains("坚持公开为常态") && !page.text.contains("数字数的是"), "{}", page.text);
    // Whoever comes later finds it as it was counted, and reads when that was.
    let mut leader = installation.sign_in(Role::Leader).await;
    let (page, looks) = when_made(&mut leader, REPORT).await;
    assert_eq!(looks, 0, "the same was made already");
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("office").await;
    assert_eq!(elsewhere.get(REPORT).await.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("坚持公开为常态"));

    // Its words are always those of now; the records were read before, and need no second reading.
    let part = format!("{REPORT}/parts/6");
    let (form, _) = when_made(&mut office, &part).await;
    let token = journeys::house::token_of(&form.text).expect("a form");
    let fields = [("form_token", token.as_str()), ("edits", "1"), ("text", "公开是常态，不公开是例外。")];
    assert_eq!(office.post(&part, &fields).await.status, StatusCode::SEE_OTHER);
    let (page, _) = when_made(&mut office, REPORT).await;
    assert!(page.text.contains("公开是常态，不公开是例外"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_serves_for_a_minute_and_says_of_when_it_is() {
    let installation = Installation::with_patience(Duration::ZERO).await;
    publish(&installation, "奖学金").await;
    let mut office = installation.sign_in(Role::Office).await;
    office.send("/office/reports", "/office/reports", &[("year", "2026-2027"), ("outline", "eight")]).await;
    let stock = STOCK.replace("2025-2026", "2026-2027");
    let report = REPORT.replace("2025-2026", "2026-2027");
    let (figure, _) = when_made(&mut office, &stock).await;
    assert!(figure.text.contains("累计：1条"), "{}", figure.text);
    publish(&installation, "助学金").await;
    let (figure, looks) = when_made(&mut office, &stock).await;
    assert!(looks == 0 && figure.text.contains("累计：1条"), "counted this minute: {}", figure.text);
    installation.later(2);
    let (figure, looks) = when_made(&mut office, &stock).await;
    assert!(looks > 0 && figure.text.contains("累计：2条"), "counted anew: {}", figure.text);
    // As long as nothing happens it serves on, and the page says of when it is.
    installation.later(2);
    let (page, looks) = when_made(&mut office, &report).await;
    assert!(looks == 0 && page.text.contains("数字数的是10月9日 10:02的记录"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_takes_long_is_fetched_when_it_is_there() {
    let installation = Installation::with_patience(Duration::ZERO).await;
    let mut office = installation.sign_in(Role::Office).await;
    write_all(&mut office).await;
    for (ending, kind) in [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("pdf", "application/pdf"),
        ("html", "text/html; charset=utf-8"),
        ("json", "application/json"),
    ] {
        let file = format!("{REPORT}/files/{ending}");
        let begun = office.get(&file).await;
        assert!(is_progress(&begun), "{ending}: {}", begun.text);
        let looks = format!("{ending}?looks=1");
        let again = String::from_utf8_lossy(begun.headers["refresh"].as_bytes()).into_owned();
        assert!(again.ends_with(&looks), "{again}");
        let deadline = Instant::now() + Duration::from_secs(60);
        let made = loop {
            let page = office.get(&format!("{file}?looks=1")).await;
            if page.text.contains("文件做好了") {
                break page;
            }
            assert!(is_progress(&page) && Instant::now() < deadline, "{ending}: {}", page.text);
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        let again = String::from_utf8_lossy(made.headers["refresh"].as_bytes()).into_owned();
        assert!(again.ends_with(&format!("files/{ending}")) && made.text.contains(">下载</a>"), "{again}");
        let fetched = office.get(&file).await;
        assert_eq!(fetched.headers["content-type"], kind, "{ending}: {}", fetched.text);
        assert!(fetched.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    }
    // What is frozen lies there, and needs no waiting.
    office.send("/office/reports", &format!("{REPORT}/submit"), &[]).await;
    let mut leader = installation.sign_in(Role::Leader).await;
    let token = journeys::house::token_of(&when_made(&mut leader, REPORT).await.0.text).expect("a form");
    let approved = leader.post(&format!("{REPORT}/approve"), &[("form_token", &token)]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text);
    let fetched = leader.get(&format!("{REPORT}/files/pdf")).await;
    assert_eq!(fetched.headers["content-type"], "application/pdf");
}
