//! Rebuilding what is local to a node. The server owns its index and pages:
//! beside it, `gongkai rebuild` lays a request into the data folder, which the
//! server looks for, follows and answers. A request outlives a server that
//! died over it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::ValueEnum;
use tokio::sync::watch;
use web::Site;

use crate::house::House;

/// What can be rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// 检索索引
    Search,
    /// 网页
    Pages,
    /// 计数
    Counters,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::Search, Part::Pages, Part::Counters];

    fn word(self) -> &'static str {
        match self {
            Part::Search => "search",
            Part::Pages => "pages",
            Part::Counters => "counters",
        }
    }
}

/// What is said of counters: every figure is counted from records when it is asked for.
pub const NO_COUNTERS: &str = "计数：没有另存的计数，每个数都是当场从记录里数的，不用重建";

/// What is said of pages.
pub const PAGES_REBUILT: &str = "网页：存着的都作废了，下次有人看时重新生成";

const LOOK_AGAIN: Duration = Duration::from_millis(300);
/// The ending of a request's file whose answer has come, and of one that tells how far it is.
const ANSWERED: &str = "done";
const TOLD: &str = "told";

fn folder(data: &Path) -> PathBuf {
    data.join("rebuild")
}

/// A request, and where it will be answered.
pub struct Request {
    asked: PathBuf,
    answer: PathBuf,
}

impl Request {
    /// Lays a request into the data folder.
    pub fn lay(data: &Path, part: Part) -> std::io::Result<Request> {
        fs::create_dir_all(folder(data))?;
        let asked = folder(data).join(format!("{}.{}", part.word(), keys::token()));
        fs::write(&asked, "")?;
        Ok(Request { answer: asked.with_added_extension(ANSWERED), asked })
    }

    /// The server's answer, where it has come.
    pub fn answer(&self) -> Option<String> {
        let answer = fs::read_to_string(&self.answer).ok()?;
        fs::remove_file(&self.answer).ok();
        Some(answer)
    }

    /// How far the server is, and of how much, once it has begun.
    pub fn progress(&self) -> Option<(i64, i64)> {
        let told = fs::read_to_string(self.asked.with_added_extension(TOLD)).ok()?;
        let (done, of) = told.split_once('/')?;
        Some((done.parse().ok()?, of.parse().ok()?))
    }

    /// Takes it back.
    pub fn withdraw(self) {
        fs::remove_file(self.asked.with_added_extension(TOLD)).ok();
        fs::remove_file(&self.asked).ok();
        fs::remove_file(&self.answer).ok();
    }
}

/// Only one index is built beside the one in use.
static BUILDING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Rebuilds the search index; `told` hears now and then how many records it has read, of how many.
/// Answers with a sentence.
pub async fn rebuild_search(
    index: &search::Index,
    house: &House,
    mut told: impl FnMut(i64, i64),
) -> Result<String, store::Failure> {
    let _one = BUILDING.lock().await;
    let last = house.store.last_event().await?;
    told(0, last);
    let building: Arc<Mutex<Option<search::Index>>> = Arc::default();
    let seen = building.clone();
    let begun = move |index| *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(index);
    let indexer = search::Indexer::new(index.clone(), house.store.clone(), house.files.clone());
    let work = indexer.rebuild(begun);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => break done?,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
        if let Some(index) = &*building.lock().unwrap_or_else(PoisonError::into_inner) {
            told(index.cursor(), last);
        }
    }
    Ok(format!("检索索引：已重建到第 {} 条事件", index.cursor()))
}

/// Follows requests until `stop` changes.
pub async fn follow(house: House, site: Site, index: search::Index, mut stop: watch::Receiver<bool>) {
    let data = house.settings.data.clone();
    loop {
        for (part, asked) in requests(&data) {
            let answer = match part {
                Part::Search => match rebuild_search(&index, &house, tell(&asked)).await {
                    Ok(sentence) => sentence,
                    Err(error) => format!("检索索引没有重建成：{error}。原来的还在用"),
                },
                Part::Pages => {
                    site.cache().touch_all();
                    PAGES_REBUILT.to_owned()
                }
                Part::Counters => NO_COUNTERS.to_owned(),
            };
            if let Err(error) = settle(&asked, &answer) {
                tracing::warn!(%error, "a request to rebuild could not be answered");
            }
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

fn requests(data: &Path) -> Vec<(Part, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder(data)) else { return Vec::new() };
    let names = entries.filter_map(|entry| Some(entry.ok()?.path()));
    names.filter_map(|path| Some((part_of(&path)?, path))).collect()
}

fn part_of(path: &Path) -> Option<Part> {
    let (word, token) = path.file_name()?.to_str()?.split_once('.')?;
    Part::ALL.into_iter().find(|part| part.word() == word).filter(|_| !token.contains('.'))
}

/// Tells beside a request how far it is; whoever asked may have gone.
fn tell(asked: &Path) -> impl FnMut(i64, i64) {
    let file = asked.with_added_extension(TOLD);
    move |done, of| {
        fs::write(&file, format!("{done}/{of}")).ok();
    }
}

/// The answer is there whole before the request is gone.
fn settle(asked: &Path, answer: &str) -> std::io::Result<()> {
    let beside = asked.with_added_extension("new");
    fs::write(&beside, answer)?;
    fs::remove_file(asked.with_added_extension(TOLD)).ok();
    fs::rename(&beside, asked.with_added_extension(ANSWERED))?;
    fs::remove_file(asked)
}
