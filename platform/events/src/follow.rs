//! Driving a local follower: catch up, then wait for more.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use store::{Failure, Recorded, Store};
use tokio::sync::watch;

/// A future that a follower answers with.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// Something local to this node that is built from the event log.
pub trait Follower: Send {
    /// Its name, for messages and metrics.
    fn name(&self) -> &'static str;

    /// The number of the last event that is safely part of what it built.
    fn cursor(&self) -> i64;

    /// Takes events in, in order, and makes them part of what it builds
    /// together with the cursor. Called again with the same events after a
    /// failure: it must be idempotent.
    fn take<'a>(&'a mut self, events: &'a [Recorded]) -> Answer<'a, ()>;
}

/// How far a follower has come; shared with `/readyz` and with tests.
#[derive(Clone, Default)]
pub struct Progress(Arc<State>);

#[derive(Default)]
struct State {
    number: AtomicI64,
    is_stuck: AtomicBool,
}

impl Progress {
    /// The number of the last event taken in.
    pub fn number(&self) -> i64 {
        self.0.number.load(Ordering::Acquire)
    }

    /// Whether the last look failed: what happened since is not known here.
    pub fn is_stuck(&self) -> bool {
        self.0.is_stuck.load(Ordering::Acquire)
    }

    fn set(&self, number: i64) {
        self.0.number.store(number, Ordering::Release);
        self.0.is_stuck.store(false, Ordering::Release);
    }

    fn fail(&self) {
        self.0.is_stuck.store(true, Ordering::Release);
    }
}

/// Events of other processes are looked for this often.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// How many events are taken at once.
const AT_ONCE: i64 = 500;

/// Takes in what there is now, and stops. Answers with the last number.
pub async fn catch_up(store: &Store, follower: &mut dyn Follower) -> Result<i64, Failure> {
    loop {
        let events = store.events_after(follower.cursor(), AT_ONCE).await?;
        if events.is_empty() {
            return Ok(follower.cursor());
        }
        follower.take(&events).await?;
    }
}

/// Drives a follower until `stop` changes.
pub async fn follow(
    store: Store,
    mut follower: Box<dyn Follower>,
    progress: Progress,
    mut stop: watch::Receiver<bool>,
) {
    let mut committed = store.committed();
    loop {
        let outcome = catch_up(&store, follower.as_mut()).await;
        let pause = match outcome {
            Ok(number) => {
                progress.set(number);
                LOOK_AGAIN
            }
            Err(error) => {
                progress.fail();
                tracing::warn!(follower = follower.name(), %error, "a follower could not go on; it will try again");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            _ = stop.changed() => return,
            _ = committed.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
