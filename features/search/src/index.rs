//! The index of a node in its folder.
//!
//! The folder holds a lock, and beside it one folder for each building of the
//! index, by number; the file `current` names the one that counts. So a new
//! one is built beside it, and one renaming puts it in its place.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use thiserror::Error;

use crate::entry::Entry;
use crate::opened::{Opened, Then};

/// An index that cannot be used.
#[derive(Debug, Error)]
pub enum IndexError {
    /// Another process has it open.
    #[error("检索索引 {} 正被另一个 gongkai 进程使用。一个数据文件夹同时只能由一个服务打开，请先停止那一个", .0.display())]
    Held(PathBuf),
    /// The engine failed.
    #[error("检索索引读写失败：{0}")]
    Engine(#[from] tantivy::TantivyError),
    /// The folder failed.
    #[error("检索索引的文件夹读写失败：{0}")]
    Folder(#[from] std::io::Error),
}

/// The index; cheap to clone.
#[derive(Clone)]
pub struct Index {
    home: Arc<Home>,
    live: Arc<RwLock<Arc<Opened>>>,
}

struct Home {
    folder: PathBuf,
    /// The system lets go of it when the process ends, however it ends.
    _lock: File,
    newest: AtomicU64,
}

impl Index {
    /// Opens the index in a folder, or makes an empty one.
    pub fn open(folder: &Path) -> Result<Index, IndexError> {
        fs::create_dir_all(folder)?;
        let lock = File::create(folder.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => IndexError::Held(folder.to_owned()),
            TryLockError::Error(error) => error.into(),
        })?;
        let home = Home { folder: folder.to_owned(), _lock: lock, newest: AtomicU64::new(0) };
        let number = home.current()?;
        home.newest.store(number, Ordering::Relaxed);
        home.clear_all_but(number)?;
        let live = Opened::open(&home.building(number))?;
        Ok(Index { home: Arc::new(home), live: Arc::new(RwLock::new(Arc::new(live))) })
    }

    /// The number of the last event whose consequences are in the index, or will be with the next
    /// commit.
    pub fn cursor(&self) -> i64 {
        self.live().cursor()
    }

    /// Puts entries in, takes others out, and moves the cursor, in one commit.
    pub fn apply(&self, put: &[Entry], gone: &[i64], cursor: i64) -> Result<(), IndexError> {
        self.write(put, gone, cursor, Then::Commit)
    }

    /// The same, where more may be on its way.
    pub(crate) fn write(
        &self,
        put: &[Entry],
        gone: &[i64],
        cursor: i64,
        then: Then,
    ) -> Result<(), IndexError> {
        // Held until the commit, so that nothing lands in an index that is being replaced.
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        Ok(live.apply(put, gone, cursor, then)?)
    }

    pub(crate) fn live(&self) -> Arc<Opened> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An empty index beside this one, to be filled and then [adopted](Index::adopt).
    pub fn beside(&self) -> Result<Index, IndexError> {
        let number = self.home.newest.fetch_add(1, Ordering::Relaxed) + 1;
        let live = Opened::open(&self.home.building(number))?;
        Ok(Index { home: self.home.clone(), live: Arc::new(RwLock::new(Arc::new(live))) })
    }

    /// Puts what was built beside in this one's place. False, and nothing is
    /// changed, where it hasn't yet caught up with what this one already knows
    /// of a log that ends with event `last` (a restored log may end before it).
    pub fn adopt(&self, built: &Index, last: i64) -> Result<bool, IndexError> {
        let built = built.live();
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        if built.cursor() < live.cursor().min(last) {
            return Ok(false);
        }
        self.home.point_to(&built.folder)?;
        let old = std::mem::replace(&mut *live, built);
        drop(live);
        // Searches under way keep reading: the files go when the last one closes them.
        fs::remove_dir_all(&old.folder)?;
        Ok(true)
    }

    /// Throws away what was built beside and won't be adopted.
    pub(crate) fn abandon(self) {
        let folder = self.live().folder.clone();
        drop(self);
        if let Err(error) = fs::remove_dir_all(&folder) {
            tracing::warn!(%error, folder = %folder.display(), "half an index was left behind; the next start takes it away");
        }
    }
}

impl Home {
    fn building(&self, number: u64) -> PathBuf {
        self.folder.join(number.to_string())
    }

    fn pointer(&self) -> PathBuf {
        self.folder.join("current")
    }

    /// The building that counts; where nothing is said, the first.
    fn current(&self) -> Result<u64, IndexError> {
        match fs::read_to_string(self.pointer()) {
            Ok(name) => Ok(name.trim().parse().unwrap_or(1)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(1),
            Err(error) => Err(error.into()),
        }
    }

    fn point_to(&self, building: &Path) -> Result<(), IndexError> {
        let name = building.file_name().unwrap_or_default().to_string_lossy();
        let beside = self.folder.join("current.new");
        let mut file = File::create(&beside)?;
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
        Ok(fs::rename(beside, self.pointer())?)
    }

    /// Takes away what a rebuilding that was cut off left behind.
    fn clear_all_but(&self, current: u64) -> Result<(), IndexError> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let number = entry.file_name().to_str().and_then(|name| name.parse::<u64>().ok());
            if number.is_some_and(|number| number != current) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }
}
