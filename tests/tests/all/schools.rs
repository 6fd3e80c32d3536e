//! Campuses, units and kinds: what a school sets up for itself in the office.

use http::StatusCode;
use journeys::house::Installation;
use publishing::actions::When;
use publishing::{Content, State};
use terms::{Role, UnitId};

const CAMPUSES: &str = "/office/campuses";

/// The fields of a new campus.
fn campus<'a>(code: &'a str, name: &'a str, address: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("code", code), ("name", name), ("address", address)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_stands_on_a_campus_and_readers_are_told_which() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let first = admin.send(CAMPUSES, CAMPUSES, &campus("wl", "文澜校区", "学府路18号")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let unit = format!("/office/units/{}", installation.unit);
    let stands_on = |campus| {
        let profile = [("parent", ""), ("campus", campus), ("short", ""), ("group", "")];
        [&profile[..], &[("duties", ""), ("place", ""), ("phone", "")]].concat()
    };
    assert_eq!(admin.send(&unit, &unit, &stands_on("1")).await.status, StatusCode::SEE_OTHER);
    let told = installation.visitor().get("/units/xsc").await;
    assert!(!told.text.contains("文澜校区"), "one campus is not worth a word");

    let refused = admin.send(CAMPUSES, CAMPUSES, &campus("wl", "", "滨湖大道1号")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["校区名称要写", "代码“wl”已有别的校区在用", "滨湖大道1号"] {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    let mut second = campus("bh", "滨湖校区", "滨湖大道1号");
    second.push(("main", "on"));
    assert_eq!(admin.send(CAMPUSES, CAMPUSES, &second).await.status, StatusCode::SEE_OTHER);
    let list = admin.get(CAMPUSES).await;
    assert_eq!(list.text.matches(">主校区</span>").count(), 1, "the new one took it over");

    assert_eq!(admin.send(&unit, &unit, &stands_on("2")).await.status, StatusCode::SEE_OTHER);
    installation.settle().await;
    let told = installation.visitor().get("/units/xsc").await;
    assert!(told.text.contains("滨湖校区　滨湖大道1号"), "{}", told.text);

    for (id, reason) in [(2, "还有1个部门在这个校区"), (2, "主校区不能先删")] {
        let gone = admin.send(CAMPUSES, &format!("{CAMPUSES}/{id}/remove"), &[]).await;
        assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(gone.text.contains(reason), "{reason} in {}", gone.text);
    }
    let only = admin.send(CAMPUSES, "/office/campuses/2", &[("name", "滨湖校区"), ("address", "")]).await;
    assert!(only.text.contains("学校要有一个主校区"), "{}", only.text);
    let back = [("name", "文澜校区"), ("address", "学府路18号"), ("main", "on")];
    assert_eq!(admin.send(CAMPUSES, "/office/campuses/1", &back).await.status, StatusCode::SEE_OTHER);
    assert_eq!(admin.get(CAMPUSES).await.text.matches(">主校区</span>").count(), 1, "the old one again");
    assert_eq!(admin.send(&unit, &unit, &stands_on("1")).await.status, StatusCode::SEE_OTHER);
    let gone = admin.send(CAMPUSES, "/office/campuses/2/remove", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_about_a_unit_comes_back_with_what_was_typed() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let profile = [("parent", "999"), ("short", "新处"), ("group", "党政管理"), ("duties", "管新的事")];
    let fields = [&profile[..], &[("place", "行政楼"), ("phone", "1"), ("from", "2026-02-30")]].concat();
    let named = [&fields[..], &[("name", "新的处"), ("code", "坏代码")]].concat();
    let refused = admin.send("/office/units", "/office/units", &named).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["“2026-02-30”不是日期", "新的处", "坏代码", "管新的事"] {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    let mut dated = named.clone();
    dated.iter_mut().for_each(|(name, value)| {
        if *name == "from" {
            *value = "2026-09-01"
        }
    });
    let refused = admin.send("/office/units", "/office/units", &dated).await;
    for words in ["部门代码用", "没有选中的上级部门", "value=\"2026-09-01\""] {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    let unit = format!("/office/units/{}", installation.unit);
    let early = [("name", "学工部"), ("from", "1990-01-01")];
    let refused = admin.send(&unit, &format!("{unit}/rename"), &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("要晚于现名称") && refused.text.contains("value=\"学工部\""));
    let settings = admin.get("/office/settings").await;
    assert!(settings.text.contains("发文机关代字") && settings.text.contains("申请要写明什么"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_the_school_marks_needs_a_leader_and_saving_the_settings_keeps_it() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let marked = office.send("/office/kinds", "/office/kinds/general", &[("important", "1")]).await;
    assert_eq!(marked.status, StatusCode::SEE_OTHER, "{}", marked.text);
    let unknown = office.send("/office/kinds", "/office/kinds/nothing", &[("important", "1")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    save_settings(&installation).await;

    let item = installation.draft(&installation.content("重要").await).await;
    installation.review(item.version).await;
    assert_eq!(installation.release(item.version, When::Now).await, State::LeaderApproval);
    let unmarked = office.send("/office/kinds", "/office/kinds/general", &[("important", "0")]).await;
    assert_eq!(unmarked.status, StatusCode::SEE_OTHER);
    let content = Content { title: "平常的通知".into(), ..installation.content("平常").await };
    let item = installation.draft(&content).await;
    installation.review(item.version).await;
    assert_eq!(installation.release(item.version, When::Now).await, State::Released);
}

/// Saves the settings as the administrator's page shows them.
async fn save_settings(installation: &Installation) {
    let (_, context) = installation.acting(Role::Administrator).await;
    let store = &installation.house.store;
    let mut reader = store.reader().await.unwrap();
    let school = schools::find(&mut reader, context.school).await.unwrap().unwrap();
    drop(reader);
    let typed = schools::SchoolSettings { important_kinds: vec![], crest: None, ..school.settings };
    schools::actions::save_settings(store, &context, &school.name, &typed).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_not_put_below_another_school_s_unit_or_on_its_campus() {
    let installation = Installation::new().await;
    let (_, context) = installation.acting(Role::Administrator).await;
    let store = &installation.house.store;
    let theirs = UnitId(installation.unit.0 + 1);
    assert!(
        schools::unit(&mut store.reader().await.unwrap(), context.school, theirs).await.unwrap().is_none()
    );
    let profile = schools::UnitProfile::default();
    let change = schools::actions::ChangeUnit { parent: Some(theirs), campus: Some(77), profile };
    let refused =
        schools::actions::change_unit(store, &context, installation.unit, &change).await.unwrap_err();
    let reasons = refused.reasons().unwrap();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_crest_stands_in_the_head_until_it_is_taken_away() {
    const SETTINGS: &str = "/office/settings";
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let mut visitor = installation.visitor();
    let crest = |html: &str| {
        let at = html.split("crests/").nth(1)?;
        Some(format!("/crests/{}", at.split('"').next()?))
    };
    assert_eq!(crest(&visitor.get("/").await.text), None, "the seal's characters stand there");

    // What it is called counts for nothing.
    let refused = admin.upload(SETTINGS, "/office/settings/crest", "校徽.png", b"<svg/>").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("校徽要用 PNG、JPEG 或 WebP 图片"), "{}", refused.text);

    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    let png = [head, &200_u32.to_be_bytes(), &240_u32.to_be_bytes(), &[8, 6, 0, 0, 0, 0, 0, 0, 0]].concat();
    let set = admin.upload(SETTINGS, "/office/settings/crest", "校徽.svg", &png).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    installation.settle().await;
    let path = crest(&visitor.get("/").await.text).expect("it stands in the head of a kept page");
    let shown = visitor.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.headers["content-type"], "image/png");
    assert!(shown.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(visitor.get("/crests/0000000000000000.png").await.status, StatusCode::NOT_FOUND);

    save_settings(&installation).await;
    assert_eq!(visitor.get(&path).await.status, StatusCode::OK, "saving the other settings keeps it");
    let gone = admin.send(SETTINGS, "/office/settings/crest/remove", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    installation.settle().await;
    assert_eq!(crest(&visitor.get("/").await.text), None);
    assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND, "what was taken away is nowhere");
}
