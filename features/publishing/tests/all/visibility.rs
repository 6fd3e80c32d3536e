//! Every way to a publication asks who looks.

use documents::Intake;
use publishing::actions::{NewFile, attach};
use terms::{Audience, Person, PersonId, Role, Viewer};

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
    assert_eq!(publishing::version_list(&mut reader, &liaison, &Default::default()).await.unwrap().len(), 1);
    let other_school = Viewer { school: terms::SchoolId(house.school.0 + 1), ..liaison };
    assert!(publishing::version(&mut reader, &other_school, version).await.unwrap().is_none());
}
