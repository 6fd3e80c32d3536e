//! What the search page says: where nothing has the words as they were typed, and how words may come.

use journeys::house::Installation;
use publishing::Content;
use terms::Audience;

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_near_stands_apart_from_what_was_found() {
    let installation = Installation::new().await;
    installation.published(&installation.content("奖学金评审").await).await;
    installation.settle().await;
    let mut visitor = installation.visitor();
    let near = visitor.get("/search?q=奖学金评定").await.text;
    assert!(near.contains("没有找到“奖学金评定”") && near.contains("相近的信息"), "{near}");
    assert!(near.contains("<mark>奖学金评</mark>审通知"), "{near}");
    let api = visitor.get("/api/v1/search?q=奖学金评定").await.text;
    assert!(
        api.contains("\"total\":0") && api.contains("\"hits\":[]"),
        "programs are told of hits alone: {api}"
    );
    let found = visitor.get("/search?q=奖学金评审").await.text;
    assert!(!found.contains("相近的信息") && !found.contains("没有找到"), "{found}");
    for facet in ["类别", "部门", "体裁", "年份"] {
        assert!(found.contains(&format!("<h3>{facet}</h3>")), "{facet} narrows it: {found}");
    }
    let narrowed = visitor.get("/search?q=奖学金评审&kind=规章制度").await.text;
    assert!(narrowed.contains("没有找到"), "it is none of those: {narrowed}");
    let nothing = visitor.get("/search?q=校车时刻").await.text;
    assert!(nothing.contains("没有找到") && !nothing.contains("相近的信息"), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_written_in_gbk_finds_what_it_asks_for() {
    let installation = Installation::new().await;
    installation.published(&installation.content("奖学金评审").await).await;
    installation.settle().await;
    let mut visitor = installation.visitor();
    // 奖学金, as a page in GBK links to it.
    let found = visitor.get("/search?q=%BD%B1%D1%A7%BD%F0&page=1").await.text;
    assert!(found.contains("<mark>奖学金</mark>评审通知"), "{found}");
}

/// The direct answers of a search: their headings, in order.
async fn answers(installation: &Installation, asked: &str) -> Vec<String> {
    let html = installation.visitor().get(&format!("/search?q={asked}")).await.text;
    let answers = html.split("<section class=\"note run\" aria-label=\"").skip(1);
    let heading = |rest: &str| {
        let sort = rest.split('"').next().unwrap_or_default().to_owned();
        let path = rest.split_once("<h2><a href=\"").and_then(|(_, rest)| rest.split('"').next());
        format!("{sort} {}", path.unwrap_or_default().trim_start_matches("./"))
    };
    answers.map(heading).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_clearly_asked_for_stands_on_top() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("奖学金").await).await;
    let staff = Content { audience: Audience::Staff, ..installation.content("校内考核").await };
    let staff = Content { change_note: "只给教职工看".into(), ..staff };
    let hidden = installation.published(&staff).await.index_no.expect("a number");
    let title = "jn职业技术学院2024—2025学年信息公开工作年度报告";
    let report =
        Content { title: title.into(), kind: "annual_report".into(), ..installation.content("年报").await };
    let report = installation.imported(&report, "/info/2.htm").await.index_no.expect("a number");
    installation.settle().await;
    let number = item.index_no.expect("a number");
    for (asked, wanted) in [
        (number.to_lowercase(), vec![format!("索引号 items/{number}")]),
        (hidden, vec![]),
        ("2025年年报".into(), vec![format!("年度报告 items/{report}")]),
        ("2019年年报".into(), vec![]),
        ("学生工作处".into(), vec!["部门 units/xsc".to_owned()]),
        ("第37项".into(), vec!["清单事项 catalogue/37".to_owned()]),
        ("学生申诉办法".into(), vec!["清单事项 catalogue/39".to_owned()]),
        ("奖学金".into(), vec![]),
        ("年报".into(), vec![]),
        // Several entries have this in their names.
        ("年度报告".into(), vec![]),
    ] {
        assert_eq!(answers(&installation, &asked).await, wanted, "{asked}");
    }
    // Further pages and filtered lists are for looking through.
    assert!(answers(&installation, "学生工作处&category=6").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_title_goes_on_in_the_next_line_between_words() {
    let installation = Installation::new().await;
    let long = "关于2025—2026学年国家招生计划名单的公示<一>";
    let content = Content { title: long.into(), ..installation.content("体检").await };
    let item = installation.published(&content).await;
    let short = installation.published(&installation.content("奖学金").await).await;
    installation.settle().await;
    let page = |item: journeys::publications::Item| format!("/items/{}", item.index_no.expect("a number"));
    let mut visitor = installation.visitor();
    let set = "<span class=\"seg\">关于<wbr>2025—2026学年<wbr>国家<wbr>招生<wbr>计划<wbr>名单的<wbr>公示<wbr>&lt;<wbr>一<wbr>&gt;</span>";
    let shown = visitor.get(&page(item)).await.text;
    assert!(shown.contains(set), "{shown}");
    assert!(
        visitor.get(&page(short)).await.text.contains("<h1>奖学金通知</h1>"),
        "what fits is left as it is"
    );
    let list = visitor.get("/items").await.text;
    assert!(list.contains("关于2025—2026学年国家招生计划名单的公示&#60;一&#62;"), "whole in lists: {list}");
}
