//! Units keep directories of their own below the school's list (二级管理).

use http::StatusCode;
use journeys::house::{Answer, Installation, Visitor};
use publishing::actions::When;
use publishing::{Content, State};
use terms::{AcademicYear, EntryId, Role, UnitId};

/// The words of a new entry that every form must say.
const RULES: [(&str, &str); 4] =
    [("audience", "public"), ("on_change", "on"), ("publish_within", "20"), ("number", "")];

/// The last number in the address to which an answer leads.
fn led_to(answer: &Answer) -> i64 {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers["location"].to_str().unwrap().rsplit('/').next().unwrap().parse().unwrap()
}

async fn begin(head: &mut Visitor<'_>, unit: UnitId) -> Answer {
    let unit = unit.to_string();
    head.send("/account", "/office/editions", &[("year", "2026"), ("note", ""), ("unit", &unit)]).await
}

async fn add(head: &mut Visitor<'_>, edition: i64, name: &str, under: &str) -> Answer {
    let page = format!("/office/editions/{edition}/new");
    let fields = [&RULES[..], &[("name", name), ("under", under)]].concat();
    head.send(&page, &page, &fields).await
}

/// The identity of the school's entry with this number.
async fn entry(installation: &Installation, number: u16) -> EntryId {
    let viewer = terms::Viewer::public(installation.school().await);
    let mut reader = installation.house.store.reader().await.unwrap();
    let day = terms::day_of(installation.clock.now());
    let list = catalogue::edition_on(&mut reader, &viewer, None, day).await.unwrap().unwrap();
    list.entry(catalogue::rules::EntryNo::whole(number)).unwrap().id.unwrap()
}

/// The first entry of the unit's directory.
async fn own(installation: &Installation) -> EntryId {
    let viewer = terms::Viewer::public(installation.school().await);
    let mut reader = installation.house.store.reader().await.unwrap();
    let year = AcademicYear::starting(2026).unwrap();
    let unit = Some(installation.unit);
    let directory = catalogue::edition_of(&mut reader, &viewer, unit, year).await.unwrap().unwrap();
    directory.entries[0].id.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_s_head_keeps_its_directory_and_what_stands_there_counts_above() {
    let installation = Installation::new().await;
    let above = entry(&installation, 37).await;
    let mut head = installation.sign_in(Role::UnitHead).await;
    let edition = led_to(&begin(&mut head, installation.unit).await);
    assert!(begin(&mut head, installation.unit).await.text.contains("已经有了"));
    let refused = add(&mut head, edition, "宿舍调整结果", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("请选它属于学校清单的哪一项") && refused.text.contains("宿舍调整结果"));
    led_to(&add(&mut head, edition, "宿舍调整结果", &above.to_string()).await);
    let page = head.get(&format!("/office/editions/{edition}")).await.text;
    assert!(page.contains("宿舍调整结果") && page.contains("属于37　"), "{page}");

    let content = Content { entry: Some(own(&installation).await), ..installation.content("调整").await };
    let item = installation.published(&content).await;
    installation.settle().await;
    let index_no = item.index_no.unwrap();
    let mut visitor = installation.visitor();
    let unit = visitor.get("/units/xsc").await.text;
    assert!(unit.contains("本部门公开目录") && unit.contains("1条"), "{unit}");
    for path in ["/units/xsc?entry=1", "/catalogue/37"] {
        let listed = visitor.get(path).await.text;
        assert!(listed.contains("调整通知"), "{path}: {listed}");
    }
    let above = visitor.get("/catalogue/37").await.text;
    assert!(above.contains("units/xsc?entry=1") && above.contains("部门目录里的"), "{above}");
    let told = visitor.get(&format!("/items/{index_no}")).await.text;
    assert!(
        told.contains("<dt>部门目录</dt><dd>宿舍调整结果</dd>") && told.contains("/catalogue/37"),
        "{told}"
    );
    assert_eq!(visitor.get("/units/xsc?entry=2").await.status, StatusCode::NOT_FOUND);
    let board = head.get(&format!("/office/catalogue?unit={}", installation.unit)).await.text;
    assert!(board.contains(&format!("/office/editions/{edition}")), "the board leads to the directory");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_keeps_it_and_it_keeps_nothing_of_the_school_s() {
    let installation = Installation::new().await;
    let above = entry(&installation, 37).await.to_string();
    let mut head = installation.sign_in(Role::UnitHead).await;
    let edition = led_to(&begin(&mut head, installation.unit).await);
    led_to(&add(&mut head, edition, "宿舍调整结果", &above).await);
    assert_eq!(begin(&mut head, UnitId(999)).await.status, StatusCode::NOT_FOUND);
    let own = format!("/office/editions/{edition}/entries/1");
    let amended = [&RULES[..3], &[("name", "别的"), ("seen", "0")]].concat();
    let school = head.send(&own, "/office/editions/1/entries/1/amend", &amended).await;
    assert_eq!(school.status, StatusCode::NOT_FOUND, "the school's list is the office's");

    let mut liaison = installation.sign_in(Role::Liaison).await;
    assert!(liaison.get(&own).await.text.contains("宿舍调整结果"), "the liaison reads it");
    let theirs = liaison.send("/account", &format!("{own}/amend"), &amended).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    let form = liaison.get("/office/drafts/new").await.text;
    assert!(form.contains("的目录\">") && form.contains("宿舍调整结果"), "{form}");

    let mut office = installation.sign_in(Role::Office).await;
    let split = office.send(&own, &format!("{own}/split"), &[("parts", "甲\n乙")]).await;
    assert!(split.text.contains("部门目录里的事项不拆分"), "{}", split.text);
    let led = office.send(&own, &format!("{own}/units"), &[("seen", "1"), ("lead", "")]).await;
    assert!(led.text.contains("由本部门牵头"), "{}", led.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_unit_publishes_nothing_under_it() {
    let installation = Installation::new().await;
    let above = entry(&installation, 37).await.to_string();
    let mut head = installation.sign_in(Role::UnitHead).await;
    let edition = led_to(&begin(&mut head, installation.unit).await);
    led_to(&add(&mut head, edition, "宿舍调整结果", &above).await);
    let mut admin = installation.sign_in(Role::Administrator).await;
    let unit = [("name", "教务处"), ("code", "jwc"), ("from", ""), ("parent", ""), ("short", "")];
    let unit = [&unit[..], &[("group", ""), ("duties", ""), ("place", ""), ("phone", "")]].concat();
    assert_eq!(admin.send("/office/units", "/office/units", &unit).await.status, StatusCode::SEE_OTHER);
    let other = {
        let mut reader = installation.house.store.reader().await.unwrap();
        let school = installation.school().await;
        schools::unit_by_code(&mut reader, school, "jwc").await.unwrap().unwrap().id
    };
    let content =
        Content {
            entry: Some(own(&installation).await), unit: other, ..installation.content("借用").await
        };
    let (office, context) = installation.acting(Role::Office).await;
    let store = &installation.house.store;
    let version = publishing::actions::begin_draft(store, &context, &office, &content).await.unwrap();
    let page = format!("/office/drafts/{version}");
    let mut visitor = installation.sign_in(Role::Office).await;
    let refused = visitor.send(&page, &format!("{page}/submit"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("别的部门的目录里"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_year_begins_with_what_the_unit_had_and_the_old_one_is_closed() {
    let installation = Installation::new().await;
    let above = entry(&installation, 37).await.to_string();
    let mut head = installation.sign_in(Role::UnitHead).await;
    let edition = led_to(&begin(&mut head, installation.unit).await);
    led_to(&add(&mut head, edition, "宿舍调整结果", &above).await);
    installation.later(60 * 24 * 365);
    let mut head = installation.sign_in(Role::UnitHead).await;
    let closed = add(&mut head, edition, "来晚了", &above).await;
    assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(closed.text.contains("已经定稿"), "{}", closed.text);
    let unit = installation.unit.to_string();
    let next = [("year", "2027"), ("note", ""), ("unit", unit.as_str())];
    let next = led_to(&head.send("/office/editions", "/office/editions", &next).await);
    assert!(head.get(&format!("/office/editions/{next}")).await.text.contains("宿舍调整结果"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_school_marks_important_is_so_in_the_directory_too() {
    let installation = Installation::new().await;
    let above = entry(&installation, 37).await.to_string();
    let mut head = installation.sign_in(Role::UnitHead).await;
    let edition = led_to(&begin(&mut head, installation.unit).await);
    led_to(&add(&mut head, edition, "宿舍调整结果", &above).await);
    mark_important(&installation, 37).await;
    let content = Content { entry: Some(own(&installation).await), ..installation.content("调整").await };
    let item = installation.draft(&content).await;
    installation.review(item.version).await;
    assert_eq!(installation.release(item.version, When::Now).await, State::LeaderApproval);
}

/// The office marks an entry of the school's list as important (重要).
async fn mark_important(installation: &Installation, number: u16) {
    let (_, context) = installation.acting(Role::Office).await;
    let store = &installation.house.store;
    let viewer = terms::Viewer::public(context.school);
    let mut reader = store.reader().await.unwrap();
    let list = catalogue::edition_on(&mut reader, &viewer, None, context.today()).await.unwrap().unwrap();
    drop(reader);
    let entry = list.entry(catalogue::rules::EntryNo::whole(number)).unwrap();
    let to = catalogue::rules::Amendment { is_important: true, ..catalogue::rules::Amendment::of(entry) };
    let edition = list.id.unwrap();
    catalogue::actions::amend_entry(store, &context, edition, entry.no, None, &to).await.unwrap();
}
