//! Every way to a publication asks who looks.

use documents::Intake;
use publishing::actions::{NewFile, When, attach, link, release, revise, save_draft, unlink};
use publishing::{Content, PublishingError, Refusal, Relation};
use terms::{Audience, Person, PersonId, PublicationId, Role, UnitId, VersionId, Viewer};

use crate::house::House;

fn student(house: &House) -> Viewer {
    let person = Person {
        id: PersonId(999),
        name: "学生".into(),
        unit: None,
        is_staff: false,
        is_student: true,
        roles: vec![],
    };
    Viewer::person(house.school, person)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_is_asked_on_every_way() {
    let house = House::new().await;
    let mut content = house.content("助学金名单公示");
    content.audience = Audience::Campus;
    content.change_note = "名单只在校内公示".into();
    let version = house.draft(&content).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let file = NewFile::new("名单.txt", "甲班", &Intake::without_child());
    let attachment = attach(&house.store, &house.files, &context, &liaison, version, file).await.unwrap();
    house.review(version).await;
    house.release(version, publishing::actions::When::Now).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let id = publishing::version(&mut reader, &liaison, version).await.unwrap().unwrap().publication;
    for (viewer, sees) in
        [(house.public(), false), (student(&house), true), (house.viewer("office").await, true)]
    {
        let found = publishing::find(&mut reader, &viewer, id).await.unwrap().is_some();
        let by_number =
            publishing::by_index_no(&mut reader, &viewer, "JN-6-2026-0001").await.unwrap().is_some();
        let text = publishing::version(&mut reader, &viewer, version).await.unwrap().is_some();
        let file = publishing::attachment(&mut reader, &viewer, attachment).await.unwrap().is_some();
        let count = publishing::count(&mut reader, &viewer, &Default::default()).await.unwrap() == 1;
        assert_eq!([found, by_number, text, file, count], [sees; 5], "{viewer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_nobodys_business_outside() {
    let house = House::new().await;
    let version = house.draft(&house.content("草稿")).await;
    let mut reader = house.store.reader().await.unwrap();
    for viewer in [house.public(), student(&house), house.viewer("administrator").await] {
        assert!(publishing::version(&mut reader, &viewer, version).await.unwrap().is_none());
        assert!(
            publishing::version_list(&mut reader, &viewer, &Default::default()).await.unwrap().is_empty()
        );
    }
    let liaison = house.viewer("liaison").await;
    let id = publishing::version(&mut reader, &liaison, version).await.unwrap().unwrap().publication;
    assert!(publishing::find(&mut reader, &house.public(), id).await.unwrap().is_none());
    assert_eq!(publishing::version_list(&mut reader, &liaison, &Default::default()).await.unwrap().len(), 1);
    let other_school = Viewer { school: terms::SchoolId(house.school.0 + 1), ..liaison };
    assert!(publishing::version(&mut reader, &other_school, version).await.unwrap().is_none());
}

fn person(house: &House, unit: Option<UnitId>, is_staff: bool, is_student: bool) -> Viewer {
    let person =
        Person { id: PersonId(998), name: "某人".into(), unit, is_staff, is_student, roles: vec![] };
    Viewer::person(house.school, person)
}

/// Who reads what: the list, the count, the line, the page and the version agree.
#[tokio::test(flavor = "multi_thread")]
async fn each_audience_reads_its_own_and_lists_agree_with_pages() {
    let house = House::new().await;
    let here = Some(house.unit);
    let viewers = [
        ("public", house.public(), vec![Audience::Public]),
        (
            "student",
            person(&house, None, false, true),
            vec![Audience::Public, Audience::Campus, Audience::Students],
        ),
        (
            "staff",
            person(&house, None, true, false),
            vec![Audience::Public, Audience::Campus, Audience::Staff],
        ),
        (
            "colleague",
            person(&house, here, true, false),
            vec![Audience::Public, Audience::Campus, Audience::Staff, Audience::Some],
        ),
        (
            "of another unit",
            person(&house, Some(UnitId(house.unit.0 + 1)), true, false),
            vec![Audience::Public, Audience::Campus, Audience::Staff],
        ),
        ("stranger", person(&house, None, false, false), vec![Audience::Public]),
        ("elsewhere", Viewer { school: terms::SchoolId(99), ..house.viewer("office").await }, vec![]),
    ];
    let mut ids = Vec::new();
    for audience in [Audience::Public, Audience::Campus, Audience::Staff, Audience::Students, Audience::Some]
    {
        let content =
            Content { audience, change_note: "范围说明".into(), ..house.content(audience.name()) };
        ids.push((audience, house.published(&content).await));
    }
    let mut reader = house.store.reader().await.unwrap();
    for (name, viewer, reads) in viewers {
        let all = publishing::Filter::default();
        let count = publishing::count(&mut reader, &viewer, &all).await.unwrap();
        assert_eq!(count, reads.len() as i64, "{name}");
        let by_unit = publishing::counts(&mut reader, &viewer, publishing::Grouping::Unit);
        let by_unit: i64 = by_unit.await.unwrap().iter().map(|group| group.count).sum();
        assert_eq!(by_unit, count, "{name}");
        for (audience, id) in &ids {
            let sees = reads.contains(audience);
            let found = publishing::find(&mut reader, &viewer, *id).await.unwrap();
            let line = publishing::listed(&mut reader, &viewer, *id).await.unwrap().is_some();
            assert_eq!((found.is_some(), line), (sees, sees), "{name} {audience:?}");
            if let Some(live) = found.and_then(|found| found.live) {
                assert!(publishing::version(&mut reader, &viewer, live).await.unwrap().is_some());
            }
        }
    }
}

/// What stands is public; what somebody is making of it is not.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_what_stands_is_not_public() {
    let house = House::new().await;
    let id = house.published(&house.content("公开的")).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let draft = revise(&house.store, &context, &liaison, id).await.unwrap();
    let file = NewFile::new("稿.txt", "稿", &Intake::without_child());
    let file = attach(&house.store, &house.files, &context, &liaison, draft, file).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    for viewer in [house.public(), student(&house)] {
        assert!(publishing::version(&mut reader, &viewer, draft).await.unwrap().is_none());
        assert!(publishing::attachment(&mut reader, &viewer, file).await.unwrap().is_none());
        assert_eq!(publishing::versions_of(&mut reader, &viewer, id).await.unwrap().len(), 1);
    }
}

/// Once for the campus alone, now for everybody: what was written then stays
/// for the campus.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_version_keeps_its_audience() {
    let house = House::new().await;
    let campus = Content {
        audience: Audience::Campus,
        change_note: "名单只在校内公示".into(),
        ..house.content("校内名单")
    };
    let id = house.published(&campus).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let version = revise(&house.store, &context, &liaison, id).await.unwrap();
    let public = Content { change_note: "隐去姓名后公开".into(), ..house.content("公开版") };
    save_draft(&house.store, &context, &liaison, version, 1, &public).await.unwrap();
    house.review(version).await;
    house.release(version, When::Now).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let all = publishing::versions_of(&mut reader, &student(&house), id).await.unwrap();
    let open = publishing::versions_of(&mut reader, &house.public(), id).await.unwrap();
    assert_eq!((all.len(), open.len()), (2, 1));
    let sees = async |viewer: Viewer, id: VersionId| {
        let mut reader = house.store.reader().await.unwrap();
        publishing::version(&mut reader, &viewer, id).await.unwrap().is_some()
    };
    let (new, old) = (all[0].id, all[1].id);
    assert!(sees(house.public(), new).await);
    assert!(!sees(house.public(), old).await);
    assert!(sees(student(&house), old).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_only_what_its_reader_may_see() {
    let house = House::new().await;
    let open = house.published(&house.content("公开的")).await;
    let campus =
        Content { audience: Audience::Campus, change_note: "校内".into(), ..house.content("校内的") };
    let campus = house.published(&campus).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let relation = Relation::Interpretation;
    link(&house.store, &context, &liaison, open, campus, relation).await.unwrap();
    let own = link(&house.store, &context, &liaison, open, open, relation).await.unwrap_err();
    assert!(matches!(own, PublishingError::Refused(reasons) if reasons == [Refusal::LinkToItself]));
    let nothing = link(&house.store, &context, &liaison, open, PublicationId(9999), relation).await;
    assert!(matches!(nothing, Err(PublishingError::Missing)));
    let (leader, leader_context) = house.as_role(Role::Leader).await;
    let others = unlink(&house.store, &leader_context, &leader, open, campus, relation).await;
    assert!(matches!(others, Err(PublishingError::Missing)), "only who writes for the unit");
    let mut reader = house.store.reader().await.unwrap();
    assert!(publishing::related(&mut reader, &house.public(), open).await.unwrap().is_empty());
    assert_eq!(publishing::related(&mut reader, &student(&house), open).await.unwrap().len(), 1);
}

/// Another school's people get nothing by any number of this one's.
#[tokio::test(flavor = "multi_thread")]
async fn another_school_finds_nothing_and_does_nothing() {
    let house = House::new().await;
    let version = house.draft(&house.content("本校的")).await;
    house.review(version).await;
    let (office, context) = house.as_role(Role::Office).await;
    let elsewhere = Viewer { school: terms::SchoolId(house.school.0 + 1), ..office };
    let context = store::Context { school: elsewhere.school, ..context };
    let released =
        release(&house.store, &house.screen, &house.calendar, &context, &elsewhere, version, When::Now, "")
            .await;
    assert!(matches!(released, Err(PublishingError::Missing)));
    let mut reader = house.store.reader().await.unwrap();
    assert!(publishing::version(&mut reader, &elsewhere, version).await.unwrap().is_none());
    assert!(publishing::version_list(&mut reader, &elsewhere, &Default::default()).await.unwrap().is_empty());
    assert!(
        publishing::version_counts(&mut reader, &elsewhere, &Default::default()).await.unwrap().is_empty()
    );
}
