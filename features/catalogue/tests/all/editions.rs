use catalogue::actions::{self, AdoptEdition, MadeFrom};
use catalogue::rules::{Amendment, NewEntry, Refusal};
use catalogue::{CatalogueError, SchoolType};
use jiff::civil::date;
use terms::{Audience, UnitId, Viewer};

use crate::scene::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_year_has_one_edition_of_fifty_entries() {
    let scene = Scene::open().await;
    scene.adopted().await;
    let edition = scene.edition(2025).await;
    assert_eq!(edition.entries.len(), 50);
    assert_eq!(edition.entry(no("35")).unwrap().shown_name(), "高等职业教育质量年度报告");
    let again = scene.adopt(2025, MadeFrom::Previous, date(2025, 9, 11)).await;
    assert_eq!(refusals(again), [Refusal::AlreadyAdopted(year(2025)), Refusal::NoPrevious(year(2025))]);
    assert_eq!(scene.events("catalogue.edition_adopted").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_adopt_at_once_make_one_edition() {
    let scene = Scene::open().await;
    let from = MadeFrom::National(SchoolType::Undergraduate);
    let day = date(2025, 9, 10);
    let (one, two) = tokio::join!(scene.adopt(2025, from, day), scene.adopt(2025, from, day));
    let refused: Vec<_> = [one, two].into_iter().filter(Result::is_err).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refusals(refused.into_iter().next().unwrap()), [Refusal::AlreadyAdopted(year(2025))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_editions_stay_true_for_old_years() {
    let scene = Scene::open().await;
    let old = scene.adopted().await;
    let entry = scene.entry_id(2025, "3").await;
    let next = scene.adopt(2026, MadeFrom::Previous, date(2026, 8, 20)).await.unwrap();
    assert_eq!(scene.entry_id(2026, "3").await, entry, "publications hang on the same entry");

    let edition = scene.edition(2026).await;
    let mut to = Amendment::of(edition.entry(no("3")).unwrap());
    to.name = "教代会报告".into();
    let later = scene.on(date(2026, 9, 20));
    actions::amend_entry(&scene.store, &later, next, no("3"), None, &to).await.unwrap();
    actions::mark_not_applicable(&scene.store, &later, next, no("11"), "不招收研究生").await.unwrap();

    assert_eq!(scene.edition(2026).await.entry(no("3")).unwrap().shown_name(), "教代会报告");
    let before = scene.edition(2025).await;
    assert_eq!(before.entry(no("3")).unwrap().shown_name(), "教职工代表大会相关制度、工作报告");
    assert!(before.entry(no("11")).unwrap().applies());
    let refused = actions::amend_entry(&scene.store, &later, old, no("3"), None, &to).await;
    assert_eq!(refusals(refused), [Refusal::Closed(year(2025))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_later_or_withdrawn_later_does_not_change_an_old_year() {
    let scene = Scene::open().await;
    scene.adopted().await;
    let (report, meeting) = (scene.entry_id(2025, "6").await, scene.entry_id(2025, "16").await);
    scene.release(1, report, Audience::Public, date(2025, 10, 30)).await.unwrap();
    scene.withdraw(1, date(2027, 1, 5)).await;
    scene.release(2, meeting, Audience::Public, date(2026, 12, 1)).await.unwrap();
    let state = |board: &catalogue::Board, number| board.entry(no(number)).unwrap().coverage.state.name();
    let old = scene.board(2025, date(2027, 2, 1)).await;
    assert_eq!((state(&old, "6"), state(&old, "16")), ("已公开", "缺"));
    scene.adopt(2026, MadeFrom::Previous, date(2026, 9, 10)).await.unwrap();
    let new = scene.board(2026, date(2027, 2, 1)).await;
    assert_eq!((state(&new, "6"), state(&new, "16")), ("缺", "已公开"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_edition_before_is_in_force_until_the_next_is_adopted() {
    let scene = Scene::open().await;
    let mut reader = scene.store.reader().await.unwrap();
    let viewer = scene.public();
    assert!(catalogue::edition_on(&mut reader, &viewer, None, date(2026, 1, 1)).await.unwrap().is_none());
    scene.adopted().await;
    for (day, found) in [(date(2025, 8, 31), false), (date(2025, 9, 1), true), (date(2026, 9, 5), true)] {
        let edition = catalogue::edition_on(&mut reader, &viewer, None, day).await.unwrap();
        assert_eq!(edition.map(|e| e.year), found.then(|| year(2025)), "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_keeps_a_directory_below_the_schools() {
    let scene = Scene::open().await;
    scene.adopted().await;
    let fees = scene.entry_id(2025, "21").await;
    let context = scene.on(date(2025, 9, 12));
    let own = |owner| AdoptEdition {
        year: year(2025),
        owner: Some(owner),
        from: MadeFrom::Nothing,
        note: String::new(),
    };
    let directory = actions::adopt_edition(&scene.store, &context, &own(scene.finance)).await.unwrap();
    let content =
        Amendment { name: "住宿费明细".into(), ..Amendment::of(&scene.edition(2025).await.entries[0]) };
    let new = NewEntry { no: None, category: 3, under: Some(fees), content };
    let below = actions::add_entry(&scene.store, &context, directory, &new).await.unwrap();
    scene.release(1, below, Audience::Public, date(2025, 10, 8)).await.unwrap();

    assert_eq!(scene.edition(2025).await.entries.len(), 50, "the school's list is as it was");
    let board = scene.board(2025, date(2025, 10, 9)).await;
    let view = board.entry(no("21")).unwrap();
    assert_eq!((view.coverage.state.name(), view.publications), ("已公开", 1));
    let nobody = actions::adopt_edition(&scene.store, &context, &own(UnitId(99))).await;
    assert_eq!(refusals(nobody), [Refusal::UnknownUnit(UnitId(99))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_school_has_no_such_edition() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let mut stranger = scene.on(date(2025, 9, 12));
    stranger.school = scene.found("bj", "北江学院").await;
    let outcome = actions::mark_not_applicable(&scene.store, &stranger, edition, no("11"), "不招").await;
    assert!(matches!(outcome, Err(CatalogueError::NoSuchEdition)));
    let mut reader = scene.store.reader().await.unwrap();
    let viewer = Viewer::public(stranger.school);
    assert!(catalogue::editions(&mut reader, &viewer, None).await.unwrap().is_empty());
    let entry = scene.entry_id(2025, "6").await;
    scene.release(1, entry, Audience::Public, date(2025, 9, 11)).await.unwrap();
    let foreign = scene.board_for(&viewer, 2025, date(2025, 9, 12)).await;
    assert!(foreign.entries.iter().all(|view| view.publications == 0));
}
