//! Around every page of the office: what waits, what was done, what is found.

use http::StatusCode;
use journeys::house::{HOSTS, Installation, Visitor};
use publishing::Content;
use publishing::actions::{WithdrawAs, begin_draft};
use schools::actions::{AddUnit, add_unit};
use store::{Actor, Context};
use terms::{Audience, Role};

/// How much waits under a word of the navigation, as it is read out.
fn waiting(html: &str, word: &str) -> Option<String> {
    let nav = html.split_once("<nav aria-label=\"主导航\">")?.1.split_once("</nav>")?.0;
    let item = nav.split("<li>").find(|item| item.contains(&format!(">{word}")))?;
    let count = item.split_once("<span class=\"count\">")?.1;
    assert!(count.contains("<span class=\"hidden\">件等你处理</span>"), "{count}");
    Some(count.split('<').next()?.to_owned())
}

async fn waits(visitor: &mut Visitor<'_>, page: &str) -> (Option<String>, Option<String>) {
    let html = visitor.get(page).await.text;
    (waiting(&html, "办公桌"), waiting(&html, "发布"))
}

fn some(count: &str) -> Option<String> {
    Some(count.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_navigation_says_how_much_waits() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let mut head = installation.sign_in(Role::UnitHead).await;
    assert_eq!(waits(&mut liaison, "/office/catalogue").await, (None, None), "nothing for nothing");
    let item = installation.draft(&installation.content("奖学金").await).await;
    installation.draft(&installation.content("助学金").await).await;
    assert_eq!(waits(&mut liaison, "/office/catalogue").await, (some("2"), some("2")));
    assert_eq!(waits(&mut head, "/office").await, (None, None), "a draft waits for its author");
    let draft = format!("/office/drafts/{}", item.version);
    liaison.send(&draft, &format!("{draft}/submit"), &[]).await;
    assert_eq!(waits(&mut liaison, "/office").await, (some("1"), some("1")));
    assert_eq!(waits(&mut head, "/office").await, (some("1"), some("1")));
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("unit_head").await;
    assert_eq!(waits(&mut elsewhere, "/office").await, (None, None));
}

/// What a page says was done.
fn told(html: &str) -> Option<&str> {
    html.split_once("<p class=\"note done\" role=\"status\">")?.1.split('<').next()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_said_once() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let item = installation.draft(&installation.content("奖学金").await).await;
    let draft = format!("/office/drafts/{}", item.version);
    let submitted = liaison.send(&draft, &format!("{draft}/submit"), &[]).await;
    assert!(submitted.status.is_redirection(), "{}", submitted.text);
    let page = liaison.get(&draft).await.text;
    let sentence = "《奖学金通知》已送审。现在等部门负责人审核。还没有人看以前可以收回来改。";
    assert_eq!(told(&page), Some(sentence));
    assert_eq!(told(&liaison.get(&draft).await.text), None, "once");

    let mut head = installation.sign_in(Role::UnitHead).await;
    let refused = head.send(&draft, &format!("{draft}/return"), &[("opinion", "")]).await;
    assert!(!refused.status.is_redirection());
    assert_eq!(told(&head.get("/office").await.text), None, "nothing was done");
    head.send(&draft, &format!("{draft}/return"), &[("opinion", "写清楚")]).await;
    let desk = head.get("/office").await.text;
    assert_eq!(told(&desk), Some("《奖学金通知》已退回。起草人会在办公桌上看到你的意见。"));

    // Old news is none, and whoever signs in next hears nothing of it.
    liaison.send(&draft, &format!("{draft}/submit"), &[]).await;
    installation.later(3);
    assert_eq!(told(&liaison.get(&draft).await.text), None);
    let mut administrator = installation.sign_in(Role::Administrator).await;
    let units = [("name", "图书馆"), ("code", "lib"), ("from", "2026-10-09"), ("parent", ""), ("short", "")];
    let more = [("group", ""), ("duties", ""), ("place", ""), ("phone", "")];
    administrator.send("/office/units", "/office/units", &[&units[..], &more[..]].concat()).await;
    administrator.send("/account", "/sign-out", &[]).await;
    administrator.sign_in("office").await;
    assert_eq!(told(&administrator.get("/office").await.text), None);
}

async fn finds(visitor: &mut Visitor<'_>, asked: &str) -> String {
    let page = visitor.get(&format!("/office/find?q={asked}")).await;
    assert_eq!(page.status, StatusCode::OK, "{asked}");
    page.text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_finds_what_each_may_see_and_nothing_else() {
    let installation = Installation::new().await;
    let store = &installation.house.store;
    let unit = AddUnit {
        code: "jwc".into(),
        name: "教务处".into(),
        from: jiff::civil::date(2020, 1, 1),
        parent: None,
        campus: None,
        profile: Default::default(),
    };
    let operator = Context::new(installation.school().await, Actor::Operator, installation.clock.now());
    let other = add_unit(store, &operator, &unit).await.expect("a unit");
    let content = installation.content("考务").await;
    let (office, context) = installation.acting(Role::Office).await;
    let theirs = Content { unit: other, title: "考务安排草稿".into(), ..content };
    begin_draft(store, &context, &office, &theirs).await.expect("a draft of another unit");
    installation.draft(&installation.content("考务补充").await).await;
    let public = installation.published(&installation.content("考务手册").await).await;
    let staff = Content { audience: Audience::Staff, ..installation.content("考务内部").await };
    installation.published(&Content { change_note: "只给教职工看".into(), ..staff }).await;
    let gone = installation.withdrawn(&installation.content("考务旧版").await, WithdrawAs::Withdrawn).await;
    installation.settle().await;

    let mut liaison = installation.sign_in(Role::Liaison).await;
    let found = finds(&mut liaison, "考务").await;
    for title in ["考务补充通知", "考务手册通知", "考务内部通知"] {
        assert!(found.contains(title), "{title}: {found}");
    }
    assert!(!found.contains("考务安排草稿") && !found.contains("考务旧版"), "{found}");
    assert!(
        !finds(&mut liaison, "administrator").await.contains("人员</h2>"),
        "people are not theirs to see"
    );
    let mut office = installation.sign_in(Role::Office).await;
    assert!(finds(&mut office, "考务").await.contains("考务安排草稿"), "the office sees every unit's");

    let number = public.index_no.as_deref().expect("a number");
    let by_number = finds(&mut liaison, number).await;
    assert!(by_number.contains("考务手册通知") && !by_number.contains("考务内部"), "{by_number}");
    let withdrawn = finds(&mut office, gone.index_no.as_deref().expect("a number")).await;
    assert!(withdrawn.contains("考务旧版通知"), "what is withdrawn is found by its number");
    assert!(finds(&mut liaison, "37").await.contains("catalogue/37\""), "an entry by its number");
    assert!(finds(&mut liaison, "教务").await.contains("教务处"));
    let mut administrator = installation.sign_in(Role::Administrator).await;
    let people = finds(&mut administrator, "supervisor").await;
    assert!(people.contains("人员</h2>") && people.contains("people/"), "{people}");

    let nothing = finds(&mut liaison, "没有这样的词").await;
    assert!(nothing.contains("没有找到") && nothing.contains("看发布里的稿件"), "{nothing}");
    assert!(finds(&mut liaison, "").await.contains("标题里的几个字"));
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("office").await;
    assert!(finds(&mut elsewhere, "考务").await.contains("没有找到"), "another school's");
    assert!(finds(&mut elsewhere, number).await.contains("没有找到"));
}
