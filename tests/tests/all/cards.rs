//! The pictures of shared links: whole for everybody's pages, none for others', gone with what they show.

use std::fs;

use gongkai::export::export;
use http::StatusCode;
use journeys::house::{HOSTS, Installation, Visitor};
use publishing::Content;
use publishing::actions::{WithdrawAs, withdraw};
use terms::{Audience, Role};

/// The path of the picture that a page names for chats and feeds.
fn card(html: &str) -> Option<String> {
    let rest = html.split_once("property=\"og:image\"")?.1.split_once("content=\"")?.1;
    let address = rest.split('"').next()?;
    Some(address.strip_prefix("https://xxgk.example.edu.cn").expect("a whole address").to_owned())
}

async fn card_of(visitor: &mut Visitor<'_>, page: &str) -> Option<String> {
    card(&visitor.get(page).await.text)
}

async fn status(visitor: &mut Visitor<'_>, path: &str) -> StatusCode {
    visitor.get(path).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_page_has_a_picture_until_it_is_withdrawn() {
    let installation = Installation::new().await;
    let mut visitor = installation.visitor();
    let content = installation.content("奖学金").await;
    let item = installation.published(&content).await;
    installation.settle().await;
    let page = format!("/items/{}", item.index_no.as_deref().expect("a number"));
    let html = visitor.get(&page).await.text;
    for part in [
        "property=\"og:title\" itemprop=\"name\" content=\"奖学金通知\"",
        "property=\"og:image:alt\" content=\"jn职业技术学院：奖学金通知，学生工作处　2026年10月9日\"",
        "name=\"twitter:card\" content=\"summary_large_image\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let first = card(&html).expect("a picture");
    for _ in 0..2 {
        let picture = visitor.ask("GET", &first, None, &[("accept-encoding", "gzip")]).await;
        assert_eq!(picture.status, StatusCode::OK);
        assert_eq!(picture.headers["content-type"], "image/png");
        assert!(!picture.headers.contains_key("content-encoding"), "a picture is packed already");
    }
    for home in ["/", "/items", "/categories/6", "/catalogue", "/units"] {
        let general = card_of(&mut visitor, home).await.expect("the school's");
        assert!(general.starts_with("/cards/school-"), "{general}");
        assert_eq!(status(&mut visitor, &general).await, StatusCode::OK);
    }
    assert_eq!(status(&mut visitor, &first.replace(".png", "0.png")).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&mut installation.visitor_of(HOSTS[1]), &first).await, StatusCode::NOT_FOUND);

    // Another title is another picture, and a withdrawal takes it away.
    let titled = Content { title: "奖学金更正".into(), change_note: "改了题目".into(), ..content };
    installation.revised(&item, &titled).await;
    installation.settle().await;
    let second = card_of(&mut visitor, &page).await.expect("a picture");
    assert_ne!(first, second);
    assert_eq!(status(&mut visitor, &first).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&mut visitor, &second).await, StatusCode::OK);
    let (office, context) = installation.acting(Role::Office).await;
    let store = &installation.house.store;
    withdraw(store, &context, &office, item.id, WithdrawAs::Withdrawn, "登错了").await.expect("a withdrawal");
    installation.settle().await;
    assert_eq!(status(&mut visitor, &second).await, StatusCode::NOT_FOUND);
    assert_eq!(card_of(&mut visitor, &page).await, None, "the page stays, without a picture");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_everybody_has_no_picture() {
    let installation = Installation::new().await;
    let staff = Content { audience: Audience::Staff, ..installation.content("校内考核").await };
    let item = installation.published(&Content { change_note: "只给教职工看".into(), ..staff }).await;
    let held = installation.held(&installation.content("待答复").await, "/info/1.htm").await;
    let draft = installation.draft(&installation.content("没有送审的").await).await;
    installation.settle().await;
    let mut office = installation.sign_in(Role::Office).await;
    for page in [
        format!("/items/{}", item.index_no.expect("a number")),
        format!("/items/{}", held.index_no.expect("a number")),
        format!("/office/drafts/{}/preview", draft.version),
    ] {
        let answer = office.get(&page).await;
        assert_eq!((answer.status, card(&answer.text)), (StatusCode::OK, None), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_files_has_the_pictures() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("奖学金").await).await;
    installation.settle().await;
    let page = format!("/items/{}", item.index_no.as_deref().expect("a number"));
    let path = card_of(&mut installation.visitor(), &page).await.expect("a picture");
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("site");
    let school = installation.school().await;
    export(&installation.house, school, &target, |_| {}).await.expect("an export");
    let file = target.join(path.trim_start_matches('/'));
    let png = fs::read(&file).expect("the picture");
    let length = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((&png[1..4], length(16), length(20)), (&b"PNG"[..], 1200, 630));
    let (office, context) = installation.acting(Role::Office).await;
    let store = &installation.house.store;
    withdraw(store, &context, &office, item.id, WithdrawAs::Error, "登错了").await.expect("a withdrawal");
    export(&installation.house, school, &target, |_| {}).await.expect("an export");
    assert!(!file.exists(), "it goes with its page");
}
