//! Upkeep (维护) from the browser: what takes long is asked for, left, and found again. It goes on in
//! this process; how it ended lies in the data folder, and so does what a stop broke off.

mod page;

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use terms::SchoolId;
use web::Site;

pub use page::routes;

use crate::export::export;
use crate::house::House;
use crate::rebuilds::{PAGES_REBUILT, rebuild_search};

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// 检索索引
    Search,
    /// 存着的网页
    Pages,
    /// 静态站
    Export,
}

impl Work {
    /// All of them.
    pub const ALL: [Work; 3] = [Work::Search, Work::Pages, Work::Export];

    /// The word of addresses and files.
    pub fn code(self) -> &'static str {
        match self {
            Work::Search => "search",
            Work::Pages => "pages",
            Work::Export => "export",
        }
    }

    /// The work of a word.
    pub fn from_code(code: &str) -> Option<Work> {
        Work::ALL.into_iter().find(|work| work.code() == code)
    }
}

/// How a work began and ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// When it began.
    pub begun_at: Timestamp,
    /// When it ended; nothing while it goes on, or where a stop broke it off.
    pub ended_at: Option<Timestamp>,
    /// What came of it, a sentence.
    pub sentence: String,
    /// Whether it failed.
    pub is_fault: bool,
}

/// How far a work is that goes on.
#[derive(Clone, Default)]
struct Count {
    files: Arc<AtomicUsize>,
    index: Arc<Mutex<Option<search::Index>>>,
}

/// What the page of upkeep works with.
#[derive(Clone)]
pub struct Upkeep {
    house: House,
    site: Site,
    index: search::Index,
    going: Arc<Mutex<HashMap<(Work, i64), Count>>>,
}

impl axum::extract::FromRef<Upkeep> for Site {
    fn from_ref(upkeep: &Upkeep) -> Site {
        upkeep.site.clone()
    }
}

impl Upkeep {
    /// The upkeep of an installation that is served.
    pub fn new(house: &House, site: &Site, index: &search::Index) -> Upkeep {
        Upkeep { house: house.clone(), site: site.clone(), index: index.clone(), going: Arc::default() }
    }

    /// Begins a work, unless it goes on already.
    pub fn begin(&self, work: Work, school: &schools::School) -> std::io::Result<()> {
        let key = key(work, school.id);
        let count = Count::default();
        {
            let mut going = held(&self.going);
            if going.contains_key(&key) {
                return Ok(());
            }
            let begun = Told { begun_at: self.site.clock().now(), ..Told::default() };
            self.write(key, &begun)?;
            going.insert(key, count.clone());
        }
        let (upkeep, id, folder) = (self.clone(), school.id, self.export_folder(school));
        tokio::spawn(async move {
            let outcome = upkeep.done(work, id, folder, &count).await;
            upkeep.end(key, outcome);
        });
        Ok(())
    }

    async fn done(
        &self,
        work: Work,
        school: SchoolId,
        folder: PathBuf,
        count: &Count,
    ) -> Result<String, String> {
        match work {
            Work::Search => {
                let seen = |building: search::Index| *held(&count.index) = Some(building);
                rebuild_search(&self.index, &self.house, seen).await.map_err(|error| error.to_string())
            }
            Work::Pages => {
                self.site.cache().touch_all();
                Ok(PAGES_REBUILT.to_owned())
            }
            Work::Export => {
                let files = count.files.clone();
                let told = move |so_far| files.store(so_far, Ordering::Relaxed);
                fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
                let done = export(&self.house, school, &folder, told).await;
                let done = done.map_err(|error| error.to_string())?;
                let broken = match done.broken.len() {
                    0 => String::new(),
                    links => format!("；有{links}个链接打不开"),
                };
                let (files, written, removed) = (done.files, done.written, done.removed);
                Ok(format!("共{files}个文件，新写{written}个，去掉{removed}个{broken}"))
            }
        }
    }

    fn end(&self, key: (Work, i64), outcome: Result<String, String>) {
        let begun_at = self.read(key).map_or_else(Timestamp::default, |told| told.begun_at);
        let is_fault = outcome.is_err();
        let sentence = outcome.unwrap_or_else(|error| error);
        let ended_at = Some(self.site.clock().now());
        if let Err(error) = self.write(key, &Told { begun_at, ended_at, sentence, is_fault }) {
            tracing::warn!(%error, work = key.0.code(), "how a work of upkeep ended could not be kept");
        }
        held(&self.going).remove(&key);
    }

    /// Where a school's static site lies.
    fn export_folder(&self, school: &schools::School) -> PathBuf {
        self.house.settings.data.join("export").join(&school.code)
    }

    fn file(&self, (work, school): (Work, i64)) -> PathBuf {
        self.house.settings.data.join("upkeep").join(format!("{}-{school}.json", work.code()))
    }

    fn read(&self, key: (Work, i64)) -> Option<Told> {
        serde_json::from_slice(&fs::read(self.file(key)).ok()?).ok()
    }

    /// Whole or not at all.
    fn write(&self, key: (Work, i64), told: &Told) -> std::io::Result<()> {
        let file = self.file(key);
        fs::create_dir_all(file.parent().unwrap_or(&file))?;
        let beside = file.with_extension("new");
        fs::write(&beside, serde_json::to_vec(told)?)?;
        fs::rename(beside, file)
    }
}

/// A static site is a school's; the index and the pages are everybody's.
fn key(work: Work, school: SchoolId) -> (Work, i64) {
    (work, if work == Work::Export { school.0 } else { 0 })
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
