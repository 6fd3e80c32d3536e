use catalogue::actions;
use catalogue::rules::Refusal;
use jiff::civil::date;
use terms::Audience;

use crate::scene::*;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_this_year_holds_until_something_is_published() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let declare = |day| {
        let (store, context) = (scene.store.clone(), scene.on(day));
        async move { actions::declare_nil(&store, &context, edition, no("23"), "本学年无出国").await }
    };
    declare(date(2025, 9, 12)).await.unwrap();
    let view = scene.board(2025, date(2025, 9, 13)).await.entry(no("23")).unwrap().clone();
    assert_eq!(view.coverage.state.name(), "本学年无");
    assert_eq!(view.nil.unwrap().reason, "本学年无出国");
    assert_eq!(refusals(declare(date(2025, 9, 14)).await), [Refusal::NilAlready(no("23"))]);

    let entry = scene.entry_id(2025, "23").await;
    scene.release(1, entry, Audience::Public, date(2026, 3, 3)).await.unwrap();
    let view = scene.board(2025, date(2026, 3, 4)).await.entry(no("23")).unwrap().clone();
    assert_eq!((view.coverage.state.name(), view.nil), ("已公开", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_cannot_be_declared_over_a_publication() {
    let scene = Scene::open().await;
    let edition = scene.adopted().await;
    let entry = scene.entry_id(2025, "23").await;
    scene.release(1, entry, Audience::Public, date(2026, 3, 3)).await.unwrap();
    let context = scene.on(date(2026, 9, 20));
    let refused = actions::declare_nil(&scene.store, &context, edition, no("23"), "无").await;
    assert_eq!(refusals(refused), [Refusal::PublishedThisYear { no: no("23"), on: date(2026, 3, 3) }]);
    let context = scene.on(date(2026, 10, 31));
    actions::declare_nil(&scene.store, &context, edition, no("16"), "未接受捐赠").await.unwrap();
    let board = scene.board(2025, date(2026, 11, 1)).await;
    assert_eq!(board.entry(no("16")).unwrap().coverage.state.name(), "本学年无");
}
