//! One action, one event, all or nothing.

use jiff::Timestamp;
use store::{Actor, Context, Event, Failure, Store};
use terms::SchoolId;

pub async fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    (folder, store)
}

pub fn context() -> Context {
    Context::new(SchoolId(1), Actor::Operator, Timestamp::from_millisecond(1_700_000_000_000).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_leaves_its_event() {
    let (_folder, store) = open().await;
    let mut tx = store.begin(&context()).await.unwrap();
    tx.append(Event::new("test.happened", 7).with(serde_json::json!({"n": 1})));
    tx.commit().await.unwrap();
    let events = store.events_after(0, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].name.as_str(), events[0].subject), ("test.happened", 7));
    assert_eq!(events[0].detail["n"], 1);
    assert_eq!(store.last_event().await.unwrap(), events[0].number);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_without_event_is_refused() {
    let (_folder, store) = open().await;
    let tx = store.begin(&context()).await.unwrap();
    assert!(matches!(tx.commit().await, Err(Failure::Silent)));
    let mut tx = store.begin(&context()).await.unwrap();
    tx.append(Event::new("test.one", 1));
    tx.append(Event::new("test.two", 1));
    assert!(matches!(tx.commit().await, Err(Failure::Silent)));
    assert_eq!(store.last_event().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_action_leaves_nothing_and_its_neighbours_stay() {
    let (_folder, store) = open().await;
    let mut kept = store.begin(&context().with_form("a")).await.unwrap();
    kept.append(Event::new("test.kept", 1));
    let dropping = {
        let store = store.clone();
        tokio::spawn(async move { drop(store.begin(&context().with_form("b")).await.unwrap()) })
    };
    kept.commit().await.unwrap();
    dropping.await.unwrap();
    assert_eq!(store.events_after(0, 10).await.unwrap().len(), 1);
    // The dropped action's form may be sent again; the kept one's may not.
    assert!(store.begin(&context().with_form("b")).await.is_ok());
    assert!(matches!(store.begin(&context().with_form("a")).await, Err(Failure::Repeated)));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_cannot_be_changed_or_removed() {
    let (_folder, store) = open().await;
    let mut tx = store.begin(&context()).await.unwrap();
    tx.append(Event::new("test.happened", 1));
    tx.commit().await.unwrap();
    for statement in ["DELETE FROM events", "UPDATE events SET name = 'x'"] {
        let mut tx = store.tidy(&context()).await.unwrap();
        assert!(sqlx::query(statement).execute(tx.connection()).await.is_err(), "{statement}");
    }
    assert_eq!(store.events_after(0, 10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_a_newer_version_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let url = store::testing::fresh_url(folder.path()).await;
    let store = Store::open(&url).await.unwrap();
    let mut tx = store.tidy(&context()).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         SELECT 9999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .execute(tx.connection())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    assert!(matches!(Store::open(&url).await, Err(store::OpenError::Newer)));
}
