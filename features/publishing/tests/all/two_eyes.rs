//! What the machine finds stands only where one person keeps it by name and another has seen it,
//! on every way to a release.

use jiff::SignedDuration;
use pii::Level;
use publishing::actions::{
    When, answer_finding, approve, confirm_findings, pass_secrecy, pass_unit, release_scheduled,
    return_version,
};
use publishing::{Content, PublishingError, State};
use screening::actions::{add_rule, remove_rule};
use screening::own;
use store::{Actor, Context};
use terms::{Role, VersionId};

use crate::house::House;

/// A text with the number of a duty telephone.
fn with_number(house: &House) -> Content {
    Content { body_html: "<p>值班电话13800138000</p>".into(), ..house.content("值班安排") }
}

fn reasons(error: PublishingError) -> Vec<String> {
    match error {
        PublishingError::Refused(reasons) => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}

async fn findings(house: &House, version: VersionId) -> Vec<screening::Finding> {
    screening::findings(&mut house.store.reader().await.unwrap(), version).await.unwrap()
}

async fn state(house: &House, version: VersionId) -> State {
    let mut reader = house.store.reader().await.unwrap();
    let office = house.viewer("office").await;
    publishing::version(&mut reader, &office, version).await.unwrap().unwrap().state
}

/// A version with a finding, before the secrecy review.
async fn before_secrecy(house: &House) -> (VersionId, i64) {
    let version = house.draft(&with_number(house)).await;
    house.submit(version).await.unwrap();
    let (head, context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &context, &head, version, "").await.unwrap();
    (version, findings(house, version).await[0].id)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_reviewer_keeps_the_office_has_to_see() {
    let house = House::new().await;
    let (version, finding) = before_secrecy(&house).await;
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    answer_finding(&house.store, &context, &reviewer, finding, "值班手机，本来就公布").await.unwrap();
    pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap();
    let refused = house.release(version, When::Now).await.unwrap_err();
    assert_eq!(reasons(refused), ["第1处有人要保留，还要另一个人看过同意"]);
    let later = When::At(context.now + SignedDuration::from_hours(1));
    assert!(house.release(version, later).await.is_err(), "nor by a schedule");
    let own = confirm_findings(&house.store, &context, &reviewer, version, &[finding]).await.unwrap_err();
    assert_eq!(reasons(own), ["保留的理由是你自己写的，要由另一个人看过同意"]);
    let (liaison, liaison_context) = house.as_role(Role::Liaison).await;
    let author = confirm_findings(&house.store, &liaison_context, &liaison, version, &[finding]).await;
    assert_eq!(author.map_err(reasons).unwrap_err().len(), 2, "neither the role nor the person");
    let (office, office_context) = house.as_role(Role::Office).await;
    confirm_findings(&house.store, &office_context, &office, version, &[finding]).await.unwrap();
    assert_eq!(house.release(version, When::Now).await.unwrap(), State::Released);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_author_keeps_the_reviewer_has_to_see() {
    let house = House::new().await;
    let version = house.draft(&with_number(&house)).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    house.submit(version).await.unwrap();
    let finding = findings(&house, version).await[0].id;
    answer_finding(&house.store, &context, &liaison, finding, "值班手机").await.unwrap();
    let early = house.as_role(Role::Office).await;
    let early = confirm_findings(&house.store, &early.1, &early.0, version, &[finding]).await;
    assert!(early.is_err(), "before the secrecy review nobody agrees");
    let (head, head_context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &head_context, &head, version, "").await.unwrap();
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    let unseen = pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap_err();
    assert_eq!(reasons(unseen), ["第1处有人要保留，还要另一个人看过同意"]);
    confirm_findings(&house.store, &context, &reviewer, version, &[finding]).await.unwrap();
    pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap();
    assert_eq!(house.release(version, When::Now).await.unwrap(), State::Released);
    assert_eq!(house.listed(&house.public()).await, ["值班安排"]);
}

/// Who agreed has agreed to that very version.
#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_came_back_is_seen_again() {
    let house = House::new().await;
    let (version, finding) = before_secrecy(&house).await;
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    answer_finding(&house.store, &context, &reviewer, finding, "值班手机").await.unwrap();
    return_version(&house.store, &context, &reviewer, version, "请补上日期").await.unwrap();
    let (liaison, liaison_context) = house.as_role(Role::Liaison).await;
    answer_finding(&house.store, &liaison_context, &liaison, finding, "值班手机").await.unwrap();
    house.submit(version).await.unwrap();
    let kept = findings(&house, version).await.remove(0);
    assert_eq!(
        (kept.answered_by, kept.confirmed_by),
        (liaison.person_id(), None),
        "the author's reason stays"
    );
    let (head, head_context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &head_context, &head, version, "").await.unwrap();
    confirm_findings(&house.store, &context, &reviewer, version, &[finding]).await.unwrap();
    return_version(&house.store, &context, &reviewer, version, "再改").await.unwrap();
    house.submit(version).await.unwrap();
    assert_eq!(findings(&house, version).await[0].confirmed_by, None, "agreeing was of the version before");
}

/// A word that comes on the list after everybody has passed a version stops it, whether it waits
/// for its time or for a button.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_gets_past_a_rule_made_meanwhile() {
    let house = House::new().await;
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    let at = context.now + SignedDuration::from_hours(2);
    let scheduled = house.draft(&house.content("雪松计划进展")).await;
    house.review(scheduled).await;
    assert_eq!(house.release(scheduled, When::At(at)).await.unwrap(), State::Scheduled);
    let waiting = house.draft(&house.content("雪松计划二期")).await;
    house.review(waiting).await;
    let word = own::Content::word("雪松计划", Level::Block, "还没有公开的项目");
    let word = add_rule(&house.store, &context, &reviewer, &word).await.unwrap();
    let timetable = Context::new(house.school, Actor::Timetable, at);
    let went =
        release_scheduled(&house.store, &house.screen, &house.calendar, &timetable, scheduled).await.unwrap();
    assert!(!went, "the timetable asks the rules of now");
    assert_eq!(state(&house, scheduled).await, State::SecrecyReview);
    let found = findings(&house, scheduled).await;
    assert_eq!((found[0].kind.as_str(), found[0].rule.as_str()), ("word", "本校规则：还没有公开的项目"));
    assert!(house.release(waiting, When::Now).await.is_err());
    assert_eq!(state(&house, waiting).await, State::SecrecyReview);
    assert!(house.listed(&house.public()).await.is_empty());
    // The word is taken off: both pass as before.
    remove_rule(&house.store, &context, &reviewer, word).await.unwrap();
    for version in [scheduled, waiting] {
        let open = pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap_err();
        assert!(reasons(open)[0].contains("还没有答复"), "what was found stays until it is read again");
        house.reread().await;
    }
}

/// An approval by a leader is a way to a release like any other.
#[tokio::test(flavor = "multi_thread")]
async fn a_leader_passes_nothing_unseen_either() {
    let house = House::new().await;
    let content = Content { is_important: true, ..house.content("雪松计划总结") };
    let version = house.draft(&content).await;
    house.review(version).await;
    assert_eq!(house.release(version, When::Now).await.unwrap(), State::LeaderApproval);
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    let word = own::Content::word("雪松计划", Level::Warn, "还没有公开的项目");
    add_rule(&house.store, &context, &reviewer, &word).await.unwrap();
    let (leader, context) = house.as_role(Role::Leader).await;
    let approved =
        approve(&house.store, &house.screen, &house.calendar, &context, &leader, version, "同意").await;
    assert!(approved.is_err());
    assert_eq!(state(&house, version).await, State::SecrecyReview);
}

/// Whatever came to a version after everybody had passed it, the last door asks for itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_door_asks_for_itself() {
    let house = House::new().await;
    let (_, context) = house.as_role(Role::Office).await;
    let at = context.now + SignedDuration::from_hours(2);
    let version = house.draft(&house.content("定时的通知")).await;
    house.review(version).await;
    assert_eq!(house.release(version, When::At(at)).await.unwrap(), State::Scheduled);
    let mut tx = house.store.tidy(&context).await.unwrap();
    sqlx::query(
        "INSERT INTO screening_findings
            (school_id, version_id, part, from_char, to_char, kind, level, masked, rule, hash, found_at, reason)
         VALUES ($1, $2, '正文', 0, 1, 'mobile', 'block', '', 'mobile', '', 0, '')",
    )
    .bind(house.school.0)
    .bind(version.0)
    .execute(tx.connection())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let timetable = Context::new(house.school, Actor::Timetable, at);
    let went = release_scheduled(&house.store, &house.screen, &house.calendar, &timetable, version).await;
    assert!(went.is_err(), "an open finding is let through by nobody");
    assert!(house.listed(&house.public()).await.is_empty());
}
