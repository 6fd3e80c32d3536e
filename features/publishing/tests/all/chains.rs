//! Steps of one matter are released in their order.

use jiff::civil::date;
use publishing::actions::{When, link, withdraw};
use publishing::{Content, PublishingError, Relation, State};
use serde_json::json;
use terms::{PublicationId, Role, VersionId};

use crate::house::House;

const FIRST: &str = "先要有采购与招标公告：在这条信息的页面上把它关联为“前一环节”；还没有公开的，先公开它。";

fn purchase(house: &House, kind: &str, stage: &str) -> Content {
    let told = [
        ("stage", json!(stage)),
        ("project_name", json!("宿舍家具采购")),
        ("project_no", json!("JN-2026-031")),
        ("method", json!("公开招标")),
        ("agency", json!("自行组织")),
        ("budget", json!("682000")),
        ("documents", json!("后勤处领取")),
        ("submit_until", json!("2026-11-20 09:30")),
        ("submit_place", json!("行政楼301")),
        ("changed", json!("截止时间改为11月20日")),
        ("reason", json!("有效投标人不足三家")),
        ("contact", json!("后勤处")),
        ("contact_phone", json!("0500-88886120")),
    ];
    let known = publishing::kinds::kind(kind).unwrap();
    let fields = told.into_iter().filter(|(name, _)| known.field(name).is_some());
    let fields = fields.map(|(name, value)| (name.to_owned(), value)).collect();
    Content { kind: kind.into(), fields, ..house.content(stage) }
}

async fn ready(house: &House, content: &Content) -> (VersionId, PublicationId) {
    let version = house.draft(content).await;
    house.review(version).await;
    let (office, _) = house.as_role(Role::Office).await;
    let mut reader = house.store.reader().await.unwrap();
    let found = publishing::version(&mut reader, &office, version).await.unwrap().unwrap();
    (version, found.publication)
}

async fn follow(house: &House, id: PublicationId, before: PublicationId) {
    let (office, context) = house.as_role(Role::Office).await;
    link(&house.store, &context, &office, id, before, Relation::Follows).await.unwrap();
}

fn reasons(released: Result<State, PublishingError>) -> Vec<String> {
    match released {
        Err(PublishingError::Refused(reasons)) => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_needs_what_it_follows() {
    let house = House::new().await;
    let call = house.published(&purchase(&house, "procurement", "采购公告")).await;
    let (ended, id) = ready(&house, &purchase(&house, "procurement_result", "终止公告")).await;
    assert_eq!(reasons(house.release(ended, When::Now).await), [FIRST]);
    let later = When::At(terms::instant_of(date(2026, 10, 20).at(9, 0, 0, 0)));
    assert_eq!(reasons(house.release(ended, later).await), [FIRST], "nor by the timetable");

    follow(&house, id, call).await;
    let (office, context) = house.as_role(Role::Office).await;
    let how = publishing::actions::WithdrawAs::Error;
    withdraw(&house.store, &context, &office, call, how, "写错了").await.unwrap();
    assert_eq!(reasons(house.release(ended, When::Now).await), [FIRST], "a withdrawn one does not stand");

    let again = house.published(&purchase(&house, "procurement", "采购公告")).await;
    follow(&house, id, again).await;
    assert_eq!(house.release(ended, When::Now).await.unwrap(), State::Released);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_before_the_last_one_counts_too_and_comes_once() {
    let house = House::new().await;
    let call = house.published(&purchase(&house, "procurement", "采购公告")).await;
    let (changed, id) = ready(&house, &purchase(&house, "procurement", "更正公告")).await;
    follow(&house, id, call).await;
    assert_eq!(house.release(changed, When::Now).await.unwrap(), State::Released);

    let (twice, second) = ready(&house, &purchase(&house, "procurement", "采购公告")).await;
    follow(&house, second, id).await;
    let told = reasons(house.release(twice, When::Now).await);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("“采购公告”已经发布过"), "{told:?}");
    assert!(told[1].contains("“更正公告”已经发布"), "{told:?}");
}
