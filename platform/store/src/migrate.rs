//! Brings a database's tables to this version.

use std::path::PathBuf;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, Connection, Row};

use crate::{Engine, OpenError};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// PostgreSQL's code for an account that may not.
const NO_RIGHT: &str = "42501";

fn migrator(engine: Engine) -> &'static Migrator {
    match engine {
        Engine::Sqlite => &SQLITE,
        Engine::Postgres => &POSTGRES,
    }
}

/// The number of this version's last migration.
pub fn newest_schema() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Migrates where something is missing, and otherwise only looks: an account
/// that may not alter tables can open a database that is up to date.
pub(crate) async fn run(url: &str, engine: Engine) -> Result<(), OpenError> {
    run_to(url, engine, i64::MAX).await
}

/// The same, up to and with migration `version`.
pub(crate) async fn run_to(url: &str, engine: Engine, version: i64) -> Result<(), OpenError> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&with_creation(url, engine)).await?;
    let outcome = bring(&mut connection, engine, version).await;
    connection.close().await.ok();
    outcome
}

async fn bring(connection: &mut AnyConnection, engine: Engine, version: i64) -> Result<(), OpenError> {
    let missing = pending(engine, &applied(connection, engine).await?)?;
    if missing.iter().all(|missing| *missing > version) {
        return Ok(());
    }
    migrator(engine).run_to(version, connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => OpenError::Newer,
        MigrateError::VersionMismatch(version) => OpenError::Altered(version),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if may_not(&error) => {
            OpenError::MayNotAlter(missing.len())
        }
        other => OpenError::Migration(other),
    })
}

fn may_not(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(inner) if inner.code().as_deref() == Some(NO_RIGHT))
}

/// The migrations that were applied, in order: number and checksum.
pub(crate) async fn applied(
    connection: &mut AnyConnection,
    engine: Engine,
) -> Result<Vec<(i64, Vec<u8>)>, sqlx::Error> {
    let is_there = match engine {
        Engine::Sqlite => "SELECT COUNT(*) AS n FROM sqlite_master WHERE name = '_sqlx_migrations'",
        Engine::Postgres => {
            "SELECT COUNT(*) AS n FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND c.relname = '_sqlx_migrations'"
        }
    };
    let count: i64 = sqlx::query(is_there).fetch_one(&mut *connection).await?.try_get("n")?;
    if count == 0 {
        return Ok(Vec::new());
    }
    let rows = sqlx::query("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("version")?, row.try_get("checksum")?))).collect()
}

/// The migrations that are missing.
///
/// # Errors
/// Refuses a database of a newer version, and one made by another migration
/// of the same number.
pub(crate) fn pending(engine: Engine, applied: &[(i64, Vec<u8>)]) -> Result<Vec<i64>, OpenError> {
    let ours = migrator(engine);
    for (version, checksum) in applied {
        let known = ours.iter().find(|migration| migration.version == *version).ok_or(OpenError::Newer)?;
        if known.checksum.as_ref() != checksum.as_slice() {
            return Err(OpenError::Altered(*version));
        }
    }
    let done = |version: i64| applied.iter().any(|(applied, _)| *applied == version);
    Ok(ours.iter().map(|migration| migration.version).filter(|version| !done(*version)).collect())
}

/// SQLite makes the file only when the address asks for it.
fn with_creation(url: &str, engine: Engine) -> String {
    match engine {
        Engine::Sqlite if !url.contains("mode=") => format!("{url}?mode=rwc"),
        _ => url.to_owned(),
    }
}

/// The file that a SQLite address names.
pub(crate) fn sqlite_file(url: &str) -> PathBuf {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    PathBuf::from(path.split('?').next().unwrap_or(path))
}
