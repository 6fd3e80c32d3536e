//! Rosters, as two administrators and an interruption meet them.

use identity::actions::invite;
use identity::roster::{self, Counts};
use identity::{LinkTerm, PeopleFilter};
use terms::PersonId;

use crate::House;

async fn lines(count: usize) -> Vec<identity::rules::roster::Line> {
    let line = |n: usize| format!("s{n},学生{n},学生\n");
    let csv = "学号,姓名,身份\n".to_owned() + &(0..count).map(line).collect::<String>();
    roster::read(&documents::Intake::without_child(), "a.csv", csv.into()).await.unwrap().lines
}

async fn people(house: &House) -> i64 {
    let mut reader = house.store.reader().await.unwrap();
    identity::count_people(&mut reader, house.context.school, &PeopleFilter::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_take_the_same_roster_in_at_once_add_everybody_once() {
    let house = House::new().await;
    let (one, other) = (lines(80).await, lines(80).await);
    let (one, other) = tokio::join!(
        roster::take_in(&house.store, &house.context, one),
        roster::take_in(&house.store, &house.context, other)
    );
    let (one, other) = (one.unwrap().counts, other.unwrap().counts);
    assert_eq!((one.created + other.created, one.rejected + other.rejected), (80, 0), "{one:?} {other:?}");
    assert_eq!(one.created + one.unchanged, 80);
    assert_eq!(people(&house).await, 80);
    let added = house.store.events_after(0, 1000).await.unwrap();
    assert_eq!(added.iter().filter(|event| event.name == "identity.person_added").count(), 80);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_broke_off_goes_on() {
    let house = House::new().await;
    let mut all = lines(100).await;
    let rest = all.split_off(40);
    roster::take_in(&house.store, &house.context, all.clone()).await.unwrap();
    all.extend(rest);
    let counts = roster::take_in(&house.store, &house.context, all).await.unwrap().counts;
    let expected = Counts { read: 100, created: 60, unchanged: 40, ..Counts::default() };
    assert_eq!(counts, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_for_who_has_no_password() {
    let house = House::new().await;
    let active = house.person("chenxl").await;
    let session = house.sign_in("chenxl", crate::PASSWORD, 0).await.unwrap();
    let none = invite(&house.store, &house.context, active, LinkTerm::Week).await.unwrap();
    assert!(none.is_none());
    assert!(house.is_let_in(session.secret.reveal(), 1).await, "and breaks nobody's work off");
    assert!(invite(&house.store, &house.context, PersonId(999), LinkTerm::Day).await.is_err());
}
