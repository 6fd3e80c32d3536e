//! What may not be seen is on no way to be found: page, file, list, count,
//! feed, sitemap, search, API, old version, old address.

use http::StatusCode;
use journeys::house::{Installation, Visitor};
use journeys::publications::Item;
use publishing::Content;
use publishing::actions::WithdrawAs;
use terms::{Audience, Role};

/// Every page that lists, counts or finds.
const DOORS: [&str; 15] = [
    "/",
    "/items",
    "/catalogue",
    "/catalogue/37",
    "/categories/6",
    "/units",
    "/units/xsc",
    "/notices",
    "/reports",
    "/statistics",
    "/search?q=通知",
    "/api/v1/search?q=名单",
    "/feed.atom",
    "/feed.json",
    "/sitemap.xml",
];
/// Those on which a publication that stands is named by its title or its number.
const NAMED_ON: [usize; 11] = [0, 1, 3, 4, 6, 9, 10, 11, 12, 13, 14];

async fn through_all_doors(visitor: &mut Visitor<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    for door in DOORS {
        let answer = visitor.get(door).await;
        assert_eq!(answer.status, StatusCode::OK, "{door}");
        texts.push(answer.text);
    }
    texts
}

/// The ways to a thing itself.
fn ways(item: &Item) -> Vec<String> {
    let mut ways = vec![
        format!("/items/{}", item.id),
        format!("/items/{}/versions/1", item.id),
        format!("/files/{}/x", item.file),
    ];
    if let Some(number) = &item.index_no {
        ways.extend([format!("/items/{number}"), format!("/items/{number}/versions/1")]);
    }
    ways
}

/// The same ways to something that is not there.
fn missing(way: &str) -> String {
    let parts: Vec<_> = way.split('/').collect();
    let thing = if parts[2].parse::<i64>().is_ok() { "999999" } else { "JN-6-2026-9999" };
    [&["", parts[1], thing], &parts[3..]].concat().join("/")
}

async fn looks_missing(visitor: &mut Visitor<'_>, item: &Item, what: &str) {
    for way in ways(item) {
        let other = missing(&way);
        let (hidden, nothing) = (visitor.get(&way).await, visitor.get(&other).await);
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{what}: {way}");
        assert_eq!(hidden.told(&way), nothing.told(&other), "{what}: {way} and {other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_seen_is_on_no_way_to_be_found() {
    let installation = Installation::new().await;
    let content = async |word: &str| installation.content(word).await;
    let campus =
        Content { audience: Audience::Campus, change_note: "只在校内".into(), ..content("芥末").await };
    let stands = installation.published(&content("花椒").await).await;
    let hidden = [
        ("草稿", "蘑菇", installation.draft(&content("蘑菇").await).await),
        ("定时", "橄榄", installation.scheduled(&content("橄榄").await).await),
        ("待答复", "胡椒", installation.held(&content("胡椒").await, "/info/9.htm").await),
        ("校内", "芥末", installation.published(&campus).await),
    ];
    installation.settle().await;
    let mut public = installation.visitor();
    let texts = through_all_doors(&mut public).await;
    let number = stands.index_no.clone().unwrap();
    for door in NAMED_ON.iter().filter(|door| **door != 9) {
        let text = &texts[*door];
        assert!(text.contains("花椒") || text.contains(&number), "{} names what stands", DOORS[*door]);
    }
    for (state, word, item) in &hidden {
        for (door, text) in DOORS.iter().zip(&texts) {
            assert!(!text.contains(word), "{state}: {door}");
            assert!(item.index_no.as_ref().is_none_or(|number| !text.contains(number)), "{state}: {door}");
        }
        looks_missing(&mut public, item, state).await;
    }
    assert_eq!(public.get("/info/9.htm").await.status, StatusCode::NOT_FOUND, "an old address of what waits");
    assert!(texts[1].contains("现有公开信息1条"), "the count is of what stands");
    assert!(texts[11].contains("\"total\":1"), "{}", texts[11]);

    // A student reads what is for the campus, and nothing of the rest.
    let mut student = installation.visitor();
    student.sign_in("student").await;
    let texts = through_all_doors(&mut student).await;
    assert!(texts[1].contains("芥末") && texts[11].contains("\"total\":2"));
    for (state, word, item) in hidden.iter().filter(|(state, ..)| *state != "校内") {
        assert!(texts.iter().all(|text| !text.contains(word)), "{state}");
        looks_missing(&mut student, item, state).await;
    }
    // What the student was shown was kept for nobody.
    assert!(!public.get("/items").await.text.contains("芥末"));
    assert_eq!(public.get(&format!("/items/{}", hidden[3].2.id)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_is_gone_from_every_way_but_its_trace() {
    let installation = Installation::new().await;
    let content = async |word: &str| installation.content(word).await;
    let target = installation.published(&content("花椒").await).await;
    // Each was seen, and its pages were kept, before it was withdrawn.
    let mut public = installation.visitor();
    let cases = [
        ("薄荷", WithdrawAs::Error, StatusCode::GONE),
        ("茴香", WithdrawAs::MergedInto(target.id), StatusCode::MOVED_PERMANENTLY),
        ("丁香", WithdrawAs::Withdrawn, StatusCode::OK),
    ];
    for (word, how, status) in cases {
        let item = installation.published(&content(word).await).await;
        installation.settle().await;
        let page = format!("/items/{}", item.index_no.clone().unwrap());
        let file = format!("/files/{}/x", item.file);
        assert!(public.get(&page).await.text.contains(word) && public.get("/").await.text.contains(word));
        assert_eq!(public.get(&file).await.status, StatusCode::OK);
        let (office, context) = installation.acting(Role::Office).await;
        let store = &installation.house.store;
        publishing::actions::withdraw(store, &context, &office, item.id, how, "登错了").await.unwrap();
        installation.settle().await;
        for (door, text) in DOORS.iter().zip(through_all_doors(&mut public).await) {
            assert!(!text.contains(word), "{word}: {door}");
        }
        let trace = public.get(&page).await;
        assert_eq!(trace.status, status, "{word}");
        match how {
            WithdrawAs::Withdrawn => assert!(trace.text.contains("登错了") && trace.text.contains(word)),
            WithdrawAs::Error => assert!(!trace.text.contains(word)),
            WithdrawAs::MergedInto(_) => {
                assert!(trace.location.unwrap().ends_with(target.index_no.as_ref().unwrap()));
            }
        }
        assert!(!trace.text.contains(&format!("{word}名单")) && !trace.text.contains("附件.txt"), "{word}");
        for way in [file, format!("{page}/versions/1")] {
            let (gone, other) = (public.get(&way).await, missing(&way));
            assert_eq!(gone.told(&way), public.get(&other).await.told(&other), "{word}: {way}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_expired_list_no_word_stays() {
    let installation = Installation::new().await;
    let item = installation.expired(&installation.content("桂皮").await).await;
    installation.settle().await;
    let mut public = installation.visitor();
    let page = public.get(&format!("/items/{}", item.index_no.clone().unwrap())).await;
    assert!(page.text.contains("名单已到期撤下") && page.text.contains("公示如上"));
    for text in through_all_doors(&mut public).await.into_iter().chain([page.text]) {
        assert!(!text.contains("桂皮名单") && !text.contains("附件.txt"), "the list is gone: {text}");
    }
    assert!(public.get("/api/v1/search?q=桂皮名单").await.text.contains("\"total\":0"));
    let file = format!("/files/{}/x", item.file);
    assert_eq!(public.get(&file).await.status, StatusCode::NOT_FOUND);
    let old = format!("/items/{}/versions/1", item.id);
    assert_eq!(public.get(&old).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_version_stays_for_those_it_was_for() {
    let installation = Installation::new().await;
    let campus = Content {
        audience: Audience::Campus,
        change_note: "姓名只在校内公示".into(),
        ..installation.content("陈皮").await
    };
    let open = Content { change_note: "隐去姓名".into(), ..installation.content("冰糖").await };
    let item = installation.opened_later(&campus, &open).await;
    installation.settle().await;
    let (page, old) = (format!("/items/{}", item.id), format!("/items/{}/versions/1", item.id));
    let mut public = installation.visitor();
    let shown = public.get(&page).await;
    assert!(shown.text.contains("冰糖") && !shown.text.contains("陈皮"));
    assert!(!shown.text.contains("姓名只在校内公示"), "nor what was said of the version");
    assert_eq!(public.get(&old).await.status, StatusCode::NOT_FOUND);
    assert_eq!(public.get(&format!("/files/{}/x", item.file)).await.status, StatusCode::NOT_FOUND);
    let mut student = installation.visitor();
    student.sign_in("student").await;
    assert!(student.get(&old).await.text.contains("陈皮"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_address_leads_to_where_its_content_is_now() {
    let installation = Installation::new().await;
    let campus = Content { audience: Audience::Campus, ..installation.content("芥末").await };
    let open = installation.imported(&installation.content("花椒").await, "/info/1012/7.htm?id=7").await;
    installation.imported(&campus, "/info/1012/8.htm").await;
    let mut public = installation.visitor();
    let moved = public.get("/info/1012/7.htm?id=7").await;
    assert_eq!(moved.status, StatusCode::MOVED_PERMANENTLY);
    assert!(moved.location.unwrap().ends_with(&format!("items/{}", open.index_no.unwrap())));
    for other in ["/info/1012/7.htm?id=8", "/info/1012/8.htm", "/info/1012/9.htm"] {
        assert_eq!(public.get(other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    let mut elsewhere = installation.visitor_of(journeys::house::HOSTS[1]);
    assert_eq!(elsewhere.get("/info/1012/7.htm?id=7").await.status, StatusCode::NOT_FOUND);
    let mut student = installation.visitor();
    student.sign_in("student").await;
    assert_eq!(student.get("/info/1012/8.htm").await.status, StatusCode::MOVED_PERMANENTLY);
}
