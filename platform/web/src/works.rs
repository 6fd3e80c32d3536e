//! Work that takes longer than somebody waits for a page: it goes on in this process when they leave, says
//! how far it is, and is found again by whoever asks for the same.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::{Error, Kind};

/// How long a page waits for such work before it shows how far it is.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// How far a work is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// In words; empty where nothing was said yet.
    pub sentence: String,
    /// How much of it is done.
    pub done: i64,
    /// How much there is to do; 0 where nobody knows.
    pub of: i64,
}

/// Where a work says how far it is, and pages read it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Told>>);

impl Progress {
    /// Says how far the work is, in words only.
    pub fn say(&self, sentence: impl Into<String>) {
        self.step(0, 0, sentence);
    }

    /// Says how much of how much is done.
    pub fn step(&self, done: i64, of: i64, sentence: impl Into<String>) {
        *held(&self.0) = Told { sentence: sentence.into(), done, of };
    }

    /// What was said last.
    pub fn told(&self) -> Told {
        held(&self.0).clone()
    }
}

/// A work that goes on.
#[derive(Clone, Debug)]
pub struct Going<T> {
    /// How far it is.
    pub progress: Progress,
    ended: watch::Receiver<Option<T>>,
}

impl<T: Clone> Going<T> {
    /// What comes of it.
    ///
    /// # Errors
    /// Where it broke off: a fault of ours.
    pub async fn end(&mut self) -> Result<T, Error> {
        let ended = self.ended.wait_for(Option::is_some).await;
        let broke_off = || Error::from(Kind::Broken("a work broke off"));
        ended.ok().and_then(|done| done.clone()).ok_or_else(broke_off)
    }

    /// The same, where it ends within this time.
    ///
    /// # Errors
    /// As above.
    pub async fn within(&mut self, patience: Duration) -> Result<Option<T>, Error> {
        tokio::time::timeout(patience, self.end()).await.ok().transpose()
    }
}

/// The works that go on in this process, each under its key.
#[derive(Debug)]
pub struct Works<K, T>(Arc<Mutex<HashMap<K, Going<T>>>>);

impl<K, T> Clone for Works<K, T> {
    fn clone(&self) -> Self {
        Works(self.0.clone())
    }
}

impl<K, T> Default for Works<K, T> {
    fn default() -> Self {
        Works(Arc::default())
    }
}

impl<K, T> Works<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// The work of a key, where it goes on.
    pub fn find(&self, key: &K) -> Option<Going<T>> {
        held(&self.0).get(key).cloned()
    }

    /// Begins the work of a key; where it goes on already, that one is answered with.
    pub fn begin<W, F>(&self, key: K, work: W) -> Going<T>
    where
        W: FnOnce(Progress) -> F,
        F: Future<Output = T> + Send + 'static,
    {
        let mut going = held(&self.0);
        if let Some(one) = going.get(&key) {
            return one.clone();
        }
        let (tell, ended) = watch::channel(None);
        let progress = Progress::default();
        let one = Going { progress: progress.clone(), ended };
        going.insert(key.clone(), one.clone());
        let (leaving, work) = (Leaving { works: self.clone(), key }, work(progress));
        tokio::spawn(async move {
            let _leaving = leaving;
            tell.send_replace(Some(work.await));
        });
        one
    }
}

/// Takes a work off the list when it has ended, however it did.
struct Leaving<K: Eq + Hash, T> {
    works: Works<K, T>,
    key: K,
}

impl<K: Eq + Hash, T> Drop for Leaving<K, T> {
    fn drop(&mut self) {
        held(&self.works.0).remove(&self.key);
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn a_work_is_begun_once_and_found_until_it_ends() {
        let works: Works<&str, i32> = Works::default();
        let (go, wait) = oneshot::channel::<()>();
        let mut first = works.begin("count", |progress| async move {
            progress.step(1, 2, "数到一半");
            wait.await.ok();
            7
        });
        assert_eq!(first.within(Duration::ZERO).await.unwrap(), None);
        let mut second = works.begin("count", |_| async { 8 });
        tokio::task::yield_now().await;
        let told = works.find(&"count").expect("it goes on").progress.told();
        assert_eq!((told.sentence.as_str(), told.done, told.of), ("数到一半", 1, 2));
        go.send(()).unwrap();
        assert_eq!((first.end().await.unwrap(), second.end().await.unwrap()), (7, 7));
        while works.find(&"count").is_some() {
            tokio::task::yield_now().await;
        }
        assert_eq!(works.begin("count", |_| async { 8 }).end().await.unwrap(), 8);
    }

    async fn breaks_off() -> i32 {
        panic!("broken off for the test")
    }

    #[tokio::test]
    async fn a_work_that_breaks_off_can_be_begun_again() {
        let works: Works<&str, i32> = Works::default();
        let broken = works.begin("count", |_| breaks_off()).end().await;
        assert_eq!(broken.unwrap_err().kind, Kind::Broken("a work broke off"));
        while works.find(&"count").is_some() {
            tokio::task::yield_now().await;
        }
        assert_eq!(works.begin("count", |_| async { 8 }).end().await.unwrap(), 8);
    }
}
