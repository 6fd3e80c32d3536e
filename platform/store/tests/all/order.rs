//! Many writers at once: a follower that reads while they write sees every
//! event exactly once, in the order of its number.

use std::collections::HashSet;
use std::time::Duration;

use store::{Event, Store};

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
