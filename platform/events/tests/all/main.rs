//! Followers: once each, whatever dies.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use events::{Consequence, Follower, Shared, catch_up};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use store::{Actor, Context, Event, Failure, Recorded, Store, Tx};
use terms::SchoolId;

fn now() -> Timestamp {
    Timestamp::from_millisecond(1_700_000_000_000).unwrap()
}

async fn happen(store: &Store, subjects: std::ops::Range<i64>) {
    for n in subjects {
        let mut tx = store.begin(&Context::new(SchoolId(1), Actor::Operator, now())).await.unwrap();
        tx.append(Event::new("test.happened", n));
        tx.commit().await.unwrap();
    }
}

/// Notes each subject in a table, and fails once when told to.
struct Notes {
    fail_at: Option<i64>,
    failed: Arc<AtomicBool>,
}

impl Consequence for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    fn apply<'a>(
        &'a self,
        tx: &'a mut Tx,
        event: &'a Recorded,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>> {
        Box::pin(async move {
            sqlx::query("INSERT INTO form_uses (form, used_at) VALUES ($1, 0)")
                .bind(format!("note {}", event.subject))
                .execute(tx.connection())
                .await?;
            if self.fail_at == Some(event.subject) && !self.failed.swap(true, Ordering::SeqCst) {
                return Err(Failure::Unreadable("test"));
            }
            Ok(())
        })
    }
}

async fn notes(store: &Store) -> i64 {
    let mut reader = store.reader().await.unwrap();
    let row = sqlx::query("SELECT COUNT(*) AS n FROM form_uses WHERE form LIKE 'note %'")
        .fetch_one(&mut *reader)
        .await
        .unwrap();
    row.try_get("n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consequence_that_fails_is_tried_again_and_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    happen(&store, 0..5).await;
    let shared = Shared::new(Box::new(Notes { fail_at: Some(3), failed: Arc::default() }), "a");
    assert!(shared.catch_up(&store, now()).await.is_err());
    assert_eq!(notes(&store).await, 3, "what came before the failure stays");
    assert!(shared.catch_up(&store, now()).await.unwrap().is_some());
    assert_eq!(notes(&store).await, 5);
    assert!(shared.catch_up(&store, now()).await.unwrap().is_some());
    assert_eq!(notes(&store).await, 5, "nothing twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_node_at_a_time_until_its_lease_ends() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    happen(&store, 0..2).await;
    let node = |name: &str| Shared::new(Box::new(Notes { fail_at: None, failed: Arc::default() }), name);
    assert!(node("a").catch_up(&store, now()).await.unwrap().is_some());
    happen(&store, 2..3).await;
    assert_eq!(node("b").catch_up(&store, now()).await.unwrap(), None);
    let later = now() + SignedDuration::from_secs(60);
    assert!(node("b").catch_up(&store, later).await.unwrap().is_some());
    assert_eq!(node("a").catch_up(&store, later).await.unwrap(), None);
}

struct Counter {
    cursor: i64,
    seen: Vec<i64>,
}

impl Follower for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }
    fn cursor(&self) -> i64 {
        self.cursor
    }
    fn take<'a>(
        &'a mut self,
        events: &'a [Recorded],
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>> {
        Box::pin(async move {
            self.seen.extend(events.iter().map(|e| e.subject));
            self.cursor = events.last().map_or(self.cursor, |e| e.number);
            Ok(())
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_follower_sees_all_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    happen(&store, 0..1203).await;
    let mut counter = Counter { cursor: 0, seen: Vec::new() };
    catch_up(&store, &mut counter).await.unwrap();
    assert_eq!(counter.seen, (0..1203).collect::<Vec<_>>());
}
