//! How requests were answered, counted so that no request waits for another.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use http::StatusCode;

/// More parts than cores that are likely to add at one moment.
const PARTS: usize = 16;

/// A figure that many threads add to: each to a part of its own, on a cache
/// line of its own.
#[derive(Default)]
pub struct Counter([Part; PARTS]);

#[derive(Default)]
#[repr(align(128))]
struct Part(AtomicU64);

static THREADS: AtomicUsize = AtomicUsize::new(0);
thread_local! {
    static MINE: Cell<usize> = Cell::new(THREADS.fetch_add(1, Ordering::Relaxed) % PARTS);
}

impl Counter {
    pub(crate) fn add(&self) {
        self.0[MINE.get()].0.fetch_add(1, Ordering::Relaxed);
    }

    /// All that was added.
    pub fn total(&self) -> u64 {
        self.0.iter().map(|part| part.0.load(Ordering::Relaxed)).sum()
    }
}

/// What the front has answered since the start.
#[derive(Default)]
pub struct Counts {
    /// Public pages from the cache.
    pub hits: Counter,
    /// Public pages that were rendered and then kept.
    pub misses: Counter,
    page: Counter,
    moved: Counter,
    refused: Counter,
    failed: Counter,
}

impl Counts {
    pub(crate) fn answered(&self, status: StatusCode) {
        match status.as_u16() {
            300..400 => self.moved.add(),
            400..500 => self.refused.add(),
            500.. => self.failed.add(),
            _ => self.page.add(),
        }
    }

    /// Requests by how they were answered.
    pub fn answers(&self) -> [(&'static str, u64); 5] {
        [
            ("kept", self.hits.total()),
            ("page", self.page.total()),
            ("moved", self.moved.total()),
            ("refused", self.refused.total()),
            ("failed", self.failed.total()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_threads_add_is_counted_once_each() {
        let counter = Counter::default();
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| (0..1000).for_each(|_| counter.add()));
            }
        });
        assert_eq!(counter.total(), 20_000);
    }
}
