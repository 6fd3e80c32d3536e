//! Imported stock: once however often it comes, with its own date, unseen
//! where the machine found something, and never against what was decided here.

use documents::Intake;
use jiff::Timestamp;
use jiff::civil::date;
use publishing::actions::{
    Imported, NewFile, Outcome, WithdrawAs, answer_held, confirm_findings, import_publication, revise,
    withdraw,
};
use publishing::{Content, PublishingError, Refusal, Standing};
use store::{Actor, Context};
use terms::{BatchId, PublicationId, Role};

use crate::house::House;

fn history() -> Timestamp {
    terms::start_of(date(2021, 9, 1))
}

fn record(house: &House, title: &str, body: &str) -> Imported {
    Imported {
        external_id: Some("old-7".into()),
        content: Content { body_html: format!("<p>{body}</p>"), ..house.content(title) },
        published_at: history(),
        old_addresses: vec!["/info/7.htm".into()],
        files: vec![],
        batch: BatchId(1),
        answered_by: None,
        uploaded_by: None,
    }
}

async fn take(house: &House, record: Imported) -> Result<Outcome, PublishingError> {
    let (_, context) = house.as_role(Role::Office).await;
    let operator = Context::new(house.school, Actor::Operator, context.now);
    import_publication(&house.store, &house.screen, &operator, record).await
}

fn created(outcome: Outcome) -> PublicationId {
    match outcome {
        Outcome::Created(id) | Outcome::Held(id) => id,
        other => panic!("{other:?}"),
    }
}

/// The names of the events about a publication.
async fn told(house: &House, id: PublicationId) -> Vec<String> {
    let events = house.store.events_after(0, 1000).await.unwrap();
    let about = |event: &store::Recorded| event.name.starts_with("publishing.") && event.subject == id.0;
    events.into_iter().filter(about).map(|event| event.name).collect()
}

fn reasons(error: PublishingError) -> Vec<String> {
    match error {
        PublishingError::Refused(reasons) => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_keeps_its_date_and_number_and_comes_in_once() {
    let house = House::new().await;
    let id = created(take(&house, record(&house, "旧通知", "原文")).await.unwrap());
    let again = take(&house, record(&house, "旧通知", "原文")).await.unwrap();
    assert_eq!(again, Outcome::Unchanged(id));
    assert_eq!(take(&house, record(&house, "旧通知", "改文")).await.unwrap(), Outcome::Updated(id));
    let mut reader = house.store.reader().await.unwrap();
    let stands = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap();
    assert_eq!((stands.published_at, stands.is_imported), (Some(history()), true));
    assert_eq!(stands.index_no.as_deref(), Some("JN-6-2021-0001"));
    let versions = publishing::versions_of(&mut reader, &house.public(), id).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.number).collect::<Vec<_>>(), [2, 1], "nothing is overwritten");
    assert_eq!(versions[0].body_text, "改文");
    assert_eq!(house.listed(&house.public()).await, ["旧通知"]);
    assert_eq!(told(&house, id).await, ["publishing.released", "publishing.released"]);
    let at = publishing::by_old_address(&mut reader, &house.public(), "/info/7.htm").await.unwrap().unwrap();
    assert_eq!(at.id, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_with_a_finding_waits_unseen_on_every_way() {
    let house = House::new().await;
    let file = NewFile::new("名单.txt", "13800138000", &Intake::without_child());
    let id = created(
        take(&house, Imported { files: vec![file], ..record(&house, "名单", "见附件") }).await.unwrap(),
    );
    assert_eq!(told(&house, id).await, ["publishing.held"], "nobody is told that it was released");
    let mut reader = house.store.reader().await.unwrap();
    let held = publishing::holding(&mut reader, house.school).await.unwrap();
    assert_eq!(held.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
    let live = held[0].live.unwrap();
    let file = publishing::attachments(&mut reader, live).await.unwrap()[0].id;
    let public = house.public();
    assert!(publishing::find(&mut reader, &public, id).await.unwrap().is_none());
    let number = held[0].index_no.as_deref().unwrap();
    assert!(publishing::by_index_no(&mut reader, &public, number).await.unwrap().is_none());
    assert!(publishing::by_old_address(&mut reader, &public, "/info/7.htm").await.unwrap().is_none());
    assert!(publishing::version(&mut reader, &public, live).await.unwrap().is_none());
    assert!(publishing::attachment(&mut reader, &public, file).await.unwrap().is_none());
    assert!(publishing::standing_texts(&mut reader, &[id]).await.unwrap().is_empty());
    assert_eq!(publishing::count(&mut reader, &public, &Default::default()).await.unwrap(), 0);
    drop(reader);

    let (office, context) = house.as_role(Role::Office).await;
    let said = reasons(answer_held(&house.store, &context, &office, id, " ").await.unwrap_err());
    assert_eq!(said, ["答复导入的提示要由保密审查员来做", "要写一句理由，会留在记录里"]);
    assert!(house.listed(&public).await.is_empty());
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    answer_held(&house.store, &context, &reviewer, id, "单位值班电话").await.unwrap();
    assert!(house.listed(&public).await.is_empty(), "nobody else has seen it yet");
    let mut reader = house.store.reader().await.unwrap();
    let finding = screening::findings(&mut reader, live).await.unwrap()[0].id;
    drop(reader);
    let own = confirm_findings(&house.store, &context, &reviewer, live, &[finding]).await.unwrap_err();
    assert_eq!(reasons(own), ["保留的理由是你自己写的，要由另一个人看过同意"]);
    let (office, context) = house.as_role(Role::Office).await;
    confirm_findings(&house.store, &context, &office, live, &[finding]).await.unwrap();
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    assert_eq!(house.listed(&public).await, ["名单"]);
    let again = answer_held(&house.store, &context, &reviewer, id, "再答").await.unwrap_err();
    assert_eq!(reasons(again), [Refusal::NothingHeld.to_string()]);
    assert_eq!(
        told(&house, id).await,
        ["publishing.held", "publishing.held_answered", "publishing.released"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_record_with_a_finding_is_taken_from_sight() {
    let house = House::new().await;
    let id = created(take(&house, record(&house, "名单", "原文")).await.unwrap());
    let mut reader = house.store.reader().await.unwrap();
    let before = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap().live.unwrap();
    take(&house, record(&house, "名单", "张某 13800138000")).await.unwrap();
    assert!(publishing::version(&mut reader, &house.public(), before).await.unwrap().is_none());
    assert!(publishing::find(&mut reader, &house.public(), id).await.unwrap().is_none());
    assert_eq!(publishing::count(&mut reader, &house.public(), &Default::default()).await.unwrap(), 0);
    assert_eq!(told(&house, id).await, ["publishing.released", "publishing.held"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_does_not_put_up_again_what_was_withdrawn() {
    let house = House::new().await;
    let id = created(take(&house, record(&house, "误发", "原文")).await.unwrap());
    let (office, context) = house.as_role(Role::Office).await;
    withdraw(&house.store, &context, &office, id, WithdrawAs::Error, "误发").await.unwrap();
    let said = reasons(take(&house, record(&house, "误发", "改文")).await.unwrap_err());
    assert_eq!(said, [Refusal::NotLive.to_string()]);
    let mut reader = house.store.reader().await.unwrap();
    let kept = publishing::find(&mut reader, &office, id).await.unwrap().unwrap();
    assert_eq!(kept.standing, Standing::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_does_not_overtake_a_draft() {
    let house = House::new().await;
    let id = created(take(&house, record(&house, "旧通知", "原文")).await.unwrap());
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let draft = revise(&house.store, &context, &liaison, id).await.unwrap();
    let said = reasons(take(&house, record(&house, "旧通知", "改文")).await.unwrap_err());
    assert_eq!(said, [Refusal::AlreadyWorking.to_string()]);
    let mut reader = house.store.reader().await.unwrap();
    let kept = publishing::find(&mut reader, &liaison, id).await.unwrap().unwrap();
    assert_eq!(kept.working, Some(draft));
}
