use catalogue::Totals;
use jiff::civil::date;
use terms::{Audience, Person, PersonId, Viewer};

use crate::scene::*;

fn student(scene: &Scene) -> Viewer {
    let person = Person {
        id: PersonId(9),
        name: "学生".into(),
        unit: None,
        is_staff: false,
        is_student: true,
        roles: vec![],
    };
    Viewer::person(scene.school, person)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_counts_only_what_may_be_read_and_a_narrow_release_does_not_cover() {
    let scene = Scene::open().await;
    scene.adopted().await;
    let aid = scene.entry_id(2025, "37").await;
    scene.release(1, aid, Audience::Campus, date(2025, 10, 20)).await.unwrap();
    scene.release(2, aid, Audience::Staff, date(2025, 10, 21)).await.unwrap();
    let today = date(2025, 10, 22);
    let public = scene.board(2025, today).await.entry(no("37")).unwrap().clone();
    assert_eq!((public.publications, public.last_change), (0, None));
    assert_eq!(public.coverage.state.name(), "缺", "the entry is due to the public");
    let student = scene.board_for(&student(&scene), 2025, today).await.entry(no("37")).unwrap().clone();
    assert_eq!((student.publications, student.last_change), (1, Some(date(2025, 10, 20))));
    scene.release(3, aid, Audience::Public, date(2025, 10, 22)).await.unwrap();
    let public = scene.board(2025, today).await.entry(no("37")).unwrap().clone();
    assert_eq!((public.publications, public.coverage.state.name()), (1, "已公开"));
}

#[tokio::test(flavor = "multi_thread")]
async fn categories_sum_up_to_the_whole() {
    let scene = Scene::open().await;
    scene.adopted().await;
    let report = scene.entry_id(2025, "6").await;
    scene.release(1, report, Audience::Public, date(2025, 10, 30)).await.unwrap();
    let board = scene.board(2025, date(2025, 11, 1)).await;
    let categories = board.by_category();
    assert_eq!(
        categories.iter().map(|c| c.totals.entries).collect::<Vec<_>>(),
        [6, 8, 7, 5, 9, 4, 3, 4, 2, 2]
    );
    assert_eq!(categories[0].totals.covered, 1);
    assert_eq!((categories[0].publications, categories[0].last_change), (1, Some(date(2025, 10, 30))));
    let expected = Totals {
        entries: 50,
        applicable: 50,
        covered: 1,
        missing: 48,
        at_discretion: 1,
        ..Totals::default()
    };
    assert_eq!(board.totals(), expected);
}
