//! A follower that reads while many write sees every event exactly once, in
//! the order of its number; also one whose writer is slow to commit.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::{AnyConnection, Connection, Executor, Row};
use store::{Engine, Event, Store};

use crate::actions::{context, open};

const WRITERS: i64 = 16;
const EACH: i64 = 25;

async fn write(store: Store, writer: i64) {
    for n in 0..EACH {
        let mut tx = store.begin(&context()).await.unwrap();
        tx.append(Event::new("test.written", writer * EACH + n));
        // Some are slow between their work and their commit.
        tokio::time::sleep(Duration::from_micros((writer as u64 * 37 + n as u64 * 13) % 900)).await;
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_misses_no_late_committer() {
    let (_folder, store) = open().await;
    let writers: Vec<_> = (0..WRITERS).map(|w| tokio::spawn(write(store.clone(), w))).collect();
    let mut seen = HashSet::new();
    let mut cursor = 0;
    while seen.len() < (WRITERS * EACH) as usize {
        let events = store.events_after(cursor, 50).await.unwrap();
        if events.is_empty() && writers.iter().all(|w| w.is_finished()) {
            // One more look, for what was committed after the last one.
            if store.events_after(cursor, 1).await.unwrap().is_empty() {
                break;
            }
        }
        for event in events {
            assert!(event.number > cursor);
            cursor = event.number;
            assert!(seen.insert(event.subject), "event {} came twice", event.subject);
        }
    }
    assert_eq!(seen.len(), (WRITERS * EACH) as usize, "a follower skipped a late committer");
}

const LATE: i64 = 1;
const EARLY: i64 = 2;

/// Holds the late writer up once its event has its number, for as long as
/// somebody else holds the gate.
const HOLD_UP: [&str; 2] = [
    "CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.subject_id = 1 THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN NEW; END $$",
    "CREATE TRIGGER hold_up AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION hold_up()",
];

/// How many transactions wait for a lock that another holds.
async fn waiting(gate: &mut AnyConnection) -> i64 {
    let count = "SELECT COUNT(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    sqlx::query(count).fetch_one(gate).await.unwrap().try_get("n").unwrap()
}

async fn write_one(store: Store, subject: i64) {
    let mut tx = store.begin(&context()).await.unwrap();
    tx.append(Event::new("test.written", subject));
    tx.commit().await.unwrap();
}

/// What a follower reads after its cursor, which goes on.
async fn follow(store: &Store, cursor: &mut i64) -> Vec<i64> {
    let events = store.events_after(*cursor, 50).await.unwrap();
    *cursor = events.last().map_or(*cursor, |event| event.number);
    events.iter().map(|event| event.subject).collect()
}

/// On SQLite numbers are given by the one writer, just before it commits.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_not_passed_while_its_commit_is_late() {
    let folder = tempfile::tempdir().unwrap();
    let url = store::testing::fresh_url(folder.path()).await;
    let store = Store::open(&url).await.unwrap();
    if store.engine() != Engine::Postgres {
        return;
    }
    let mut gate = AnyConnection::connect(&url).await.unwrap();
    for statement in HOLD_UP.into_iter().chain(["SELECT pg_advisory_lock(1)"]) {
        gate.execute(statement).await.unwrap();
    }
    let late = tokio::spawn(write_one(store.clone(), LATE));
    while waiting(&mut gate).await < 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // It has its number. The other waits behind it, or, where nothing makes it, overtakes.
    let early = tokio::spawn(write_one(store.clone(), EARLY));
    while waiting(&mut gate).await < 2 && !early.is_finished() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut cursor = 0;
    let mut seen = follow(&store, &mut cursor).await;
    gate.execute("SELECT pg_advisory_unlock(1)").await.unwrap();
    late.await.unwrap();
    early.await.unwrap();
    seen.extend(follow(&store, &mut cursor).await);
    assert_eq!(seen, [LATE, EARLY], "the follower passed the late committer");
}
