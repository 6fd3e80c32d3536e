//! From draft to portal, and what is refused on the way.

use publishing::actions::{
    When, WithdrawAs, answer_finding, approve, approve_afterwards, pass_secrecy, pass_unit,
    release_scheduled, revise, save_draft, submit, withdraw,
};
use publishing::{PublishingError, Refusal, Standing, State};
use store::{Actor, Context};
use terms::Role;

use crate::house::House;

fn reasons(error: PublishingError) -> Vec<String> {
    match error {
        PublishingError::Refused(reasons) => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_passes_all_reviews_and_stands() {
    let house = House::new().await;
    let id = house.published(&house.content("关于国庆假期值班安排的通知")).await;
    assert_eq!(house.listed(&house.public()).await, ["关于国庆假期值班安排的通知"]);
    let mut reader = house.store.reader().await.unwrap();
    let publication = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap();
    assert_eq!(publication.index_no.as_deref(), Some("JN-6-2026-0001"));
    let steps = publishing::steps(&mut reader, publication.live.unwrap()).await.unwrap();
    let names: Vec<_> = steps.iter().map(|step| step.kind.name()).collect();
    assert_eq!(names, ["送审", "部门审核同意", "保密审查通过", "公开办同意", "公开"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_missing_is_said_at_once() {
    let house = House::new().await;
    let mut content = house.content("  ");
    content.body_html = "<script>x</script>".into();
    content.made_on = None;
    content.kind = "public_notice".into();
    let version = house.draft(&content).await;
    let said = reasons(house.submit(version).await.unwrap_err());
    for word in ["还没有标题", "还没有正文", "还没有生成日期"] {
        assert!(said.iter().any(|reason| reason.contains(word)), "{word} in {said:?}");
    }
    assert!(said.len() >= 4, "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_step_is_skipped() {
    let house = House::new().await;
    let version = house.draft(&house.content("一条通知")).await;
    assert!(house.release(version, When::Now).await.is_err(), "a draft");
    house.submit(version).await.unwrap();
    assert!(house.release(version, When::Now).await.is_err(), "before the unit's review");
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    assert!(pass_secrecy(&house.store, &context, &reviewer, version, "").await.is_err());
    let (head, context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &context, &head, version, "").await.unwrap();
    assert!(house.release(version, When::Now).await.is_err(), "before the secrecy review");
    assert!(house.listed(&house.public()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_wait_for_an_answer_by_name() {
    let house = House::new().await;
    let mut content = house.content("公示一份名单");
    content.body_html = "<p>联系人 13800138000</p>".into();
    let version = house.draft(&content).await;
    house.submit(version).await.unwrap();
    let (head, context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &context, &head, version, "").await.unwrap();
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    let said = reasons(pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap_err());
    assert_eq!(said, ["第1处还没有答复：改掉它，或者写明理由由你负责保留"]);
    let mut reader = house.store.reader().await.unwrap();
    let finding = screening::findings(&mut reader, version).await.unwrap().remove(0);
    assert_eq!(finding.masked, "138****8000");
    assert!(
        answer_finding(&house.store, &context, &reviewer, finding.id, " ").await.is_err(),
        "a reason is wanted"
    );
    answer_finding(&house.store, &context, &reviewer, finding.id, "值班手机，不是个人号码").await.unwrap();
    pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secrecy_reviewer_is_nobody_who_wrote_it() {
    let house = House::new().await;
    house.add("both", &[Role::Liaison, Role::SecrecyReviewer]).await;
    let version = house.draft(&house.content("一条通知")).await;
    let both = house.viewer("both").await;
    let (_, context) = house.as_role(Role::Liaison).await;
    let context = Context { actor: Actor::Person(both.person_id().unwrap()), ..context };
    save_draft(&house.store, &context, &both, version, 1, &house.content("改过的通知")).await.unwrap();
    house.submit(version).await.unwrap();
    let (head, head_context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &head_context, &head, version, "").await.unwrap();
    let said = reasons(pass_secrecy(&house.store, &context, &both, version, "").await.unwrap_err());
    assert_eq!(said, ["自己起草或改过的稿子要由别人做保密审查"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_at_once_lose_nothing() {
    let house = House::new().await;
    let version = house.draft(&house.content("原稿")).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    save_draft(&house.store, &context, &liaison, version, 1, &house.content("甲的改动")).await.unwrap();
    let (head, context) = house.as_role(Role::UnitHead).await;
    let outcome = save_draft(&house.store, &context, &head, version, 1, &house.content("乙的改动")).await;
    assert!(matches!(outcome, Err(PublishingError::Overtaken)));
    let mut reader = house.store.reader().await.unwrap();
    let kept = publishing::version(&mut reader, &head, version).await.unwrap().unwrap();
    assert_eq!(kept.content.title, "甲的改动");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_important_or_for_the_media_is_approved_besides() {
    let house = House::new().await;
    let mut content = house.content("学校年度预算");
    content.is_important = true;
    content.channels = vec!["press".into()];
    let version = house.draft(&content).await;
    house.review(version).await;
    assert_eq!(house.release(version, When::Now).await.unwrap(), State::LeaderApproval);
    let (leader, context) = house.as_role(Role::Leader).await;
    let next = approve(&house.store, &house.screen, &house.calendar, &context, &leader, version, "同意")
        .await
        .unwrap();
    assert_eq!(next, State::SpokespersonApproval);
    assert!(house.listed(&house.public()).await.is_empty());
    let (spokesperson, context) = house.as_role(Role::Spokesperson).await;
    let next = approve(&house.store, &house.screen, &house.calendar, &context, &spokesperson, version, "")
        .await
        .unwrap();
    assert_eq!(next, State::Released);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timetable_releases_what_has_passed_when_its_time_comes() {
    let house = House::new().await;
    let version = house.draft(&house.content("定时的通知")).await;
    house.review(version).await;
    let (_, context) = house.as_role(Role::Office).await;
    let past = house.release(version, When::At(context.now)).await.unwrap_err();
    assert_eq!(reasons(past), [Refusal::TimePassed.to_string()]);
    let at = context.now + jiff::SignedDuration::from_hours(2);
    assert_eq!(house.release(version, When::At(at)).await.unwrap(), State::Scheduled);
    let timetable = |now| Context::new(house.school, Actor::Timetable, now);
    let early =
        release_scheduled(&house.store, &house.screen, &house.calendar, &timetable(context.now), version)
            .await
            .unwrap();
    assert!(!early);
    let mut reader = house.store.reader().await.unwrap();
    assert_eq!(publishing::due_for_release(&mut reader, at).await.unwrap().len(), 1);
    assert!(
        release_scheduled(&house.store, &house.screen, &house.calendar, &timetable(at), version)
            .await
            .unwrap()
    );
    assert!(
        !release_scheduled(&house.store, &house.screen, &house.calendar, &timetable(at), version)
            .await
            .unwrap(),
        "once"
    );
    assert_eq!(house.listed(&house.public()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_is_a_new_version_and_the_old_one_stays() {
    let house = House::new().await;
    let id = house.published(&house.content("第一版")).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let version = revise(&house.store, &context, &liaison, id).await.unwrap();
    let twice = revise(&house.store, &context, &liaison, id).await.unwrap_err();
    assert_eq!(reasons(twice), [Refusal::AlreadyWorking.to_string()]);
    let mut content = house.content("第二版");
    save_draft(&house.store, &context, &liaison, version, 1, &content).await.unwrap();
    assert_eq!(reasons(house.submit(version).await.unwrap_err()), [Refusal::ChangeNoteMissing.to_string()]);
    content.change_note = "更正班级".into();
    save_draft(&house.store, &context, &liaison, version, 2, &content).await.unwrap();
    house.review(version).await;
    assert_eq!(house.listed(&house.public()).await, ["第一版"], "what stands, stays until the release");
    house.release(version, When::Now).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let versions = publishing::versions_of(&mut reader, &house.public(), id).await.unwrap();
    let told: Vec<_> = versions.iter().map(|v| (v.number, v.state, v.content.title.as_str())).collect();
    assert_eq!(told, [(2, State::Released, "第二版"), (1, State::Superseded, "第一版")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_takes_it_from_every_list() {
    let house = House::new().await;
    let id = house.published(&house.content("误发的通知")).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    assert!(withdraw(&house.store, &context, &liaison, id, WithdrawAs::Error, "误发").await.is_err());
    let (office, context) = house.as_role(Role::Office).await;
    assert!(withdraw(&house.store, &context, &office, id, WithdrawAs::MergedInto(id), "并").await.is_err());
    withdraw(&house.store, &context, &office, id, WithdrawAs::Error, "附件有误").await.unwrap();
    assert!(house.listed(&house.public()).await.is_empty());
    let mut reader = house.store.reader().await.unwrap();
    let publication = publishing::find(&mut reader, &house.public(), id).await.unwrap().unwrap();
    assert_eq!(
        (publication.standing, publication.withdrawal_reason.as_str()),
        (Standing::Withdrawn, "附件有误")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_release_skips_the_unit_but_not_the_secrecy_review() {
    let house = House::new().await;
    let mut content = house.content("暴雨停课的紧急通知");
    content.is_important = true;
    let version = house.draft(&content).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let urgent =
        submit(&house.store, &house.screen, &context, &liaison, version, Some(" ")).await.unwrap_err();
    assert_eq!(reasons(urgent), [Refusal::ReasonMissing.to_string()]);
    submit(&house.store, &house.screen, &context, &liaison, version, Some("台风红色预警")).await.unwrap();
    assert!(house.release(version, When::Now).await.is_err(), "not before the secrecy review");
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap();
    assert_eq!(
        house.release(version, When::Now).await.unwrap(),
        State::Released,
        "no leader waits in between"
    );
    let mut reader = house.store.reader().await.unwrap();
    let id = publishing::version(&mut reader, &liaison, version).await.unwrap().unwrap().publication;
    let (leader, context) = house.as_role(Role::Leader).await;
    approve_afterwards(&house.store, &context, &leader, id, "同意").await.unwrap();
    let again = approve_afterwards(&house.store, &context, &leader, id, "同意").await.unwrap_err();
    assert_eq!(reasons(again), [Refusal::NothingToApprove.to_string()]);
}
