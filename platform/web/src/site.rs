//! What every page can reach: the records, the files, the keys, the clock.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use files::Files;
use jiff::Timestamp;
use keys::Keys;
use store::{Connection, Failure, Store};
use terms::{SchoolId, Viewer};

use crate::queue::Queues;
use crate::{Counts, Networks, PageCache, Tokens, Visit};

/// Where an instant comes from.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Clock(None)
    }

    /// A clock that stands still until [`Clock::set`]; for tests.
    pub fn fixed(at: Timestamp) -> Self {
        Clock(Some(Arc::new(AtomicI64::new(at.as_millisecond()))))
    }

    /// Moves a fixed clock.
    pub fn set(&self, at: Timestamp) {
        if let Some(fixed) = &self.0 {
            fixed.store(at.as_millisecond(), Ordering::Release);
        }
    }

    /// This instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            None => Timestamp::now(),
            Some(fixed) => {
                Timestamp::from_millisecond(fixed.load(Ordering::Acquire)).unwrap_or(Timestamp::MAX)
            }
        }
    }
}

/// What the administrator sets for the web side of an installation.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Networks of proxies whose forwarding headers are believed.
    pub trusted_proxies: Networks,
    /// Origins besides the request's own host from which forms may come: a campus gateway's.
    pub origins: Vec<String>,
    /// The address to use in what must be absolute until a school has set its own.
    pub public_url: String,
    /// How long a page waits for work that takes long before it shows how far it is: [`crate::PATIENCE`],
    /// and in tests nothing.
    pub patience: Duration,
}

/// Who is knocking: found by host name and session.
pub struct Guest {
    /// The viewer, with the rights of this moment.
    pub viewer: Viewer,
    /// The number of the session, if signed in.
    pub session: Option<i64>,
}

/// A future of the doorkeeper.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// Tells schools and people; implemented above the platform.
pub trait Doorkeeper: Send + Sync {
    /// The school that this host name stands for; `None` where it stands for none.
    fn school<'a>(&'a self, host: &'a str) -> Answer<'a, Option<SchoolId>>;

    /// Whom this session's secret belongs to now.
    fn guest<'a>(&'a self, school: SchoolId, secret: Option<&'a str>, now: Timestamp) -> Answer<'a, Guest>;

    /// Where the school is read from outside, `https://host/path` without a
    /// closing slash; `None` until it is set.
    fn public_url<'a>(&'a self, school: SchoolId) -> Answer<'a, Option<String>>;
}

/// Tells how much waits for whoever visits; implemented above the platform.
pub trait Waiting: Send + Sync {
    /// How much waits under which path of the office's navigation.
    fn counts<'a>(&'a self, c: &'a mut Connection, visit: &'a Visit) -> Answer<'a, Vec<(&'static str, i64)>>;
}

/// Everything a page can reach; cheap to clone.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    files: Files,
    keys: Keys,
    clock: Clock,
    settings: Settings,
    doorkeeper: Arc<dyn Doorkeeper>,
    waiting: Arc<dyn Waiting>,
    cache: PageCache,
    tokens: Tokens,
    counts: Counts,
    queues: Queues,
}

impl Site {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        files: Files,
        keys: Keys,
        clock: Clock,
        settings: Settings,
        doorkeeper: Arc<dyn Doorkeeper>,
        waiting: Arc<dyn Waiting>,
    ) -> Self {
        let tokens = Tokens::new(keys.clone());
        let (cache, counts, queues) = (PageCache::new(), Counts::default(), Queues::new());
        Site {
            inner: Arc::new(Inner {
                store,
                files,
                keys,
                clock,
                settings,
                doorkeeper,
                waiting,
                cache,
                tokens,
                counts,
                queues,
            }),
        }
    }

    /// The records.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The files.
    pub fn files(&self) -> &Files {
        &self.inner.files
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Who tells schools and people.
    pub fn doorkeeper(&self) -> &dyn Doorkeeper {
        &*self.inner.doorkeeper
    }

    /// Who tells what waits.
    pub fn waiting(&self) -> &dyn Waiting {
        &*self.inner.waiting
    }

    /// The rendered public pages.
    pub fn cache(&self) -> &PageCache {
        &self.inner.cache
    }

    /// How requests were answered.
    pub fn counts(&self) -> &Counts {
        &self.inner.counts
    }

    /// The form tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.inner.tokens
    }

    pub(crate) fn queues(&self) -> &Queues {
        &self.inner.queues
    }

    /// Where a school is read from outside, without a closing slash.
    pub async fn public_url(&self, school: SchoolId) -> Result<String, Failure> {
        let set = self.inner.doorkeeper.public_url(school).await?;
        Ok(set.unwrap_or_else(|| self.inner.settings.public_url.clone()))
    }

    /// The client's address behind the peer's, by the trusted proxies.
    pub fn client(&self, peer: IpAddr, headers: &http::HeaderMap) -> IpAddr {
        crate::client_address(peer, headers, &self.inner.settings.trusted_proxies)
    }
}
