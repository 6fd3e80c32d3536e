//! What is costly waits in a queue that has an end, and each source of requests
//! gets its share of it. Kept public pages are answered before any of this.

use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use moka::sync::Cache;
use terms::PersonId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Error, Kind, Site, Visit, source_of};

/// What waits together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// The index is asked: work for the processor.
    Search,
    /// Files, feeds, the sitemap: much to read and to send.
    Bulk,
    /// Pictures are drawn: work for the processor.
    Drawing,
    /// What strangers write: a person reads each.
    Letters,
}

/// How much one source may ask for: so many a second, and so many at once. A
/// whole campus can stand behind one address, so these are generous.
#[derive(Clone, Copy, Debug)]
struct Share {
    interval_ms: i64,
    at_once: i64,
}

const SEARCHES: Share = Share { interval_ms: 50, at_once: 200 };
const READINGS: Share = Share { interval_ms: 20, at_once: 500 };
/// A chat's crawler asks for a few; each is drawn once and then kept.
const DRAWINGS: Share = Share { interval_ms: 500, at_once: 60 };
/// Pictures that are drawn together.
const DRAWING: usize = 2;
/// A whole class may find the same mistake; nobody writes for hours.
const LETTERS: Share = Share { interval_ms: 60_000, at_once: 30 };
/// Of one person: forms with files.
const UPLOADS: Share = Share { interval_ms: 2_000, at_once: 30 };
/// Of one person: chunks of files, some megabytes each.
const CHUNKS: Share = Share { interval_ms: 100, at_once: 100 };
/// Chunks that are taken in together.
const CHUNKS_AT_ONCE: usize = 32;
/// Forms with files that are read together: each may hold a hundred megabytes.
const UPLOADING: usize = 16;

/// How many wait behind those that run.
const WAITING: usize = 100;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(5);
/// When to come again after a full queue, in seconds.
const COME_AGAIN: u64 = 3;
/// Sources remembered, and for how long after their last request.
const SOURCES: u64 = 100_000;
const REMEMBERED: Duration = Duration::from_secs(600);

/// The queues of an installation.
pub(crate) struct Queues {
    search: Line<IpAddr>,
    bulk: Line<IpAddr>,
    drawing: Line<IpAddr>,
    letters: Line<IpAddr>,
    uploads: Line<PersonId>,
    chunks: Line<PersonId>,
}

impl Queues {
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // Half of the processor at most is for searches.
        Queues {
            search: Line::new(cores.div_ceil(2), SEARCHES),
            bulk: Line::new(16, READINGS),
            drawing: Line::new(DRAWING, DRAWINGS),
            letters: Line::new(16, LETTERS),
            uploads: Line::new(UPLOADING, UPLOADS),
            chunks: Line::new(CHUNKS_AT_ONCE, CHUNKS),
        }
    }

    /// A turn to send files, within the person's share; whoever has not signed in has none.
    pub(crate) async fn upload(&self, visit: &Visit) -> Result<Turn, Error> {
        personal(&self.uploads, visit).await
    }

    /// The same for a chunk of a file.
    pub(crate) async fn chunk(&self, visit: &Visit) -> Result<Turn, Error> {
        personal(&self.chunks, visit).await
    }

    fn line(&self, queue: Queue) -> &Line<IpAddr> {
        match queue {
            Queue::Search => &self.search,
            Queue::Bulk => &self.bulk,
            Queue::Drawing => &self.drawing,
            Queue::Letters => &self.letters,
        }
    }
}

async fn personal(line: &Line<PersonId>, visit: &Visit) -> Result<Turn, Error> {
    let person = visit.viewer.person_id().ok_or(Kind::SignIn)?;
    if let Err(seconds) = line.take(person, visit.now.as_millisecond()) {
        tracing::warn!(person = person.0, "somebody has sent more than their share of files");
        return Err(Kind::TooMany(seconds).into());
    }
    line.turn().await.ok_or_else(|| Kind::TooMany(COME_AGAIN).into())
}

/// Those who wait together, and what each source has asked for.
struct Line<Source> {
    running: Arc<Semaphore>,
    /// Running and waiting.
    places: Arc<Semaphore>,
    share: Share,
    /// The instant until which a source has asked ahead of its share.
    sources: Cache<Source, Arc<AtomicI64>>,
}

/// A turn, as long as it is kept.
pub(crate) struct Turn {
    _place: OwnedSemaphorePermit,
    _running: OwnedSemaphorePermit,
}

impl<Source: Hash + Eq + Send + Sync + 'static> Line<Source> {
    fn new(at_once: usize, share: Share) -> Self {
        let sources = Cache::builder().max_capacity(SOURCES).time_to_idle(REMEMBERED).build();
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Line { running: semaphore(at_once), places: semaphore(at_once + WAITING), share, sources }
    }

    /// Takes a request out of the source's share, or says in how many seconds there is one.
    fn take(&self, source: Source, now_ms: i64) -> Result<(), u64> {
        let asked = self.sources.get_with(source, Arc::default);
        let next = |until_ms| self.share.after_one(until_ms, now_ms).ok();
        match asked.fetch_update(Ordering::AcqRel, Ordering::Acquire, next) {
            Ok(_) => Ok(()),
            Err(until_ms) => Err(self.share.after_one(until_ms, now_ms).err().unwrap_or(1)),
        }
    }

    /// Waits for a turn; `None` where the queue is full or too slow.
    async fn turn(&self) -> Option<Turn> {
        let place = self.places.clone().try_acquire_owned().ok()?;
        let running =
            tokio::time::timeout(PATIENCE, self.running.clone().acquire_owned()).await.ok()?.ok()?;
        Some(Turn { _place: place, _running: running })
    }
}

impl Share {
    /// A source has asked ahead until `until_ms` and asks once more: until when
    /// has it then, or in how many seconds may it ask again? (The generic cell
    /// rate algorithm: one number a source.)
    fn after_one(self, until_ms: i64, now_ms: i64) -> Result<i64, u64> {
        let until_ms = until_ms.max(now_ms) + self.interval_ms;
        let ahead_ms = until_ms - now_ms - self.interval_ms * self.at_once;
        if ahead_ms <= 0 { Ok(until_ms) } else { Err((ahead_ms as u64).div_ceil(1000)) }
    }
}

/// Lets a request through when it is its turn. People who have signed in wait
/// too, but have no share by address: their colleagues have the same one.
pub(crate) async fn wait(queue: Queue, visit: Visit, request: Request, next: Next) -> Response {
    let Some(site) = request.extensions().get::<Site>().cloned() else {
        return Error::from(Kind::Broken("a queue was asked without a site")).into_response();
    };
    // An export asks one thing after the other.
    if visit.is_export {
        return next.run(request).await;
    }
    let line = site.queues().line(queue);
    if visit.viewer.person.is_none() {
        let source = source_of(visit.address);
        if let Err(seconds) = line.take(source, visit.now.as_millisecond()) {
            tracing::warn!(%source, ?queue, "a source has asked for more than its share");
            return Error::from(Kind::TooMany(seconds)).into_response();
        }
    }
    let Some(_turn) = line.turn().await else {
        tracing::warn!(?queue, "a queue is full");
        return Error::from(Kind::TooMany(COME_AGAIN)).into_response();
    };
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARE: Share = Share { interval_ms: 100, at_once: 3 };

    fn source(text: &str) -> IpAddr {
        source_of(text.parse().unwrap())
    }

    #[test]
    fn a_source_gets_its_share_and_then_waits() {
        let line = Line::new(1, SHARE);
        let take = |from: &str, now_ms| line.take(source(from), now_ms);
        for _ in 0..3 {
            assert_eq!(take("203.0.113.9", 1_000_000), Ok(()));
        }
        assert_eq!(take("203.0.113.9", 1_000_000), Err(1));
        assert_eq!(take("203.0.113.9", 1_000_050), Err(1), "a refusal costs nothing more");
        assert_eq!(take("203.0.113.9", 1_000_100), Ok(()));
        assert_eq!(take("203.0.113.10", 1_000_000), Ok(()), "another source has its own");
        assert_eq!(take("203.0.113.9", 2_000_000), Ok(()), "nothing is owed for ever");
    }

    #[test]
    fn the_addresses_of_one_network_of_ipv6_share() {
        let line = Line::new(1, SHARE);
        for last in 1..=3 {
            assert_eq!(line.take(source(&format!("2001:db8:1:2::{last}")), 0), Ok(()));
        }
        assert!(line.take(source("2001:db8:1:2:ffff::9"), 0).is_err());
        assert!(line.take(source("2001:db8:1:3::1"), 0).is_ok());
    }

    #[tokio::test]
    async fn a_queue_has_an_end() {
        let line: Line<IpAddr> = Line::new(2, SHARE);
        let running = (line.turn().await, line.turn().await);
        assert!(running.0.is_some() && running.1.is_some());
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(line.turn())).collect();
        std::future::poll_fn(|c| {
            assert!(waiting.iter_mut().all(|one| one.as_mut().poll(c).is_pending()));
            std::task::Poll::Ready(())
        })
        .await;
        assert!(line.turn().await.is_none(), "nobody waits behind the last place");
        drop(running);
        assert!(waiting.remove(0).await.is_some());
    }
}
