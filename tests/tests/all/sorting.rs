//! The second taxonomies: chosen in a draft or proposed by its entry, told to readers, counted.

use http::StatusCode;
use journeys::house::{Answer, Installation, Visitor};
use publishing::Content;
use terms::Role;

/// Sends the form of a draft with this sorting, under entry 37 (category 6).
async fn draft(liaison: &mut Visitor<'_>, unit: i64, sorting: &[(&str, &str)]) -> Answer {
    let unit = unit.to_string();
    let written = [
        ("kind", "general"),
        ("title", "通知"),
        ("body", "正文"),
        ("unit", unit.as_str()),
        ("entry", "37"),
        ("audience", "public"),
    ];
    let fields = [&written[..], sorting].concat();
    liaison.send("/office/drafts/new", "/office/drafts/new", &fields).await
}

/// What the page of the draft says of its sorting.
async fn told(liaison: &mut Visitor<'_>, made: &Answer) -> String {
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let edit = made.headers["location"].to_str().unwrap();
    let path = edit.trim_start_matches("../").trim_end_matches("/edit");
    let id = path.rsplit('/').next().unwrap();
    let page = liaison.get(&format!("/office/drafts/{id}")).await.text;
    let after = page.split("<dt>分类</dt><dd>").nth(1).unwrap_or_else(|| panic!("{page}"));
    after.split('<').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_sorted_by_its_author_or_by_its_entry() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let unit = installation.unit.0;
    let left = draft(&mut liaison, unit, &[("sort_blocks", ""), ("sort_affairs", "")]).await;
    assert_eq!(told(&mut liaison, &left).await, "学生；校务");
    let chosen = [("sort_blocks", "党建"), ("sort_affairs", "党务"), ("sort_openness", "结果公开")];
    let chosen = draft(&mut liaison, unit, &chosen).await;
    assert_eq!(told(&mut liaison, &chosen).await, "党建；党务；结果公开");
    let refused = draft(&mut liaison, unit, &[("sort_affairs", "家务")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("没有“家务”这个分类，只有校务、党务"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_see_the_sorting_and_every_count_opens_its_records() {
    let installation = Installation::new().await;
    let tags = vec!["党务".to_owned(), "决策公开".to_owned(), "结果公开".to_owned()];
    let content = Content { tags, ..installation.content("选举").await };
    let item = installation.published(&content).await;
    installation.published(&installation.content("平常").await).await;
    installation.settle().await;
    let mut visitor = installation.visitor();
    let page = visitor.get(&format!("/items/{}", item.index_no.unwrap())).await.text;
    for words in ["<dt>四类内容</dt><dd>党务</dd>", "<dt>五公开</dt><dd>决策公开、结果公开</dd>"]
    {
        assert!(page.contains(words), "{words} in {page}");
    }
    let statistics = visitor.get("/statistics").await.text;
    assert!(statistics.contains("四类内容公开信息数") && statistics.contains("五公开信息数"));
    for (name, titles) in [
        ("flow.by_affairs.党务", ["选举通知"].as_slice()),
        ("flow.by_affairs.校务", &["平常通知"]),
        ("stock.by_openness.结果公开", &["选举通知"]),
        ("stock.by_openness.未分类", &["平常通知"]),
        ("stock.by_openness.服务公开", &[]),
    ] {
        let records = visitor.get(&format!("/statistics/records?name={name}")).await;
        assert_eq!(records.status, StatusCode::OK, "{name}");
        for title in ["选举通知", "平常通知"] {
            assert_eq!(records.text.contains(title), titles.contains(&title), "{title} under {name}");
        }
    }
    let unknown = visitor.get("/statistics/records?name=flow.by_blocks.学生").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "blocks have their own name");
}
