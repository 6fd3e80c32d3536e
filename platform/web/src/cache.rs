//! Rendered public pages, until something they tell of changes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use bytes::Bytes;
use http::HeaderMap;
use moka::sync::Cache;
use terms::SchoolId;

/// Something that pages tell of: a publication, the catalogue, the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// What kind of thing.
    pub kind: &'static str,
    /// Its number, or the school's where there is one in each school.
    pub id: i64,
}

impl Key {
    /// A key.
    pub fn new(kind: &'static str, id: i64) -> Self {
        Key { kind, id }
    }

    /// The day: pages that count days depend on it.
    pub fn today() -> Self {
        Key { kind: "today", id: 0 }
    }
}

/// What a page depends on. Goes with the page as an extension of its response.
#[derive(Clone, Debug, Default)]
pub struct Depends(Vec<Key>);

impl Depends {
    /// On these keys.
    pub fn on(keys: impl IntoIterator<Item = Key>) -> Self {
        Depends(keys.into_iter().collect())
    }
}

/// Where a page is kept: it differs by these alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub school: SchoolId,
    pub path_and_query: String,
    pub is_big: bool,
}

/// A page, ready to be sent in each encoding.
pub(crate) struct Kept {
    pub plain: Rendition,
    pub gzip: Rendition,
    depends: Depends,
    turn: u64,
    /// The last turn at which nothing that it tells of had been touched.
    fresh_at: AtomicU64,
}

/// One encoding of a page: finished headers and body.
pub(crate) struct Rendition {
    pub headers: HeaderMap,
    pub body: Bytes,
    pub etag: String,
}

/// The pages of this node. Cheap to clone.
#[derive(Clone)]
pub struct PageCache {
    pages: Cache<Place, Arc<Kept>>,
    ledger: Arc<Ledger>,
}

#[derive(Default)]
struct Ledger {
    /// Grows with everything that is touched; written under the lock of `touched` alone.
    turn: AtomicU64,
    touched: RwLock<Touched>,
}

#[derive(Default)]
struct Touched {
    /// When each key was touched last. One small entry for each thing that
    /// ever changed since the start.
    last: HashMap<Key, u64>,
    /// When everything was touched last.
    all: u64,
}

/// The pages together may take this much memory.
const MOST_BYTES: u64 = 64 << 20;

impl PageCache {
    pub(crate) fn new() -> Self {
        let pages = Cache::builder()
            .max_capacity(MOST_BYTES)
            .weigher(|place: &Place, kept: &Arc<Kept>| {
                let bytes = place.path_and_query.len() + kept.plain.body.len() + kept.gzip.body.len() + 2000;
                bytes.try_into().unwrap_or(u32::MAX)
            })
            .build();
        PageCache { pages, ledger: Arc::default() }
    }

    /// Tells that these things have changed: no page that tells of them is
    /// served again as it was.
    pub fn touch(&self, keys: impl IntoIterator<Item = Key>) {
        self.ledger.change(|touched, turn| touched.last.extend(keys.into_iter().map(|key| (key, turn))));
    }

    /// Tells that anything may have changed.
    pub fn touch_all(&self) {
        self.ledger.change(|touched, turn| {
            touched.all = turn;
            touched.last.clear();
        });
    }

    /// The turn at which a page begins to be rendered. What is touched after
    /// it is not in the page.
    pub(crate) fn turn(&self) -> u64 {
        self.ledger.turn.load(Ordering::Acquire)
    }

    pub(crate) fn find(&self, place: &Place) -> Option<Arc<Kept>> {
        let kept = self.pages.get(place)?;
        self.is_fresh(&kept).then_some(kept)
    }

    pub(crate) fn keep(
        &self,
        place: Place,
        plain: Rendition,
        gzip: Rendition,
        depends: Depends,
        turn: u64,
    ) -> Arc<Kept> {
        let kept = Arc::new(Kept { plain, gzip, depends, turn, fresh_at: AtomicU64::new(turn) });
        // A page that was overtaken while it was rendered is kept by nobody:
        // the same comparison at the next reading passes it by.
        self.pages.insert(place, Arc::clone(&kept));
        kept
    }

    /// Mostly nothing was touched since the last time this was asked.
    fn is_fresh(&self, kept: &Kept) -> bool {
        let now = self.turn();
        if kept.fresh_at.load(Ordering::Relaxed) == now {
            return true;
        }
        let touched = self.ledger.touched.read().expect("no holder panics");
        let is_fresh = touched.all <= kept.turn
            && kept.depends.0.iter().all(|key| touched.last.get(key).is_none_or(|turn| *turn <= kept.turn));
        if is_fresh {
            kept.fresh_at.store(now, Ordering::Relaxed);
        }
        is_fresh
    }
}

impl Ledger {
    /// A change that becomes visible together with its turn.
    fn change(&self, write: impl FnOnce(&mut Touched, u64)) {
        let mut touched = self.touched.write().expect("no holder panics");
        let turn = self.turn.load(Ordering::Relaxed) + 1;
        write(&mut touched, turn);
        self.turn.store(turn, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place { school: SchoolId(1), path_and_query: "/items/7".into(), is_big: false }
    }

    fn keep(cache: &PageCache, turn: u64) {
        let rendition = || Rendition { headers: HeaderMap::new(), body: Bytes::new(), etag: String::new() };
        cache.keep(place(), rendition(), rendition(), Depends::on([Key::new("item", 7)]), turn);
    }

    #[test]
    fn a_touched_page_is_not_served_again() {
        let cache = PageCache::new();
        keep(&cache, cache.turn());
        assert!(cache.find(&place()).is_some());
        cache.touch([Key::new("item", 8)]);
        assert!(cache.find(&place()).is_some());
        cache.touch([Key::new("item", 7)]);
        assert!(cache.find(&place()).is_none());
        keep(&cache, cache.turn());
        assert!(cache.find(&place()).is_some());
        cache.touch_all();
        assert!(cache.find(&place()).is_none());
    }

    #[test]
    fn a_page_overtaken_while_rendered_is_not_served() {
        let cache = PageCache::new();
        let began = cache.turn();
        cache.touch([Key::new("item", 7)]);
        keep(&cache, began);
        assert!(cache.find(&place()).is_none());
    }
}
