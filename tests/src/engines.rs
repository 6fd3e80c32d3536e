//! A database and a data folder for each test, on the engine that the run has
//! chosen: SQLite, or the PostgreSQL server named by `GONGKAI_TEST_DATABASE_URL`.

use std::path::Path;

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
