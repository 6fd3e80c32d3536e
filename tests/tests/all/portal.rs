//! What the portal tells programs and readers besides its pages: feeds of a part, suggestions, the one
//! address of a page, what search engines read, the sitemap by months.

use http::StatusCode;
use journeys::house::Installation;
use publishing::Content;
use serde_json::Value;

/// Two publications of different categories.
async fn two(installation: &Installation) -> (String, String) {
    let scholarship = installation.content("奖学金").await;
    let title = "</script><b>收费&标准".to_owned();
    let fees = Content { title, category: 3, entry: None, ..installation.content("收费").await };
    let mut numbers = Vec::new();
    for content in [scholarship, fees] {
        numbers.extend(installation.published(&content).await.index_no);
    }
    installation.settle().await;
    let [one, two] = numbers.try_into().expect("both are numbered");
    (one, two)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_tells_of_a_category_a_unit_or_a_search_alone() {
    let installation = Installation::new().await;
    let (one, two) = two(&installation).await;
    let mut reader = installation.visitor();
    for (query, has_one, has_two) in [
        ("", true, true),
        ("?category=6", true, false),
        ("?category=3", false, true),
        ("?unit=xsc", true, true),
        ("?q=奖学金", true, false),
        ("?q=奖学金&category=3", false, false),
    ] {
        for feed in ["/feed.atom", "/feed.json"] {
            let told = reader.get(&format!("{feed}{query}")).await;
            assert_eq!(told.status, StatusCode::OK, "{feed}{query}");
            assert_eq!(
                (told.text.contains(&one), told.text.contains(&two)),
                (has_one, has_two),
                "{feed}{query}"
            );
        }
    }
    for wrong in ["?category=11", "?category=x", "?unit=nobody"] {
        assert_eq!(reader.get(&format!("/feed.atom{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let feed = reader.get("/feed.atom?category=3").await;
    assert!(
        feed.text.contains("href=\"https://xxgk.example.edu.cn/feed.atom?category=3\""),
        "its own address: {}",
        feed.text
    );
    // A page leads to the feed of what it lists.
    for (page, feed) in [
        ("/categories/3", "feed.atom?category=3"),
        ("/units/xsc", "feed.atom?unit=xsc"),
        ("/items", "feed.atom\""),
    ] {
        assert!(reader.get(page).await.text.contains(feed), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_kept_until_something_is_published_but_none_of_a_search() {
    let installation = Installation::new().await;
    let (one, _) = two(&installation).await;
    let mut reader = installation.visitor();
    for feed in ["/feed.atom", "/feed.json", "/feed.atom?category=6"] {
        let first = reader.get(feed).await;
        assert!(first.headers.contains_key("etag"), "{feed} is kept");
        assert_eq!(reader.get(feed).await.headers["last-modified"], first.headers["last-modified"], "{feed}");
    }
    assert!(!reader.get("/feed.atom?q=奖学金").await.headers.contains_key("etag"));
    let three = installation.published(&installation.content("助学金").await).await.index_no.unwrap();
    installation.settle().await;
    for feed in ["/feed.atom", "/feed.json", "/feed.atom?category=6"] {
        let text = reader.get(feed).await.text;
        assert!(text.contains(&one) && text.contains(&three), "{feed} tells of what is new");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_typed_is_suggested_and_nothing_that_is_not_public() {
    let installation = Installation::new().await;
    let (one, _) = two(&installation).await;
    installation.draft(&installation.content("奖学金草稿").await).await;
    let mut reader = installation.visitor();
    let found = reader.get("/suggest?q=奖学").await;
    let found: Value = serde_json::from_str(&found.text).expect("JSON");
    let found = found.as_array().expect("a list");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0]["title"].as_str(), found[0]["path"].as_str()),
        (Some("奖学金通知"), Some(format!("items/{one}").as_str()))
    );
    for nothing in ["/suggest", "/suggest?q=", "/suggest?q=%20"] {
        assert_eq!(reader.get(nothing).await.text, "[]");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_what_it_is_and_where_it_lies() {
    let installation = Installation::new().await;
    let (_, two) = two(&installation).await;
    let mut reader = installation.visitor();
    let base = "https://xxgk.example.edu.cn";
    for (asked, one) in
        [("/items?page=1&utm=x", "/items?page=1"), ("/categories/3", "/categories/3"), ("/", "/")]
    {
        let page = reader.get(asked).await;
        assert!(
            page.text.contains(&format!("<link rel=\"canonical\" href=\"{base}{one}\">")),
            "{asked}: {}",
            page.text
        );
        assert!(page.text.contains("<meta name=\"SiteDomain\" content=\"xxgk.example.edu.cn\">"), "{asked}");
    }
    let item = reader.get(&format!("/items/{two}")).await;
    for tag in ["ArticleTitle", "PubDate", "ContentSource", "ColumnName", "Description", "Url"] {
        assert_eq!(item.text.matches(&format!("<meta name=\"{tag}\"")).count(), 1, "{tag}");
    }
    let data = item
        .text
        .split("ld+json\">")
        .nth(1)
        .and_then(|rest| rest.split("</script>").next())
        .expect("the data");
    let data: Value = serde_json::from_str(data).expect("a title ends no script");
    assert_eq!(data["headline"], "</script><b>收费&标准");
    assert_eq!(data["url"], format!("{base}/items/{two}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_has_a_sitemap_of_its_own() {
    let installation = Installation::new().await;
    let (one, _) = two(&installation).await;
    let mut reader = installation.visitor();
    let month = terms::day_of(installation.clock.now()).strftime("%Y-%m").to_string();
    let sitemap = reader.get(&format!("/sitemaps/{month}.xml")).await;
    assert!(sitemap.text.contains(&one) && sitemap.text.contains("/catalogue</loc>"), "{}", sitemap.text);
    assert!(!reader.get("/sitemaps/2001-01.xml").await.text.contains("<url>"), "nothing then");
    for wrong in ["2026-13.xml", "2026-1.xml", "x.xml", "2026-01"] {
        assert_eq!(reader.get(&format!("/sitemaps/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_a_version_changed() {
    let installation = Installation::new().await;
    let before = installation.content("收费").await;
    let (old, new) = ("<p>学费每学年4600元。</p>".to_owned(), "<p>学费每学年4800元。</p>".to_owned());
    let before = Content { body_html: old, ..before };
    let after = Content {
        body_html: new,
        channels: vec!["wechat".into()],
        change_note: "更正学费".to_owned(),
        ..before.clone()
    };
    let item = installation.opened_later(&before, &after).await;
    let path = format!("/items/{}", item.index_no.clone().expect("a number"));
    let mut reader = installation.visitor();
    let page = reader.get(&path).await.text;
    assert!(page.contains("/versions/2/changes\">改了什么</a>"), "{page}");
    assert!(!page.contains("/versions/1/changes"), "nothing stood before the first one");
    let changes = reader.get(&format!("{path}/versions/2/changes")).await.text;
    assert!(
        changes.contains("学费每学年4<del>6</del>00元") && changes.contains("4<ins>8</ins>00元"),
        "{changes}"
    );
    assert!(changes.contains("<p class=\"lead\">更正学费</p>"));
    assert!(!changes.contains("公开渠道"), "what the office notes for itself stays there");
    for none in ["versions/1/changes", "versions/3/changes", "versions/x/changes"] {
        assert_eq!(reader.get(&format!("{path}/{none}")).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    // What was for others before is compared by those alone who could read it.
    let narrow = Content {
        audience: terms::Audience::Staff,
        change_note: "只涉及教职工".to_owned(),
        ..before.clone()
    };
    let opened = installation.opened_later(&narrow, &after).await;
    let opened = format!("/items/{}", opened.index_no.expect("a number"));
    let asked = format!("{opened}/versions/2/changes");
    assert_eq!(reader.get(&asked).await.status, StatusCode::NOT_FOUND);
    assert!(!reader.get(&opened).await.text.contains("/changes"));
    let mut staff = installation.sign_in(terms::Role::Liaison).await;
    assert_eq!(staff.get(&asked).await.status, StatusCode::OK);
    // A withdrawal takes the comparison with it.
    let (office, context) = installation.acting(terms::Role::Office).await;
    let how = publishing::actions::WithdrawAs::Withdrawn;
    publishing::actions::withdraw(&installation.house.store, &context, &office, item.id, how, "错")
        .await
        .unwrap();
    assert_eq!(reader.get(&format!("{path}/versions/2/changes")).await.status, StatusCode::NOT_FOUND);
}
