//! Nothing passes unread: every part of a version, every version, by someone
//! who had no part in it.

use documents::Intake;
use publishing::actions::{
    NewFile, When, answer_finding, attach, begin_draft, detach, move_attachment, pass_secrecy, pass_unit,
    release_scheduled, return_version, revise, save_draft, submit, take_back,
};
use publishing::{Content, NoticeTerms, PublishingError, Refusal, State};
use store::{Actor, Context};
use terms::{Role, UnitId, VersionId};

use crate::house::House;

const NUMBER: &str = "13800138000";

fn file(name: &str, text: &str) -> NewFile {
    NewFile::new(name, text.to_owned(), &Intake::without_child())
}

fn reasons(error: PublishingError) -> Vec<String> {
    match error {
        PublishingError::Refused(reasons) => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}

/// Where the machine found something, and what.
async fn found(house: &House, version: VersionId) -> Vec<(String, String)> {
    let mut reader = house.store.reader().await.unwrap();
    let findings = screening::findings(&mut reader, version).await.unwrap();
    findings.into_iter().map(|finding| (finding.part, finding.kind)).collect()
}

async fn state(house: &House, version: VersionId) -> State {
    let mut reader = house.store.reader().await.unwrap();
    let office = house.viewer("office").await;
    publishing::version(&mut reader, &office, version).await.unwrap().unwrap().state
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machine_reads_every_part() {
    let house = House::new().await;
    let planted = |field: &str| {
        let mut content = house.content("一条通知");
        match field {
            "标题" => content.title = format!("请打{NUMBER}"),
            "正文" => content.body_html = format!("<p>请打{NUMBER}</p>"),
            "关键词" => content.keywords = vec!["通知".into(), NUMBER.into()],
            "修订说明" => content.change_note = format!("请打{NUMBER}"),
            _ => {
                content.kind = "rule".into();
                content.fields = [
                    ("validity".to_owned(), "修改".into()),
                    ("effective".to_owned(), "2026-10-01".into()),
                    ("amended".to_owned(), format!("请打{NUMBER}").into()),
                ]
                .into();
            }
        }
        content
    };
    for part in ["标题", "正文", "关键词", "修订说明", "栏目 amended"] {
        let version = house.draft(&planted(part)).await;
        house.submit(version).await.unwrap();
        assert_eq!(found(&house, version).await, [(part.to_owned(), "mobile".to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machine_reads_every_file_or_says_that_it_could_not() {
    let house = House::new().await;
    let version = house.draft(&house.content("附件里的名单")).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    for file in [
        file("名单.csv", &format!("张某 {NUMBER}")),
        file(&format!("{NUMBER}.txt"), "没有什么"),
        file("扫描件.pdf", "不是PDF"),
    ] {
        attach(&house.store, &house.files, &context, &liaison, version, file).await.unwrap();
    }
    house.submit(version).await.unwrap();
    let told = found(&house, version).await;
    let told: Vec<_> = told.iter().map(|(part, kind)| (part.as_str(), kind.as_str())).collect();
    assert_eq!(
        told,
        [("名单.csv：正文", "mobile"), ("13800138000.txt：文件名", "mobile"), ("扫描件.pdf", "unreadable")]
    );
    let (head, context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &context, &head, version, "").await.unwrap();
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    let said = reasons(pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap_err());
    assert!(said[0].contains("第1、2、3处"), "{said:?}");
}

/// Somebody saves while the machine reads: either the reading is refused as
/// overtaken, or it was of what is there now.
#[tokio::test(flavor = "multi_thread")]
async fn what_changed_while_the_machine_read_does_not_pass_unread() {
    let house = House::new().await;
    let version = house.draft(&house.content("一条通知")).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let mut saving = house.store.tidy(&context).await.unwrap();
    for change in [
        "UPDATE publishing_publications SET version = version + 1",
        "UPDATE publishing_versions SET edits = edits + 1, body_text = '请打13800138000'",
    ] {
        sqlx::query(change).execute(saving.connection()).await.unwrap();
    }
    let (store, screen) = (house.store.clone(), house.screen.clone());
    let sending =
        tokio::spawn(async move { submit(&store, &screen, &context, &liaison, version, None).await });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    saving.commit().await.unwrap();
    match sending.await.unwrap() {
        Ok(()) => assert_eq!(found(&house, version).await.len(), 1, "what was read is what stands"),
        Err(error) => assert!(matches!(error, PublishingError::Overtaken), "{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_for_their_own_work_or_before_its_turn() {
    let house = House::new().await;
    house.add("both", &[Role::Liaison, Role::SecrecyReviewer]).await;
    let both = house.viewer("both").await;
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    let own = Context { actor: Actor::Person(both.person_id().unwrap()), ..context.clone() };
    let mut content = house.content("一条通知");
    content.body_html = format!("<p>请打{NUMBER}</p>");
    let version = begin_draft(&house.store, &own, &both, &content).await.unwrap();
    submit(&house.store, &house.screen, &own, &both, version, None).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let finding = screening::findings(&mut reader, version).await.unwrap().remove(0).id;
    let early = answer_finding(&house.store, &context, &reviewer, finding, "值班电话").await;
    assert!(matches!(early, Err(PublishingError::Refused(_))), "the unit has not passed it");
    let (head, head_context) = house.as_role(Role::UnitHead).await;
    pass_unit(&house.store, &head_context, &head, version, "").await.unwrap();
    let said = reasons(answer_finding(&house.store, &own, &both, finding, "值班电话").await.unwrap_err());
    assert_eq!(said, ["自己起草或改过的稿子要由别人做保密审查"]);
    let head_answers = answer_finding(&house.store, &head_context, &head, finding, "值班电话").await;
    assert!(head_answers.is_err(), "only a secrecy reviewer");
    answer_finding(&house.store, &context, &reviewer, finding, "值班电话").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changed_a_file_has_worked_on_it() {
    let house = House::new().await;
    let version = house.draft(&house.content("一条通知")).await;
    let (head, head_context) = house.as_role(Role::UnitHead).await;
    let one = attach(&house.store, &house.files, &head_context, &head, version, file("甲.txt", "甲"));
    let one = one.await.unwrap();
    house.submit(version).await.unwrap();
    let said = reasons(pass_unit(&house.store, &head_context, &head, version, "").await.unwrap_err());
    assert_eq!(said, [Refusal::OwnWork("审核").to_string()]);
    // What is on its way is not changed.
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let more = file("乙.txt", "乙");
    assert!(attach(&house.store, &house.files, &context, &liaison, version, more).await.is_err());
    assert!(detach(&house.store, &context, &liaison, version, one).await.is_err());
    assert!(move_attachment(&house.store, &context, &liaison, version, one).await.is_err());
    let saved = save_draft(&house.store, &context, &liaison, version, 2, &house.content("改")).await;
    assert!(saved.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_edited_is_reviewed_again_from_the_beginning() {
    let house = House::new().await;
    let version = house.draft(&house.content("一条通知")).await;
    house.review(version).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    take_back(&house.store, &context, &liaison, version).await.unwrap();
    let mut content = house.content("改过的通知");
    content.body_html = format!("<p>请打{NUMBER}</p>");
    save_draft(&house.store, &context, &liaison, version, 1, &content).await.unwrap();
    assert!(house.release(version, When::Now).await.is_err());
    house.submit(version).await.unwrap();
    assert_eq!(state(&house, version).await, State::UnitReview);
    assert_eq!(found(&house, version).await.len(), 1, "it was read anew");
    assert!(house.release(version, When::Now).await.is_err());
    // Mended and handed over again, it has no finding any more.
    let (head, head_context) = house.as_role(Role::UnitHead).await;
    return_version(&house.store, &head_context, &head, version, "删去电话").await.unwrap();
    let content = house.content("改过的通知");
    save_draft(&house.store, &context, &liaison, version, 2, &content).await.unwrap();
    house.submit(version).await.unwrap();
    assert!(found(&house, version).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_version_keeps_no_time_of_release() {
    let house = House::new().await;
    let (office, office_context) = house.as_role(Role::Office).await;
    let (liaison, liaison_context) = house.as_role(Role::Liaison).await;
    let at = office_context.now + jiff::SignedDuration::from_hours(2);
    let timetable = Context::new(house.school, Actor::Timetable, at);
    for way_back in ["returned", "taken back"] {
        let version = house.draft(&house.content("定时的通知")).await;
        house.review(version).await;
        assert_eq!(house.release(version, When::At(at)).await.unwrap(), State::Scheduled);
        match way_back {
            "returned" => {
                return_version(&house.store, &office_context, &office, version, "改日期").await.unwrap();
            }
            _ => take_back(&house.store, &liaison_context, &liaison, version).await.unwrap(),
        }
        let went = release_scheduled(&house.store, &house.screen, &house.calendar, &timetable, version)
            .await
            .unwrap();
        assert!(!went, "{way_back}: a draft is not released by the timetable");
        let mut reader = house.store.reader().await.unwrap();
        let kept = publishing::version(&mut reader, &office, version).await.unwrap().unwrap();
        assert_eq!(kept.scheduled_for, None, "{way_back}");
    }
    assert!(house.listed(&house.public()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_writes_for_ones_own_unit() {
    let house = House::new().await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let elsewhere = Content { unit: UnitId(house.unit.0 + 1), ..house.content("别的部门") };
    assert!(begin_draft(&house.store, &context, &liaison, &elsewhere).await.is_err());
    let version = house.draft(&house.content("本部门")).await;
    assert!(save_draft(&house.store, &context, &liaison, version, 1, &elsewhere).await.is_err());
    let (leader, leader_context) = house.as_role(Role::Leader).await;
    let content = house.content("领导起草");
    assert!(begin_draft(&house.store, &leader_context, &leader, &content).await.is_err());
    let id = house.published(&house.content("公开的")).await;
    assert!(matches!(
        revise(&house.store, &leader_context, &leader, id).await,
        Err(PublishingError::Missing)
    ));
    // The office writes for all, but only for units that are there.
    let (office, office_context) = house.as_role(Role::Office).await;
    assert!(matches!(
        begin_draft(&house.store, &office_context, &office, &elsewhere).await,
        Err(PublishingError::Missing)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_does_not_inherit_its_notices_days() {
    let house = House::new().await;
    let mut content = house.content("名单公示");
    content.notice = NoticeTerms {
        days: Some(5),
        unit: Some(calendar::DayUnit::WorkingDays),
        receiver: "学工处".into(),
        contact: "0500-8888 6120".into(),
        ..NoticeTerms::default()
    };
    let id = house.published(&content).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let version = revise(&house.store, &context, &liaison, id).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let revised = publishing::version(&mut reader, &liaison, version).await.unwrap().unwrap();
    assert_eq!((revised.content.notice.from, revised.content.notice.days), (None, Some(5)));
}
