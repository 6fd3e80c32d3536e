//! The catalogue in the office: who keeps it, what comes back, what stays true.

use http::StatusCode;
use journeys::house::{Answer, HOSTS, Installation, Visitor};
use store::{Actor, Context};
use terms::{Role, SchoolId, UnitId};

const FIRST: &str = "/office/editions/1";

fn entry(number: &str) -> String {
    format!("{FIRST}/entries/{number}")
}

async fn send(visitor: &mut Visitor<'_>, number: &str, what: &str, fields: &[(&str, &str)]) -> Answer {
    let path = entry(number);
    visitor.send(&path, &format!("{path}/{what}"), fields).await
}

/// The form of a national entry's rules with another name.
fn rules<'a>(name: &'a str, seen: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("seen", seen),
        ("name", name),
        ("audience", "public"),
        ("on_event", "on"),
        ("on_change", "on"),
        ("publish_within", "20"),
        ("notice_days", "5"),
        ("notice_what", "任前公示"),
    ]
}

/// The last change that a page knows.
fn seen(page: &str) -> String {
    let rest = page.split("name=\"seen\" value=\"").nth(1).unwrap_or_else(|| panic!("no form in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

async fn events(installation: &Installation) -> usize {
    let events = installation.house.store.events_after(0, 100_000).await.unwrap();
    events.iter().filter(|event| event.name.starts_with("catalogue.")).count()
}

async fn another_unit(installation: &Installation) -> UnitId {
    let unit = schools::actions::AddUnit {
        code: "cwc".into(),
        name: "财务处".into(),
        from: jiff::civil::date(2010, 1, 1),
        parent: None,
        campus: None,
        profile: Default::default(),
    };
    let context = Context::new(SchoolId(1), Actor::Operator, installation.clock.now());
    schools::actions::add_unit(&installation.house.store, &context, &unit).await.unwrap()
}

fn redirected(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_keeps_the_list_and_begins_the_next() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let unit = installation.unit.to_string();
    redirected(&send(&mut office, "23", "units", &[("seen", "0"), ("lead", &unit)]).await);
    let own = seen(&office.get(&entry("25")).await.text);
    redirected(&send(&mut office, "25", "amend", &rules("任免与招聘", &own)).await);
    let page = office.get(&entry("25")).await.text;
    assert!(page.contains("改为“任免与招聘”") && page.contains("国家清单："), "{page}");
    redirected(&send(&mut office, "25", "split", &[("parts", "中层干部任免\n\n人员招聘")]).await);
    assert!(office.get(&entry("25")).await.text.contains("25-2　人员招聘"));
    assert_eq!(office.get(&entry("25-1")).await.status, StatusCode::OK);
    let unsigned = send(&mut office, "43", "not-applicable", &[("reason", " ")]).await;
    assert_eq!(unsigned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsigned.text.contains("请写理由"), "{}", unsigned.text);
    redirected(&send(&mut office, "43", "not-applicable", &[("reason", "没有学位授予权")]).await);
    redirected(&send(&mut office, "44", "not-applicable", &[("reason", "误")]).await);
    redirected(&send(&mut office, "44", "applicable", &[]).await);
    let board = office.get("/office/catalogue?show=na").await.text;
    assert!(board.contains("不适用 1") && board.contains("office确认"), "{board}");
    installation.settle().await;
    assert!(installation.visitor().get("/catalogue/43").await.text.contains("没有学位授予权"));

    let next = [("year", "2027"), ("note", "领导小组定")];
    let begun = office.send("/office/editions", "/office/editions", &next).await;
    redirected(&begun);
    let next_edition = office.get("/office/editions").await.text;
    assert!(next_edition.contains("2027—2028学年") && next_edition.contains("领导小组定"));
    let again = office.send("/account", "/office/editions", &next).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("已经有了"), "{}", again.text);

    let later = format!("/{}", begun.location.unwrap().trim_start_matches("../"));
    let later =
        format!("{}/entries/25", if later.contains("office") { later } else { format!("/office{later}") });
    let page = office.get(&later).await.text;
    assert!(page.contains("任免与招聘") && page.contains("25-2"), "it goes on from this year's: {page}");
    redirected(&office.send(&later, &format!("{later}/amend"), &rules("新的叫法", &seen(&page))).await);
    assert!(office.get(&later).await.text.contains("<h1>新的叫法</h1>"));
    assert!(office.get(&entry("25")).await.text.contains("<h1>任免与招聘</h1>"), "this year stays as it was");

    installation.later(60 * 24 * 365);
    let mut office = installation.sign_in(Role::Office).await;
    let closed = office.get(&entry("25")).await.text;
    assert!(closed.contains("<h1>任免与招聘</h1>") && !closed.contains("改名称和要求"));
    let fields = rules("事后改的", "0");
    let refused = office.send(&later, &format!("{}/amend", entry("25")), &fields).await;
    assert!(!refused.status.is_redirection(), "{}", refused.status);
    assert!(office.get(&entry("25")).await.text.contains("<h1>任免与招聘</h1>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let before = events(&installation).await;
    let fields = [
        ("seen", "0"),
        ("name", "任免与招聘"),
        ("audience", "campus"),
        ("publish_within", "二十"),
        ("notice_days", "五"),
        ("yearly_by", "年底"),
    ];
    let refused = send(&mut office, "25", "amend", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["“二十”不是", "“五”不是", "“年底”不是", "要写理由", "至少选一条更新要求"]
    {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    for typed in ["任免与招聘</textarea>", "value=\"二十\"", "value=\"五\"", "value=\"年底\""] {
        assert!(refused.text.contains(typed), "{typed}: {}", refused.text);
    }
    let wrong = [("number", "7"), ("category", "1"), ("name", ""), ("audience", "public"), ("note", "留着")];
    let new = format!("{FIRST}/new");
    let refused = office.send(&new, &new, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["从51编起", "请写事项名称", "value=\"留着\""] {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    assert_eq!(events(&installation).await, before, "a refusal leaves no trace");
    let right = [
        ("number", ""),
        ("category", "9"),
        ("name", "后勤服务"),
        ("audience", "public"),
        ("on_change", "on"),
    ];
    let added = office.send(&new, &new, &right).await;
    redirected(&added);
    assert!(added.location.unwrap().ends_with("entries/51"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_one_entry_hear_of_each_other() {
    let installation = Installation::new().await;
    let (mut one, mut two) =
        (installation.sign_in(Role::Office).await, installation.sign_in(Role::Office).await);
    let opened = seen(&one.get(&entry("25")).await.text);
    redirected(&send(&mut two, "25", "amend", &rules("先写的", &opened)).await);

    let mut unread = rules("后写的", &opened);
    unread.push(("notice_days", "五"));
    let refused = send(&mut one, "25", "amend", &unread).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(seen(&refused.text), opened, "who was not told of the change does not write over it");
    let overtaken = send(&mut one, "25", "amend", &rules("后写的", &opened)).await;
    assert_eq!(overtaken.status, StatusCode::CONFLICT);
    assert!(overtaken.text.contains("改为“先写的”") && overtaken.text.contains("后写的</textarea>"));
    assert!(one.get(&entry("25")).await.text.contains("<h1>先写的</h1>"));
    redirected(&send(&mut one, "25", "amend", &rules("后写的", &seen(&overtaken.text))).await);
    let page = one.get(&entry("25")).await.text;
    assert!(page.contains("<h1>后写的</h1>") && page.contains("由“先写的”改为“后写的”"), "{page}");

    let unit = installation.unit.to_string();
    let late = send(&mut two, "25", "units", &[("seen", &opened), ("lead", &unit)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "units too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_signs_for_the_own_unit_and_nobody_else_changes_anything() {
    let installation = Installation::new().await;
    let other = another_unit(&installation).await.to_string();
    let unit = installation.unit.to_string();
    let mut office = installation.sign_in(Role::Office).await;
    for (number, lead) in [("23", &unit), ("16", &other)] {
        redirected(&send(&mut office, number, "units", &[("seen", "0"), ("lead", lead)]).await);
    }
    let mut head = installation.sign_in(Role::UnitHead).await;
    let before = events(&installation).await;
    let nothing = [("reason", "本学年没有发生")];
    let refused = head.send(&entry("23"), &format!("{}/nil", entry("16")), &nothing).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "another unit's");
    assert!(!head.get(&entry("16")).await.text.contains("登记本学年无</button>"));
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let page = liaison.get(&entry("23")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("/nil\"") && !page.text.contains("/amend\""), "{}", page.text);
    for (visitor, what) in [(&mut liaison, "nil"), (&mut head, "not-applicable")] {
        let refused = visitor.send("/account", &format!("{}/{what}", entry("23")), &nothing).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{what}");
    }
    let mut stranger = installation.visitor_of(HOSTS[1]);
    stranger.sign_in("office").await;
    for path in [FIRST.to_owned(), entry("23"), format!("{FIRST}/new")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let refused = stranger.send("/account", &format!("{}/nil", entry("23")), &nothing).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(events(&installation).await, before);

    redirected(&send(&mut head, "23", "nil", &nothing).await);
    assert!(head.get(&entry("23")).await.text.contains("本学年无：本学年没有发生。unit_head签字"));
    let board = office.get(&format!("/office/catalogue?unit={unit}")).await.text;
    assert!(board.contains("unit_head登记"), "{board}");
    let again = head.send("/account", &format!("{}/nil", entry("23")), &nothing).await;
    assert!(again.text.contains("已经登记过"), "{}", again.text);
    let stays = head.send(&entry("23"), &format!("{}/nil-back", entry("23")), &[("reason", "")]).await;
    assert_eq!(stays.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason it stays");
    let theirs =
        liaison.send("/account", &format!("{}/nil-back", entry("23")), &[("reason", "登错了")]).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    let others = head.send("/account", &format!("{}/nil-back", entry("16")), &[("reason", "登错了")]).await;
    assert_eq!(others.status, StatusCode::NOT_FOUND, "another unit leads it");
    redirected(&send(&mut head, "23", "nil-back", &[("reason", "登错了")]).await);
    let page = head.get(&entry("23")).await.text;
    assert!(page.contains("收回“本学年无”：登错了") && page.contains("登记本学年无"), "{page}");
    let twice = head.send("/account", &format!("{}/nil-back", entry("23")), &[("reason", "登错了")]).await;
    assert!(twice.text.contains("没有登记“本学年无”"), "{}", twice.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_is_for_all_who_work_here_and_filters_what_it_shows() {
    let installation = Installation::new().await;
    let other = another_unit(&installation).await.to_string();
    let mut office = installation.sign_in(Role::Office).await;
    redirected(&send(&mut office, "16", "units", &[("seen", "0"), ("lead", &other)]).await);
    let found = |page: &str, no: &str| page.contains(&format!("<tr id=\"e{no}\">"));
    let whole = office.get("/office/catalogue").await.text;
    assert!((1..=50).all(|no| whole.contains(&format!("aria-label=\"第{no}项，"))));
    let unit = office.get(&format!("/office/catalogue?unit={other}")).await.text;
    assert!(found(&unit, "16") && !found(&unit, "17"));
    let orphans = office.get("/office/catalogue?unit=none").await.text;
    assert!(!found(&orphans, "16") && found(&orphans, "17"));
    let words = office.get("/office/catalogue?q=捐赠").await.text;
    assert!(found(&words, "16") && !found(&words, "17"));
    for year in ["2031", "x"] {
        let none = office.get(&format!("/office/catalogue?year={year}")).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{year}");
    }
    for role in [Role::Liaison, Role::UnitHead, Role::SecrecyReviewer, Role::Leader, Role::Supervisor] {
        let mut visitor = installation.sign_in(role).await;
        for path in ["/office/catalogue", "/office/editions", FIRST, &entry("16")] {
            let page = visitor.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path} as {role:?}");
            let begins = page.text.contains("<form method=\"post\" action=\"/office/editions");
            assert!(!begins, "{path} shows {role:?} nothing to change: {}", page.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_see_the_entries_of_one_state() {
    let installation = Installation::new().await;
    let mut visitor = installation.visitor();
    let rows = |page: &str| page.matches("<tr role=\"row\" id=\"e").count();
    let whole = visitor.get("/catalogue").await.text;
    assert_eq!(rows(&whole), 50);
    let mut sum = 0;
    for (state, word) in [
        ("covered", "已公开"),
        ("stale", "该更新"),
        ("missing", "还没有公开"),
        ("discretion", "按安排公开"),
        ("nil", "本学年无"),
        ("not-applicable", "不适用"),
    ] {
        let page = visitor.get(&format!("/catalogue?state={state}")).await.text;
        let shown = rows(&page);
        assert_eq!(page.matches(&format!("\">{word}</span></td></tr>")).count(), shown, "{state}");
        assert!(page.contains(&format!("aria-current=\"page\">{word} {shown}</a>")), "{state}");
        sum += shown;
    }
    assert_eq!(sum, 50, "every entry has one state");
    assert_eq!(visitor.get("/catalogue?state=other").await.status, StatusCode::NOT_FOUND);
}
