//! Remarks over HTTP: on the pages of the office, and nowhere else.

use std::fs;
use std::path::Path;

use http::StatusCode;
use journeys::house::{HOSTS, Installation, token_of};
use publishing::actions::{When, return_version, submit};
use terms::Role;

/// Whether a word stands in any file of a folder.
fn holds(folder: &Path, word: &str) -> bool {
    fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("a file").path();
        match path.is_dir() {
            true => holds(&path, word),
            false => String::from_utf8_lossy(&fs::read(&path).expect("a file")).contains(word),
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_is_seen_where_people_work_and_counted_where_they_look() {
    let installation = Installation::new().await;
    let item = installation.draft(&installation.content("奖学金").await).await;
    let (store, screen) = (&installation.house.store, &installation.house.screen);
    let (liaison, context) = installation.acting(Role::Liaison).await;
    submit(store, screen, &context, &liaison, item.version, None).await.expect("it is handed over");
    let page = format!("/office/drafts/{}", item.version);
    let remarks = format!("{page}/remarks");

    let mut head = installation.sign_in(Role::UnitHead).await;
    assert!(head.get(&page).await.text.contains("还没有批注"));
    let made = head.send(&page, &remarks, &[("quote", "公示如上"), ("remark", "写公示几天")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    assert!(made.location.as_deref().is_some_and(|to| to.contains("#remark-1")), "{:?}", made.location);
    let (viewer, context) = installation.acting(Role::UnitHead).await;
    return_version(store, &context, &viewer, item.version, "见批注").await.expect("it is returned");

    let mut author = installation.sign_in(Role::Liaison).await;
    for (path, words) in [
        (page.clone(), vec!["写公示几天", "公示如上", "1条批注没处理</a>。可以送审", "标为已处理"]),
        (format!("{page}/edit"), vec!["写公示几天", "1条没处理", "#remark-1"]),
        ("/office/drafts".to_owned(), vec!["见批注\u{3000}1条批注没处理"]),
        ("/office".to_owned(), vec!["见批注\u{3000}1条批注没处理"]),
    ] {
        let seen = author.get(&path).await.text;
        for word in words {
            assert!(seen.contains(word), "{path}: {word}\n{seen}");
        }
    }
    let answer = format!("{remarks}/1/answer");
    let answered = author.send(&page, &answer, &[("answer", "写上了")]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    let mut content = installation.content("奖学金").await;
    content.body_html = "<p>公示5个工作日。</p>".into();
    let (liaison, context) = installation.acting(Role::Liaison).await;
    let version =
        publishing::version(&mut store.reader().await.unwrap(), &liaison, item.version).await.unwrap();
    let edits = version.expect("the version").edits;
    publishing::actions::save_draft(store, &context, &liaison, item.version, edits, &content).await.unwrap();
    let seen = author.get(&page).await.text;
    assert!(seen.contains("写上了") && seen.contains("原文已改"), "{seen}");

    for (what, word, absent) in [("settle", "已处理的1条", "条没处理"), ("reopen", "1条没处理", "已处理的")]
    {
        let done = author.send(&page, &format!("{remarks}/1/{what}"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let seen = author.get(&page).await.text;
        assert!(seen.contains(word) && !seen.contains(absent), "{what}: {seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_comes_back_with_all_that_was_typed() {
    let installation = Installation::new().await;
    let item = installation.draft(&installation.content("奖学金").await).await;
    let page = format!("/office/drafts/{}", item.version);
    let remarks = format!("{page}/remarks");
    let mut office = installation.sign_in(Role::Office).await;
    let refused = office.send(&page, &remarks, &[("quote", "没有这句"), ("remark", "改成五个工作日")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for word in [
        "正文里没有引的这段文字",
        ">没有这句</textarea>",
        ">改成五个工作日</textarea>",
        "id=\"new-remark\" open",
    ] {
        assert!(refused.text.contains(word), "{word}: {}", refused.text);
    }
    let sent = office.send(&page, &remarks, &[("quote", ""), ("remark", "第一条")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let answer = format!("{remarks}/1/answer");
    let refused = office.send(&page, &answer, &[("answer", "身份证号11010519491231002X")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("批注里有身份证号") && refused.text.contains("id=\"answer-1-problem\""),
        "{}",
        refused.text
    );

    // Twice, and on what was released meanwhile.
    let token = token_of(&office.get(&page).await.text).expect("a form");
    let fields = [("form_token", token.as_str()), ("quote", ""), ("remark", "第二条")];
    let statuses = [office.post(&remarks, &fields).await.status, office.post(&remarks, &fields).await.status];
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
    let token = token_of(&office.get(&page).await.text).expect("a form");
    installation.review(item.version).await;
    installation.release(item.version, When::Now).await;
    let fields = [("form_token", token.as_str()), ("quote", ""), ("remark", "第三条写得很长")];
    let late = office.post(&remarks, &fields).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("现在是“已公开”，不能写批注"), "{}", late.text);
    assert!(late.text.contains("第三条写得很长"), "what was typed is there to be copied: {}", late.text);
    let seen = office.get(&page).await.text;
    assert!(seen.contains("第二条") && !seen.contains("留下这条批注"), "kept, and closed: {seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_never_reads_a_remark() {
    let installation = Installation::new().await;
    let item = installation.draft(&installation.content("奖学金").await).await;
    let page = format!("/office/drafts/{}", item.version);
    let mut office = installation.sign_in(Role::Office).await;
    let sent = office.send(&page, &format!("{page}/remarks"), &[("quote", ""), ("remark", "内部话")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    installation.review(item.version).await;
    installation.release(item.version, When::Now).await;
    installation.settle().await;
    let item = installation.with_number(item).await;
    let number = item.index_no.as_deref().expect("a number");
    assert!(office.get(&page).await.text.contains("内部话"), "it is kept");
    assert!(!office.get(&format!("{page}/preview")).await.text.contains("内部话"));
    assert!(!office.get(&format!("{page}/changes")).await.text.contains("内部话"));
    let mut reader = installation.visitor();
    for path in
        [&format!("/items/{number}"), &format!("/items/{number}/versions/1"), "/", "/feed.atom", "/feed.json"]
    {
        let answer = reader.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.text.contains("内部话"), "{path}: {}", answer.text);
    }
    // A search says again what was looked for.
    let found = reader.get("/api/v1/search?q=奖学金").await.text;
    assert!(found.contains(number), "{found}");
    let found = reader.get("/api/v1/search?q=内部话").await.text;
    assert!(!found.contains(number), "{found}");
    let folder = tempfile::tempdir().expect("a folder");
    let (house, target) = (&installation.house, folder.path().join("site"));
    gongkai::export::export(house, installation.school().await, &target, |_| {}).await.expect("an export");
    assert!(holds(&target, "奖学金名单") && !holds(&target, "内部话"));

    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("office").await;
    assert_eq!(elsewhere.get(&page).await.status, StatusCode::NOT_FOUND);
}
