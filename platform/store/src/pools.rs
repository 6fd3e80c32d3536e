//! The connections: several for reading, one for writing on SQLite.

use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Executor};

use crate::Engine;

/// How long a page waits for a connection before it says that the database
/// cannot be reached.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// The same while the database is known to be away.
pub(crate) const BRIEFLY: Duration = Duration::from_millis(500);

/// WAL with FULL: what was answered with "done" survives a power cut. With
/// NORMAL each of twenty simulated power cuts lost commits.
pub(crate) const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

pub(crate) async fn readers(url: &str, engine: Engine) -> Result<AnyPool, sqlx::Error> {
    let options =
        AnyPoolOptions::new().acquire_timeout(PATIENCE).test_before_acquire(engine == Engine::Postgres);
    match engine {
        Engine::Sqlite => {
            options
                .max_connections(8)
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        connection.execute(SQLITE_SETTINGS).await?;
                        connection.execute("PRAGMA query_only = ON").await.map(drop)
                    })
                })
                .connect(url)
                .await
        }
        Engine::Postgres => options.max_connections(16).connect(url).await,
    }
}

pub(crate) async fn writer(url: &str) -> Result<AnyPool, sqlx::Error> {
    AnyPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(SQLITE_SETTINGS).await.map(drop) })
        })
        .connect(url)
        .await
}
