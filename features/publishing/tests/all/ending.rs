//! How what stood ends: revised, withdrawn, merged, expired; and what stays.

use documents::Intake;
use jiff::SignedDuration;
use jiff::civil::date;
use publishing::actions::{
    NewFile, When, WithdrawAs, approve_afterwards, attach, end_list, pass_secrecy, revise, save_draft,
    submit, withdraw,
};
use publishing::{Content, PublishingError, Refusal, Standing, State};
use store::{Actor, Context};
use terms::{AttachmentId, PublicationId, Role};

use crate::house::House;

fn reasons(error: PublishingError) -> Vec<String> {
    match error {
        PublishingError::Refused(reasons) => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}

/// A publication with a file that stands.
async fn with_file(house: &House, content: &Content) -> (PublicationId, AttachmentId) {
    let version = house.draft(content).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let file = NewFile::new("名单.txt", "甲班", &Intake::without_child());
    let attachment = attach(&house.store, &house.files, &context, &liaison, version, file).await.unwrap();
    house.review(version).await;
    house.release(version, When::Now).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let id = publishing::version(&mut reader, &liaison, version).await.unwrap().unwrap().publication;
    (id, attachment)
}

/// What the public gets: found at all, its file, the searched body, the count.
async fn seen(house: &House, id: PublicationId, file: AttachmentId) -> (bool, bool, Option<String>, i64) {
    let mut reader = house.store.reader().await.unwrap();
    let public = house.public();
    let found = publishing::find(&mut reader, &public, id).await.unwrap().is_some();
    let file = publishing::attachment(&mut reader, &public, file).await.unwrap().is_some();
    let text = publishing::standing_texts(&mut reader, &[id]).await.unwrap().pop().map(|text| text.body);
    let count = publishing::count(&mut reader, &public, &Default::default()).await.unwrap();
    (found, file, text, count)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_day_and_the_index_number_stay_for_ever() {
    let house = House::new().await;
    let id = house.published(&house.content("第一版")).await;
    let mut reader = house.store.reader().await.unwrap();
    let first = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap();
    drop(reader);
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let version = revise(&house.store, &context, &liaison, id).await.unwrap();
    let content = Content { change_note: "更正".into(), category: 7, ..house.content("第二版") };
    save_draft(&house.store, &context, &liaison, version, 1, &content).await.unwrap();
    house.review(version).await;
    let (office, context) = house.as_role(Role::Office).await;
    let later = Context { now: context.now + SignedDuration::from_hours(24 * 90), ..context };
    let next = publishing::actions::release(
        &house.store,
        &house.screen,
        &house.calendar,
        &later,
        &office,
        version,
        When::Now,
        "",
    );
    assert_eq!(next.await.unwrap(), State::Released);
    let mut reader = house.store.reader().await.unwrap();
    let second = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap();
    assert_eq!((second.published_at, &second.index_no), (first.published_at, &first.index_no));
    assert_eq!((second.title.as_str(), second.revised_at), ("第二版", Some(later.now)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_takes_every_rendition_of_every_version() {
    for how in [WithdrawAs::Error, WithdrawAs::Withdrawn] {
        let house = House::new().await;
        let (id, old_file) = with_file(&house, &house.content("第一版")).await;
        let (liaison, context) = house.as_role(Role::Liaison).await;
        let version = revise(&house.store, &context, &liaison, id).await.unwrap();
        let content = Content { change_note: "更正".into(), ..house.content("第二版") };
        save_draft(&house.store, &context, &liaison, version, 1, &content).await.unwrap();
        house.review(version).await;
        house.release(version, When::Now).await.unwrap();
        let before = seen(&house, id, old_file).await;
        assert_eq!((before.0, before.1, before.3), (true, true, 1), "the old version's file stands");
        let (office, context) = house.as_role(Role::Office).await;
        withdraw(&house.store, &context, &office, id, how, "内容有误").await.unwrap();
        assert_eq!(seen(&house, id, old_file).await, (true, false, None, 0), "{how:?}: only that it stood");
        let again = withdraw(&house.store, &context, &office, id, how, "再撤").await.unwrap_err();
        assert_eq!(reasons(again), [Refusal::NotLive.to_string()]);
        let revived = revise(&house.store, &context, &office, id).await.unwrap_err();
        assert_eq!(reasons(revived), [Refusal::NotLive.to_string()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_merges_only_into_what_stands() {
    let house = House::new().await;
    let id = house.published(&house.content("被并入的")).await;
    let target = house.published(&house.content("并入到的")).await;
    let gone = house.published(&house.content("已经撤下的")).await;
    let (office, context) = house.as_role(Role::Office).await;
    withdraw(&house.store, &context, &office, gone, WithdrawAs::Error, "误发").await.unwrap();
    for wrong in [id, gone, PublicationId(9999)] {
        let how = WithdrawAs::MergedInto(wrong);
        let refused = withdraw(&house.store, &context, &office, id, how, "合并").await.unwrap_err();
        assert_eq!(reasons(refused), [Refusal::BadMerge.to_string()], "{wrong:?}");
    }
    let how = WithdrawAs::MergedInto(target);
    withdraw(&house.store, &context, &office, id, how, "合并").await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let merged = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap();
    assert_eq!((merged.standing, merged.merged_into), (Standing::Withdrawn, Some(target)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_its_day_and_its_notice_stays() {
    let house = House::new().await;
    let content = Content {
        body_html: "<p>公示如下。</p><table><tr><td>甲某</td></tr></table>".into(),
        expires_on: Some(date(2026, 10, 12)),
        ..house.content("名单")
    };
    let (id, file) = with_file(&house, &content).await;
    let on = |day| {
        let at = terms::instant_of(date(2026, 10, day).at(9, 0, 0, 0));
        Context::new(house.school, Actor::Timetable, at)
    };
    assert!(!end_list(&house.store, &on(11), id).await.unwrap(), "not before its day");
    let mut reader = house.store.reader().await.unwrap();
    assert!(publishing::due_to_expire(&mut reader, date(2026, 10, 11)).await.unwrap().is_empty());
    assert_eq!(publishing::due_to_expire(&mut reader, date(2026, 10, 12)).await.unwrap().len(), 1);
    drop(reader);
    assert!(end_list(&house.store, &on(12), id).await.unwrap());
    assert!(!end_list(&house.store, &on(13), id).await.unwrap(), "once");
    let no_word = Some(String::new());
    assert_eq!(seen(&house, id, file).await, (true, false, no_word, 1), "the notice stays, the list is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_list_does_not_expire() {
    let house = House::new().await;
    let content = Content { expires_on: Some(date(2026, 10, 12)), ..house.content("名单") };
    let id = house.published(&content).await;
    let (office, context) = house.as_role(Role::Office).await;
    withdraw(&house.store, &context, &office, id, WithdrawAs::Error, "误发").await.unwrap();
    let day = terms::instant_of(date(2026, 10, 12).at(9, 0, 0, 0));
    let timetable = Context::new(house.school, Actor::Timetable, day);
    assert!(!end_list(&house.store, &timetable, id).await.unwrap());
    assert_eq!(seen(&house, id, AttachmentId(0)).await, (true, false, None, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_release_stays_marked_until_another_leader_approves() {
    let house = House::new().await;
    house.add("chief", &[Role::Leader, Role::Office]).await;
    let chief = house.viewer("chief").await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let version = house.draft(&house.content("停课通知")).await;
    submit(&house.store, &house.screen, &context, &liaison, version, Some("台风")).await.unwrap();
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap();
    let as_chief = Context { actor: Actor::Person(chief.person_id().unwrap()), ..context };
    let released = publishing::actions::release(
        &house.store,
        &house.screen,
        &house.calendar,
        &as_chief,
        &chief,
        version,
        When::Now,
        "",
    );
    assert_eq!(released.await.unwrap(), State::Released);
    let marked = || async {
        let mut reader = house.store.reader().await.unwrap();
        let id = publishing::version(&mut reader, &liaison, version).await.unwrap().unwrap().publication;
        let publication = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap();
        (id, publication.awaits_approval)
    };
    let (id, awaits) = marked().await;
    assert!(awaits);
    let own = approve_afterwards(&house.store, &as_chief, &chief, id, "同意").await.unwrap_err();
    assert_eq!(reasons(own), [Refusal::OwnWork("审批").to_string()], "who released it");
    let (leader, context) = house.as_role(Role::Leader).await;
    approve_afterwards(&house.store, &context, &leader, id, "同意").await.unwrap();
    assert!(!marked().await.1);
}
