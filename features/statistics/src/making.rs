//! What a report says, and its files, take a while where there is much to count. They are made once for all
//! who ask for the same, go on when those leave, and are kept for a while for those who come back.
//!
//! Each process makes its own: they are read from the records and change nothing.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use terms::{AcademicYear, SchoolId};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use web::{Outcome, Progress, Site, Told, Visit, Works};

use crate::model::Report;
use crate::render::{Contents, Format, again, set, telling};

/// How old the records may be that a kept report counts: opening figure after figure then costs one
/// counting, and the page says of which minute the records are.
const FRESH: SignedDuration = SignedDuration::from_mins(1);
/// How long something is kept for those who left.
const KEPT: Duration = Duration::from_secs(300);
/// How many are made together: each holds all records of a school.
const TOGETHER: usize = 2;

/// Of what something is made.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Asked {
    school: SchoolId,
    year: AcademicYear,
    /// The report's version: with every change of its words it is another.
    version: i64,
    /// What is still to come depends on the day.
    today: Date,
    /// The file; none for the contents.
    format: Option<Format>,
}

/// What was made.
#[derive(Clone)]
pub struct Ready<T> {
    /// It.
    pub made: T,
    /// Of when its records are.
    pub counted_at: Timestamp,
}

/// What somebody gets who asks.
pub enum Look<T> {
    /// It is there.
    Ready(Ready<T>),
    /// It is on its way, so far.
    Going(Told),
}

/// Something that was made slowly, and may serve others.
struct Kept<T> {
    ready: Ready<T>,
    /// The last event before its records were read.
    event: i64,
    until: Instant,
}

impl<T> Kept<T> {
    fn is_fresh(&self, event: i64, now: Timestamp) -> bool {
        let is_young = now.duration_since(self.ready.counted_at) < FRESH;
        self.until > Instant::now() && (self.event == event || is_young)
    }
}

impl Asked {
    /// Whether the other is the same of another version.
    fn differs_in_words(&self, other: &Asked) -> bool {
        self.version != other.version && Asked { version: other.version, ..self.clone() } == *other
    }
}

/// The makings of one sort.
struct Makings<T> {
    works: Works<Asked, Outcome<Ready<T>>>,
    kept: Arc<Mutex<HashMap<Asked, Kept<T>>>>,
}

/// All makings of this process.
#[derive(Clone)]
pub struct Making {
    site: Site,
    contents: Makings<Arc<Contents>>,
    files: Makings<Bytes>,
    turns: Arc<Semaphore>,
}

impl Making {
    /// Makes reports of this site.
    pub fn new(site: &Site) -> Making {
        Making {
            site: site.clone(),
            contents: Makings::new(),
            files: Makings::new(),
            turns: Arc::new(Semaphore::new(TOGETHER)),
        }
    }

    /// What a report says, or how far the counting is.
    pub async fn contents(&self, visit: &Visit, report: &Report) -> Outcome<Look<Arc<Contents>>> {
        let (asked, event) = (asked(visit, report, None), self.site.store().last_event().await?);
        let work = |progress| self.clone().count(asked.clone(), visit.now, event, progress);
        self.contents.look(&asked, report, event, visit.now, self.site.settings().patience, work).await
    }

    /// The same, however long it takes.
    pub async fn whole_contents(&self, visit: &Visit, report: &Report) -> Outcome<Arc<Contents>> {
        let (asked, event) = (asked(visit, report, None), self.site.store().last_event().await?);
        if let Some(ready) = self.contents.kept(&asked, report, event, visit.now) {
            return Ok(ready.made);
        }
        Ok(self.counted(asked, visit.now, event).await?.made)
    }

    /// A file of a report that is not frozen, or how far it is.
    pub async fn file(&self, visit: &Visit, report: &Report, format: Format) -> Outcome<Look<Bytes>> {
        let (asked, event) = (asked(visit, report, Some(format)), self.site.store().last_event().await?);
        let work = |progress| self.clone().set(asked.clone(), format, visit.now, event, progress);
        let look =
            self.files.look(&asked, report, event, visit.now, self.site.settings().patience, work).await?;
        // Until type is set, it is as far as the counting is.
        let of_contents = Asked { format: None, ..asked };
        Ok(match look {
            Look::Going(told) if told.sentence.is_empty() => {
                let counting = self.contents.works.find(&of_contents);
                Look::Going(counting.map(|going| going.progress.told()).unwrap_or(told))
            }
            look => look,
        })
    }

    async fn counted(&self, asked: Asked, now: Timestamp, event: i64) -> Outcome<Ready<Arc<Contents>>> {
        let work = |progress| self.clone().count(asked.clone(), now, event, progress);
        self.contents.works.begin(asked.clone(), work).end().await?
    }

    async fn count(
        self,
        asked: Asked,
        now: Timestamp,
        event: i64,
        progress: Progress,
    ) -> Outcome<Ready<Arc<Contents>>> {
        let begun = Instant::now();
        progress.say("前面还有别的报告在数，数完就轮到这一份");
        let _turn = self.turns.acquire().await.ok();
        let mut reader = self.site.store().reader().await?;
        let files = self.site.files();
        let (made, counted_at) = match self.contents.before(&asked, event, now) {
            // Only words were changed: the records need no second reading.
            Some(before) => {
                let ledger = before.made.ledger.clone();
                (again(&mut reader, files, asked.school, asked.year, ledger).await?, before.counted_at)
            }
            None => (telling(&mut reader, files, asked.school, asked.year, &progress).await?, now),
        };
        let ready = Ready { made: Arc::new(made), counted_at };
        self.contents.keep(asked, &ready, event, begun, self.site.settings().patience);
        Ok(ready)
    }

    async fn set(
        self,
        asked: Asked,
        format: Format,
        now: Timestamp,
        event: i64,
        progress: Progress,
    ) -> Outcome<Ready<Bytes>> {
        let begun = Instant::now();
        let of_contents = Asked { format: None, ..asked.clone() };
        let counted = self.counted(of_contents, now, event).await?;
        progress.say(format!("数都数好了，正在做{}文件", format.name()));
        let made = set(counted.made, format, now).await?;
        let ready = Ready { made, counted_at: counted.counted_at };
        self.files.keep(asked, &ready, event, begun, self.site.settings().patience);
        Ok(ready)
    }
}

fn asked(visit: &Visit, report: &Report, format: Option<Format>) -> Asked {
    Asked { school: visit.school(), year: report.year, version: report.version, today: visit.today(), format }
}

impl<T> Clone for Makings<T> {
    fn clone(&self) -> Self {
        Makings { works: self.works.clone(), kept: self.kept.clone() }
    }
}

impl<T: Clone + Send + Sync + 'static> Makings<T> {
    fn new() -> Makings<T> {
        Makings { works: Works::default(), kept: Arc::default() }
    }

    async fn look<F>(
        &self,
        asked: &Asked,
        report: &Report,
        event: i64,
        now: Timestamp,
        patience: Duration,
        work: impl FnOnce(Progress) -> F,
    ) -> Outcome<Look<T>>
    where
        F: Future<Output = Outcome<Ready<T>>> + Send + 'static,
    {
        if let Some(ready) = self.kept(asked, report, event, now) {
            return Ok(Look::Ready(ready));
        }
        let mut going = self.works.begin(asked.clone(), work);
        Ok(match going.within(patience).await? {
            Some(made) => Look::Ready(made?),
            None => Look::Going(going.progress.told()),
        })
    }

    /// What is kept and may still be shown: the records did not move, or were read this minute.
    fn kept(&self, asked: &Asked, report: &Report, event: i64, now: Timestamp) -> Option<Ready<T>> {
        let kept = held(&self.kept);
        let one = kept.get(asked).filter(|one| one.until > Instant::now())?;
        (report.ledger.is_some() || one.is_fresh(event, now)).then(|| one.ready.clone())
    }

    /// The same of the report before its words were changed.
    fn before(&self, asked: &Asked, event: i64, now: Timestamp) -> Option<Ready<T>> {
        let kept = held(&self.kept);
        let found = kept.iter().filter(|(of, one)| of.differs_in_words(asked) && one.is_fresh(event, now));
        found.map(|(_, one)| one.ready.clone()).max_by_key(|ready| ready.counted_at)
    }

    /// Keeps what nobody could wait for; what is made at once is made anew each time.
    fn keep(&self, asked: Asked, ready: &Ready<T>, event: i64, begun: Instant, patience: Duration) {
        if begun.elapsed() < patience {
            return;
        }
        let until = Instant::now() + KEPT;
        let mut all = held(&self.kept);
        all.retain(|of, _| !of.differs_in_words(&asked));
        all.insert(asked, Kept { ready: ready.clone(), event, until });
        drop(all);
        let kept = self.kept.clone();
        tokio::spawn(async move {
            tokio::time::sleep_until(until).await;
            held(&kept).retain(|_, one| one.until > Instant::now());
        });
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
