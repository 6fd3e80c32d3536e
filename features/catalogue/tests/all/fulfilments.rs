use jiff::civil::date;
use terms::Audience;

use crate::scene::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_release_told_twice_counts_once() {
    let scene = Scene::open().await;
    scene.adopted().await;
    let entry = scene.entry_id(2025, "6").await;
    for _ in 0..2 {
        scene.release(1, entry, Audience::Public, date(2025, 10, 30)).await.unwrap();
    }
    assert_eq!(scene.events("catalogue.entry_fulfilled").await, 1);
    assert_eq!(scene.board(2025, date(2025, 11, 1)).await.entry(no("6")).unwrap().publications, 1);
    for _ in 0..2 {
        scene.withdraw(1, date(2025, 11, 2)).await;
    }
    assert_eq!(scene.events("catalogue.entry_unfulfilled").await, 1);
    let board = scene.board(2025, date(2025, 11, 2)).await;
    assert_eq!(board.entry(no("6")).unwrap().coverage.state.name(), "缺");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_is_the_same_publication_with_a_later_day() {
    let scene = Scene::open().await;
    scene.adopted().await;
    let (fees, donations) = (scene.entry_id(2025, "21").await, scene.entry_id(2025, "16").await);
    scene.release(1, fees, Audience::Public, date(2025, 9, 20)).await.unwrap();
    scene.release(1, fees, Audience::Public, date(2026, 2, 1)).await.unwrap();
    let view = scene.board(2025, date(2026, 2, 2)).await.entry(no("21")).unwrap().clone();
    assert_eq!((view.publications, view.last_change), (1, Some(date(2026, 2, 1))));
    scene.release(1, donations, Audience::Public, date(2026, 3, 1)).await.unwrap();
    let board = scene.board(2025, date(2026, 3, 2)).await;
    assert_eq!(board.entry(no("21")).unwrap().publications, 0, "it was moved to another entry");
    assert_eq!(board.entry(no("16")).unwrap().publications, 1);
}
