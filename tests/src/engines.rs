//! A database and a data folder for each test, on the engine that the run has
//! chosen: SQLite, or the PostgreSQL server named by `GONGKAI_TEST_DATABASE_URL`.

use std::path::{Path, PathBuf};

use store::Engine;
use tempfile::TempDir;

/// A new, empty database and the data folder beside it, gone with this value.
/// (A PostgreSQL database stays until its server, which `script/test` throws away.)
pub struct Database {
    folder: TempDir,
    url: String,
}

impl Database {
    /// Makes one on the engine of this run.
    pub async fn fresh() -> Database {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = store::testing::fresh_url(folder.path()).await;
        Database { folder, url }
    }

    /// Makes one on SQLite, whatever the engine of this run.
    pub fn fresh_on_sqlite() -> Database {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite://{}", folder.path().join("gongkai.db").display());
        Database { folder, url }
    }

    /// The database at this address, with a data folder of its own.
    pub fn at(url: String) -> Database {
        Database { folder: tempfile::tempdir().expect("a temporary folder can be made"), url }
    }

    /// The file of the master key, where the program puts it by itself.
    pub fn key(&self) -> PathBuf {
        self.folder().with_added_extension("key")
    }

    /// Its address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Which engine it is on.
    pub fn engine(&self) -> Engine {
        Engine::of_url(&self.url).expect("a test database has an engine's address")
    }
}
