//! Brings a database's tables to this version.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, Connection};

use crate::{Engine, OpenError};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

pub(crate) async fn run(url: &str, engine: Engine) -> Result<(), OpenError> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&with_creation(url, engine)).await?;
    let migrator = match engine {
        Engine::Sqlite => &SQLITE,
        Engine::Postgres => &POSTGRES,
    };
    let outcome = migrator.run(&mut connection).await;
    connection.close().await.ok();
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => OpenError::Newer,
        MigrateError::VersionMismatch(version) => OpenError::Altered(version),
        other => OpenError::Migration(other),
    })
}

/// SQLite makes the file only when the address asks for it.
fn with_creation(url: &str, engine: Engine) -> String {
    match engine {
        Engine::Sqlite if !url.contains("mode=") => format!("{url}?mode=rwc"),
        _ => url.to_owned(),
    }
}
