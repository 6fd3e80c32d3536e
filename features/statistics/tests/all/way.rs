//! A report's way: written, handed over, approved, frozen, made public.

use documents::Intake;
use jiff::civil::date;
use publishing::actions::withdraw;
use statistics::actions::{
    answer, approve, begin_report, publish, return_report, save_part, submit, take_back,
};
use statistics::figures::{Key, Measure};
use statistics::rules::refusal::Refusal;
use statistics::{Format, Source, StatisticsError, contents, file, of_year};
use terms::{AcademicYear, Audience, InformationKind};

use crate::scene::{Scene, TODAY, year};

fn reasons<T: std::fmt::Debug>(outcome: Result<T, StatisticsError>) -> Vec<Refusal> {
    match outcome {
        Err(StatisticsError::Refused(reasons)) => reasons,
        other => panic!("not refused: {other:?}"),
    }
}

async fn all_files(scene: &Scene) -> Vec<Vec<u8>> {
    let mut reader = scene.store.reader().await.unwrap();
    let mut files = Vec::new();
    for format in Format::ALL {
        // Another day: a frozen file is not made again.
        let now = terms::start_of(date(2026, 1, 1));
        files
            .push(file(&mut reader, &scene.files, scene.school, year(), format, now).await.unwrap().to_vec());
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_approved_stays_for_ever() {
    let scene = Scene::new().await;
    let id = scene.import(1, date(2012, 3, 5), InformationKind::Rules, Audience::Public).await;
    scene.written().await;
    let (office, context) = scene.of("office").await;
    submit(&scene.store, &scene.files, &context, &office, year()).await.unwrap();
    // What happens after it was handed over changes nothing of what the leader reads.
    scene.import(2, date(2012, 4, 5), InformationKind::Rules, Audience::Public).await;
    let (leader, by_leader) = scene.of("leader").await;
    approve(&scene.store, &scene.files, &by_leader, &leader, year()).await.unwrap();
    let frozen = all_files(&scene).await;
    let figures: serde_json::Value = serde_json::from_slice(&frozen[3]).unwrap();
    assert_eq!((&figures["flow"]["total"], &figures["complaints"]), (&1.into(), &0.into()));
    assert_eq!(figures["typed"]["complaints"], "办公室台账");

    withdraw(&scene.store, &context, &office, id, publishing::actions::WithdrawAs::Error, "误发")
        .await
        .unwrap();
    assert_eq!(all_files(&scene).await, frozen, "the same bytes");
    let mut reader = scene.store.reader().await.unwrap();
    let contents = contents(&mut reader, &scene.files, scene.school, year()).await.unwrap();
    let lines = contents.ledger.lines(&Key::all(Measure::Flow));
    assert_eq!(lines.len(), 1, "a figure opens the records it counted");
    drop(reader);

    let saved = save_part(&scene.store, &context, &office, year(), 3, "改", 1).await;
    assert_eq!(reasons(saved), [Refusal::WrongState("已批准", "改")]);
    let typed = answer(&scene.store, &context, &office, year(), &Default::default()).await;
    assert_eq!(reasons(typed), [Refusal::WrongState("已批准", "改")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_does_anothers_part() {
    let scene = Scene::new().await;
    let (office, context) = scene.of("office").await;
    let (leader, by_leader) = scene.of("leader").await;
    let (liaison, by_liaison) = scene.of("liaison").await;
    let (supervisor, by_supervisor) = scene.of("supervisor").await;
    let began = begin_report(&scene.store, &by_liaison, &liaison, year(), "six").await;
    assert!(matches!(began, Err(StatisticsError::Missing)), "whoever may not see reports finds none");
    let began = begin_report(&scene.store, &by_supervisor, &supervisor, year(), "six").await;
    assert_eq!(reasons(began), [Refusal::WrongPerson("写年报", "信息公开办公室")]);
    let future = AcademicYear::of(TODAY).next();
    let began = begin_report(&scene.store, &context, &office, future, "nine").await;
    assert_eq!(
        reasons(began),
        [Refusal::YearNotBegun(future.label())]
            .map(|_| Refusal::YearNotBegun(future.label()))
            .into_iter()
            .chain([Refusal::NoSuchOutline])
            .collect::<Vec<_>>()
    );

    scene.written().await;
    let again = begin_report(&scene.store, &context, &office, year(), "six").await;
    assert_eq!(reasons(again), [Refusal::Begun(year().label())]);
    let early = approve(&scene.store, &scene.files, &by_leader, &leader, year()).await;
    assert_eq!(reasons(early), [Refusal::WrongState("起草中", "审批")]);
    submit(&scene.store, &scene.files, &context, &office, year()).await.unwrap();
    let own = approve(&scene.store, &scene.files, &context, &office, year()).await;
    assert_eq!(reasons(own), [Refusal::WrongPerson("审批年报", "送批人以外的校领导")]);
    let silent = return_report(&scene.store, &by_leader, &leader, year(), " ").await;
    assert_eq!(reasons(silent), [Refusal::OpinionMissing]);
    let published =
        publish(&scene.store, &scene.files, &Intake::without_child(), &context, &office, year()).await;
    assert_eq!(reasons(published), [Refusal::WrongState("等校领导审批", "公开")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_report_counts_anew() {
    let scene = Scene::new().await;
    scene.written().await;
    let (office, context) = scene.of("office").await;
    let (leader, by_leader) = scene.of("leader").await;
    submit(&scene.store, &scene.files, &context, &office, year()).await.unwrap();
    return_report(&scene.store, &by_leader, &leader, year(), "补上培训的情况").await.unwrap();
    scene.import(1, date(2012, 3, 5), InformationKind::Rules, Audience::Public).await;
    let mut reader = scene.store.reader().await.unwrap();
    let contents = contents(&mut reader, &scene.files, scene.school, year()).await.unwrap();
    assert_eq!(contents.report.unwrap().opinion, "补上培训的情况");
    assert_eq!(contents.ledger.count(&Key::all(Measure::Flow)), 1);
    drop(reader);
    submit(&scene.store, &scene.files, &context, &office, year()).await.unwrap();
    take_back(&scene.store, &context, &office, year()).await.unwrap();
    let twice = take_back(&scene.store, &context, &office, year()).await;
    assert_eq!(reasons(twice), [Refusal::WrongState("起草中", "收回")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_write_one_part_lose_nothing() {
    let scene = Scene::new().await;
    let (office, context) = scene.of("office").await;
    begin_report(&scene.store, &context, &office, year(), "three").await.unwrap();
    save_part(&scene.store, &context, &office, year(), 3, "一个人写的", 0).await.unwrap();
    let second = save_part(&scene.store, &context, &office, year(), 3, "另一个人写的", 0).await;
    assert!(matches!(second, Err(StatisticsError::Overtaken)));
    let wrong = save_part(&scene.store, &context, &office, year(), 3, "共【条数】条", 1).await;
    assert_eq!(reasons(wrong), [Refusal::UnknownFigure(3, "【条数】".into())]);
    let mut reader = scene.store.reader().await.unwrap();
    let report = of_year(&mut reader, scene.school, year()).await.unwrap().unwrap();
    let texts = statistics::texts(&mut reader, report.id).await.unwrap();
    assert_eq!(texts[2].text, "一个人写的");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_report_becomes_a_draft_once() {
    let scene = Scene::new().await;
    scene.written().await;
    let (office, context) = scene.of("office").await;
    let (leader, by_leader) = scene.of("leader").await;
    submit(&scene.store, &scene.files, &context, &office, year()).await.unwrap();
    approve(&scene.store, &scene.files, &by_leader, &leader, year()).await.unwrap();
    let version = publish(&scene.store, &scene.files, &Intake::without_child(), &context, &office, year())
        .await
        .unwrap();
    let mut reader = scene.store.reader().await.unwrap();
    let draft = publishing::version(&mut reader, &office, version).await.unwrap().unwrap();
    assert_eq!(draft.state, publishing::State::Draft, "it still has its reviews before it");
    assert!(
        draft.content.body_html.contains("坚持公开为常态") && draft.content.title.contains("2011—2012学年")
    );
    let names: Vec<_> = publishing::attachments(&mut reader, version)
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["2011—2012学年信息公开工作年度报告.docx", "2011—2012学年信息公开工作年度报告.pdf"]);
    drop(reader);
    let again =
        publish(&scene.store, &scene.files, &Intake::without_child(), &context, &office, year()).await;
    assert_eq!(reasons(again), [Refusal::AlreadyPublished]);
    publishing::actions::discard(&scene.store, &context, &office, version).await.unwrap();
    publish(&scene.store, &scene.files, &Intake::without_child(), &context, &office, year()).await.unwrap();
}
