use catalogue::CatalogueError;
use catalogue::actions;
use catalogue::rules::{Amendment, DueRule, NewEntry, Part, Refusal};
use jiff::civil::date;
use sqlx::Row;
use store::Actor;
use terms::{Audience, UnitId};

use crate::scene::*;

async fn changes(scene: &Scene) -> Vec<(bool, i64)> {
    let mut reader = scene.store.reader().await.unwrap();
    let rows = sqlx::query("SELECT before, person_id FROM catalogue_changes ORDER BY id")
        .fetch_all(&mut *reader)
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.get::<Option<String>, _>("before").is_some(), row.get::<i64, _>("person_id")))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_entry_is_added_and_amended_and_what_it_said_is_kept() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let context = scene.on(date(2025, 9, 12));
    let content = Amendment {
        name: "后勤服务".into(),
        note: String::new(),
        audience: Audience::Public,
        audience_reason: String::new(),
        is_important: false,
        due: vec![DueRule::OnChange],
        publish_within: Some(20),
        notice: None,
    };
    let new = NewEntry { no: None, category: 6, under: None, content: content.clone() };
    actions::add_entry(&scene.store, &context, edition, &new).await.unwrap();
    let campus = Amendment {
        audience: Audience::Campus,
        audience_reason: "只与在校师生有关".into(),
        is_important: true,
        ..content
    };
    actions::amend_entry(&scene.store, &context, edition, no("51"), None, &campus).await.unwrap();
    let stored = scene.edition(2025).await;
    let entry = stored.entry(no("51")).unwrap();
    assert_eq!((entry.audience, entry.is_important), (Audience::Campus, true));
    assert_eq!(changes(&scene).await, [(false, OFFICER.0), (true, OFFICER.0)]);
    let missing = actions::amend_entry(&scene.store, &context, edition, no("52"), None, &campus).await;
    assert_eq!(refusals(missing), [Refusal::NoSuchEntry(no("52"))]);
    assert_eq!(changes(&scene).await.len(), 2, "a refusal leaves no trace");
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_go_on_from_what_stood_under_the_whole() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let whole = scene.entry_id(2025, "25").await;
    scene.release(1, whole, Audience::Public, date(2025, 9, 20)).await.unwrap();
    let parts = [
        Part { name: "中层干部任免".into(), lead_unit: Some(scene.personnel) },
        Part { name: "人员招聘".into(), lead_unit: None },
    ];
    let split = |day| {
        let context = scene.on(day);
        let (store, parts) = (scene.store.clone(), parts.clone());
        async move { actions::split_entry(&store, &context, edition, no("25"), &parts).await }
    };
    let ids = split(date(2025, 10, 1)).await.unwrap();
    let board = scene.board(2025, date(2025, 10, 2)).await;
    let state = |number| board.entry(no(number)).unwrap().coverage.state.name();
    assert_eq!((state("25"), state("25-1"), state("25-2")), ("已公开", "已公开", "已公开"));
    assert_eq!(board.totals().entries, 50, "parts are not counted beside their whole");

    scene.release(2, ids[1], Audience::Public, date(2026, 8, 1)).await.unwrap();
    scene.release(3, whole, Audience::Public, date(2026, 8, 2)).await.unwrap();
    let board = scene.board(2025, date(2026, 10, 1)).await;
    let view = board.entry(no("25")).unwrap();
    assert_eq!(view.publications, 3, "the whole counts what stands under its parts");
    assert_eq!(board.entry(no("25-1")).unwrap().coverage.published_on, Some(date(2025, 9, 20)));
    assert_eq!(board.of_unit(scene.personnel).map(|v| v.entry.no).collect::<Vec<_>>(), [no("25-1")]);
    assert_eq!(refusals(split(date(2025, 10, 3)).await), [Refusal::AlreadySplit(no("25"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn not_applicable_is_signed_and_can_be_taken_back() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let context = scene.on(date(2025, 9, 12));
    actions::mark_not_applicable(&scene.store, &context, edition, no("43"), "无学位授予权").await.unwrap();
    let board = scene.board(2025, date(2025, 9, 13)).await;
    assert_eq!(board.entry(no("43")).unwrap().coverage.state.name(), "不适用");
    assert_eq!((board.totals().entries, board.totals().applicable), (50, 49));
    let mark = scene.edition(2025).await.entry(no("43")).unwrap().not_applicable.clone().unwrap();
    assert_eq!((mark.signed_by, mark.signed_on), (OFFICER, date(2025, 9, 12)));

    let mut timetable = context.clone();
    timetable.actor = Actor::Timetable;
    let unsigned = actions::mark_not_applicable(&scene.store, &timetable, edition, no("44"), "无").await;
    assert_eq!(refusals(unsigned), [Refusal::NeedsPerson]);

    actions::mark_applicable(&scene.store, &context, edition, no("43")).await.unwrap();
    assert!(scene.edition(2025).await.entry(no("43")).unwrap().applies());
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_assigned_among_the_schools_own() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let context = scene.on(date(2025, 9, 12));
    let to = actions::Units { lead: Some(scene.finance), co_units: vec![scene.personnel] };
    actions::assign_unit(&scene.store, &context, edition, no("18"), None, &to).await.unwrap();
    let board = scene.board(2025, date(2025, 9, 13)).await;
    for unit in [scene.finance, scene.personnel] {
        assert_eq!(board.of_unit(unit).count(), 1);
    }
    let to = actions::Units { lead: Some(UnitId(99)), co_units: vec![] };
    let strange = actions::assign_unit(&scene.store, &context, edition, no("18"), None, &to).await;
    assert_eq!(refusals(strange), [Refusal::UnknownUnit(UnitId(99))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_not_seen_the_last_change_changes_nothing() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let context = scene.on(date(2025, 9, 12));
    let stored = scene.edition(2025).await;
    let named = |name: &str| Amendment { name: name.into(), ..Amendment::of(stored.entry(no("3")).unwrap()) };
    let amend = async |seen, name: &str| {
        actions::amend_entry(&scene.store, &context, edition, no("3"), seen, &named(name)).await
    };
    amend(Some(0), "先写的").await.unwrap();
    assert!(matches!(amend(Some(0), "后写的").await, Err(CatalogueError::Overtaken)));
    let units = actions::Units { lead: Some(scene.finance), co_units: vec![] };
    let assigned = actions::assign_unit(&scene.store, &context, edition, no("3"), Some(0), &units).await;
    assert!(matches!(assigned, Err(CatalogueError::Overtaken)));
    assert_eq!(scene.edition(2025).await.entry(no("3")).unwrap().shown_name(), "先写的");
    assert_eq!(changes(&scene).await.len(), 1, "what came too late leaves no trace");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_is_told() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let context = scene.on(date(2025, 9, 12));
    let stored = scene.edition(2025).await;
    let amend = async |name: &str| {
        let to = Amendment { name: name.into(), ..Amendment::of(stored.entry(no("3")).unwrap()) };
        actions::amend_entry(&scene.store, &context, edition, no("3"), Some(0), &to).await
    };
    let (one, two) = tokio::join!(amend("甲"), amend("乙"));
    let told = [one, two].into_iter().filter(|done| matches!(done, Err(CatalogueError::Overtaken))).count();
    assert_eq!((told, changes(&scene).await.len()), (1, 1));
}
