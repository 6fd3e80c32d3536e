//! Upkeep (维护) from the browser: what takes long is asked for, left, and found again. It goes on in
//! this process; how it ended lies in the data folder, and so does what a stop broke off.

mod page;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use terms::SchoolId;
use web::{Progress, Site, Works};

pub use page::routes;

use crate::export::archive::{self, Archive};
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

/// What the page of upkeep works with.
#[derive(Clone)]
pub struct Upkeep {
    house: House,
    site: Site,
    index: search::Index,
    going: Works<(Work, i64), ()>,
}

impl axum::extract::FromRef<Upkeep> for Site {
    fn from_ref(upkeep: &Upkeep) -> Site {
        upkeep.site.clone()
    }
}

impl Upkeep {
    /// The upkeep of an installation that is served.
    pub fn new(house: &House, site: &Site, index: &search::Index) -> Upkeep {
        Upkeep { house: house.clone(), site: site.clone(), index: index.clone(), going: Works::default() }
    }

    /// Begins a work, unless it goes on already.
    pub fn begin(&self, work: Work, school: &schools::School) -> std::io::Result<()> {
        let key = key(work, school.id);
        if self.going.find(&key).is_some() {
            return Ok(());
        }
        let begun = Told { begun_at: self.site.clock().now(), ..Told::default() };
        self.write(key, &begun)?;
        let (upkeep, school) = (self.clone(), (school.id, school.code.clone()));
        self.going.begin(key, |progress| async move {
            let outcome = upkeep.done(work, school, progress).await;
            upkeep.end(key, outcome);
        });
        Ok(())
    }

    async fn done(
        &self,
        work: Work,
        (school, code): (SchoolId, String),
        progress: Progress,
    ) -> Result<String, String> {
        match work {
            Work::Search => {
                let told = |done, of| progress.step(done, of, format!("读到第{done}条记录，共{of}条"));
                rebuild_search(&self.index, &self.house, told).await.map_err(|error| error.to_string())
            }
            Work::Pages => {
                self.site.cache().touch_all();
                Ok(PAGES_REBUILT.to_owned())
            }
            Work::Export => self.export(school, code, progress).await,
        }
    }

    /// The static site as a folder on the server, and as one file to take away.
    async fn export(&self, school: SchoolId, code: String, progress: Progress) -> Result<String, String> {
        let folder = self.exports().join(&code);
        let told = |so_far| progress.say(format!("已有{so_far}个文件"));
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let done = export(&self.house, school, &folder, told).await.map_err(|error| error.to_string())?;
        let (place, begun_at, progress) = (self.exports(), self.site.clock().now(), progress.clone());
        let told = move |at, of| {
            progress.step(at as i64, of as i64, format!("正在打成一个文件：第{at}个，共{of}个"));
        };
        let packing = move || archive::pack(&folder, &place, &code, begun_at, told);
        let packed = tokio::task::spawn_blocking(packing).await;
        let packed = packed.map_err(|error| error.to_string())?;
        let packed = packed.map_err(|error| format!("页面都导出了，没有打成一个文件：{error}"))?;
        let broken = match done.broken.len() {
            0 => String::new(),
            links => format!("；有{links}个链接打不开"),
        };
        let (files, written, removed) = (done.files, done.written, done.removed);
        let size = web::format::size(packed.size_bytes);
        Ok(format!("共{files}个文件，新写{written}个，去掉{removed}个{broken}；打成一个文件，{size}"))
    }

    fn end(&self, key: (Work, i64), outcome: Result<String, String>) {
        let begun_at = self.read(key).map_or_else(Timestamp::default, |told| told.begun_at);
        let is_fault = outcome.is_err();
        let sentence = outcome.unwrap_or_else(|error| error);
        let ended_at = Some(self.site.clock().now());
        if let Err(error) = self.write(key, &Told { begun_at, ended_at, sentence, is_fault }) {
            tracing::warn!(%error, work = key.0.code(), "how a work of upkeep ended could not be kept");
        }
    }

    /// Where the static sites of schools lie, each in a folder by its code, and as one file beside it.
    fn exports(&self) -> PathBuf {
        exports(&self.house.settings.data)
    }

    /// A school's static site as one file, where there is one.
    fn archive(&self, school: &schools::School) -> Option<Archive> {
        archive::find(&self.exports(), &school.code)
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

fn exports(data: &Path) -> PathBuf {
    data.join("export")
}

/// Removes what has lain for days to be taken away.
pub fn clear(data: &Path, now: Timestamp) -> std::io::Result<()> {
    archive::clear(&exports(data), now)
}

/// A static site is a school's; the index and the pages are everybody's.
fn key(work: Work, school: SchoolId) -> (Work, i64) {
    (work, if work == Work::Export { school.0 } else { 0 })
}
