//! Schools and units: their past stays true.

use jiff::Timestamp;
use jiff::civil::date;
use schools::actions::{AddUnit, FoundSchool, add_unit, found_school, merge_unit, rename_unit};
use schools::{SchoolError, SchoolSettings, UnitProfile, UnitRefusal};
use store::{Actor, Context, Store};
use terms::{SchoolId, UnitId};

async fn school() -> (tempfile::TempDir, Store, Context) {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    let now = Timestamp::from_millisecond(1_790_000_000_000).unwrap();
    let context = Context::new(SchoolId(0), Actor::Operator, now);
    let id = found(&store, &context, "jn", &["xxgk.example.edu.cn"]).await;
    (folder, store, Context::new(id, Actor::Operator, now))
}

async fn found(store: &Store, context: &Context, code: &str, hosts: &[&str]) -> SchoolId {
    let hosts = hosts.iter().map(|h| h.to_string()).collect();
    let school = FoundSchool {
        code: code.into(),
        name: format!("{code}学院"),
        hosts,
        settings: SchoolSettings::default(),
    };
    found_school(store, context, school).await.unwrap()
}

async fn unit(store: &Store, context: &Context, code: &str, name: &str) -> UnitId {
    let unit = AddUnit {
        code: code.into(),
        name: name.into(),
        from: date(2020, 1, 1),
        parent: None,
        campus: None,
        profile: UnitProfile::default(),
    };
    add_unit(store, context, &unit).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_unit_keeps_its_old_name_in_the_past() {
    let (_folder, store, context) = school().await;
    let id = unit(&store, &context, "jwc", "教务处").await;
    rename_unit(&store, &context, id, "教务部", date(2025, 9, 1)).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    assert_eq!(schools::name_on(&mut reader, id, date(2025, 8, 31)).await.unwrap(), "教务处");
    assert_eq!(schools::name_on(&mut reader, id, date(2025, 9, 1)).await.unwrap(), "教务部");
    assert_eq!(schools::name_on(&mut reader, id, date(2010, 1, 1)).await.unwrap(), "教务处");
    let found = schools::unit_by_name(&mut reader, context.school, "教务处").await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str()), (id, "教务部"));
    let error = rename_unit(&store, &context, id, "", date(2025, 1, 1)).await.unwrap_err();
    let SchoolError::Unit(reasons) = error else { panic!("{error}") };
    assert_eq!(reasons, [UnitRefusal::Name, UnitRefusal::BeforePresentName(date(2025, 9, 1))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_unit_stays_in_the_tree_of_the_past() {
    let (_folder, store, context) = school().await;
    let old = unit(&store, &context, "dj", "电教中心").await;
    let new = unit(&store, &context, "tx", "图书信息中心").await;
    merge_unit(&store, &context, old, new, date(2025, 9, 1)).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let merged = schools::unit(&mut reader, context.school, old).await.unwrap().unwrap();
    assert_eq!((merged.merged_into, merged.is_present()), (Some(new), false));
    let again = merge_unit(&store, &context, old, new, date(2025, 9, 2)).await.unwrap_err();
    assert!(matches!(again, SchoolError::Unit(reasons) if reasons == [UnitRefusal::Ended]));
}

#[tokio::test(flavor = "multi_thread")]
async fn hosts_tell_schools_apart() {
    let (_folder, store, context) = school().await;
    let mut reader = store.reader().await.unwrap();
    assert_eq!(schools::by_host(&mut reader, "anything").await.unwrap(), Some(context.school));
    let other = found(&store, &context, "yn", &["gk.example.org"]).await;
    assert_eq!(schools::by_host(&mut reader, "anything").await.unwrap(), None);
    assert_eq!(schools::by_host(&mut reader, "GK.example.org").await.unwrap(), Some(other));
    assert_eq!(schools::by_host(&mut reader, "xxgk.example.edu.cn").await.unwrap(), Some(context.school));
    let theirs = unit(&store, &Context::new(other, Actor::Operator, context.now), "jwc", "教务处").await;
    assert!(schools::unit(&mut reader, context.school, theirs).await.unwrap().is_none());
}
