//! Followers: once each, whatever dies.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
        let at = now() + SignedDuration::from_millis(n);
        let mut tx = store.begin(&Context::new(SchoolId(1), Actor::Operator, at)).await.unwrap();
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
        events: &'a [Recorded],
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>> {
        Box::pin(async move {
            for event in events {
                sqlx::query("INSERT INTO form_uses (form, used_at) VALUES ($1, 0)")
                    .bind(format!("note {}", event.subject))
                    .execute(tx.connection())
                    .await?;
                if self.fail_at == Some(event.subject) && !self.failed.swap(true, Ordering::SeqCst) {
                    return Err(Failure::Unreadable("test"));
                }
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

/// What happened at one instant (the rows of an import) is followed together or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn what_happened_at_once_is_followed_together() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    for n in 0..5 {
        let mut tx = store.begin(&Context::new(SchoolId(1), Actor::Operator, now())).await.unwrap();
        tx.append(Event::new("test.happened", n));
        tx.commit().await.unwrap();
    }
    let shared = Shared::new(Box::new(Notes { fail_at: Some(3), failed: Arc::default() }), "a");
    assert!(shared.catch_up(&store, now()).await.is_err());
    assert_eq!(notes(&store).await, 0);
    assert_eq!(shared.catch_up(&store, now()).await.unwrap(), Some(5));
    assert_eq!(notes(&store).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_is_given_back_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    let a = node("a");
    assert!(a.catch_up(&store, now()).await.unwrap().is_some());
    assert_eq!(node("b").catch_up(&store, now()).await.unwrap(), None);
    node("b").release(&store, now()).await.unwrap();
    assert_eq!(node("b").catch_up(&store, now()).await.unwrap(), None, "nobody gives back another's");
    a.release(&store, now()).await.unwrap();
    assert!(node("b").catch_up(&store, now()).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_node_at_a_time_until_its_lease_ends() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    happen(&store, 0..2).await;
    assert!(node("a").catch_up(&store, now()).await.unwrap().is_some());
    happen(&store, 2..3).await;
    assert_eq!(node("b").catch_up(&store, now()).await.unwrap(), None);
    let later = now() + SignedDuration::from_secs(60);
    assert!(node("b").catch_up(&store, later).await.unwrap().is_some());
    assert_eq!(node("a").catch_up(&store, later).await.unwrap(), None);
}

fn node(name: &str) -> Shared {
    Shared::new(Box::new(Notes { fail_at: None, failed: Arc::default() }), name)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_nodes_at_once_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::fresh(folder.path()).await;
    happen(&store, 0..40).await;
    let work = |name: &'static str| {
        let store = store.clone();
        tokio::spawn(async move { node(name).catch_up(&store, now()).await.unwrap() })
    };
    let (a, b) = (work("a"), work("b"));
    let worked = [a.await.unwrap(), b.await.unwrap()];
    assert_eq!(worked.iter().flatten().count(), 1, "{worked:?}");
    assert_eq!(notes(&store).await, 40);
}

/// Lets a future come as far as it comes without waiting.
async fn begin<F: Future>(mut future: Pin<&mut F>) {
    std::future::poll_fn(|c| {
        assert!(future.as_mut().poll(c).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
}

async fn holder(store: &Store) -> String {
    let mut reader = store.reader().await.unwrap();
    let row =
        sqlx::query("SELECT MAX(holder) AS holder FROM followers").fetch_one(&mut *reader).await.unwrap();
    row.try_get::<Option<String>, _>("holder").unwrap().unwrap_or_default()
}

/// A node stands still between taking the lease and reading, for longer than
/// the lease; another does its work; then it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_was_overtaken_does_nothing_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = store::testing::fresh_url(folder.path()).await;
    let (slow, quick) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
    happen(&quick, 0..5).await;
    // It is held up by having no connection: the one that it takes the lease with
    // goes to whoever asked next.
    let mut taken = Vec::new();
    while let Ok(reader) = tokio::time::timeout(Duration::from_millis(200), slow.reader()).await {
        taken.push(reader.unwrap());
    }
    let asking = slow.clone();
    let mut overtaken = Box::pin(async move { node("a").catch_up(&asking, now()).await });
    let asking = slow.clone();
    let mut next = Box::pin(async move { asking.reader().await.unwrap() });
    begin(overtaken.as_mut()).await;
    begin(next.as_mut()).await;
    let overtaken = tokio::spawn(overtaken);
    drop(taken.pop());
    taken.push(next.await);
    while holder(&quick).await != "a" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let later = now() + SignedDuration::from_secs(60);
    assert!(node("b").catch_up(&quick, later).await.unwrap().is_some());
    assert_eq!(notes(&quick).await, 5);
    drop(taken);
    assert_eq!(overtaken.await.unwrap().unwrap(), None, "it sees that it was overtaken");
    assert_eq!(notes(&quick).await, 5, "nothing twice");
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
