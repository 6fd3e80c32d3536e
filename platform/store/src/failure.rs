//! What can go wrong with a database, still ignorant of pages.

use thiserror::Error;

/// An action or a reading that could not be done.
#[derive(Debug, Error)]
pub enum Failure {
    /// The form was sent before; what it asked for has been done.
    #[error("the form has been used already")]
    Repeated,
    /// The database cannot be reached now; trying again later may help.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// The disk or the database's room is full; nothing was written.
    #[error("the disk is full: {0}")]
    Full(#[source] sqlx::Error),
    /// A row that must be single is there already.
    #[error("a row like this is there already: {0}")]
    Duplicate(#[source] sqlx::Error),
    /// A value in the database is not what this version writes.
    #[error("unreadable value in {0}")]
    Unreadable(&'static str),
    /// An action tried to end without telling what happened. A programming error.
    #[error("an action must append exactly one event")]
    Silent,
    /// Anything else the database says.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
}

/// SQLite's code for a full disk or a reached page limit.
const SQLITE_FULL: &str = "13";
/// PostgreSQL's class of codes for missing room.
const POSTGRES_FULL: &str = "53100";

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                Failure::Unreachable(error)
            }
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Failure::Duplicate(error),
            sqlx::Error::Database(inner) => match inner.code().as_deref() {
                Some(SQLITE_FULL | POSTGRES_FULL) => Failure::Full(error),
                Some(code) if is_sqlite_disk_trouble(code) => Failure::Unreachable(error),
                // PostgreSQL: connection failures (08), shutting down or starting up (57P).
                Some(code) if code.starts_with("08") || code.starts_with("57P") => {
                    Failure::Unreachable(error)
                }
                _ => Failure::Database(error),
            },
            _ => Failure::Database(error),
        }
    }
}

/// SQLite's BUSY (5), IOERR (10) and CANTOPEN (14), in the low byte of its
/// longer codes. PostgreSQL's codes have five characters.
fn is_sqlite_disk_trouble(code: &str) -> bool {
    code.len() < 5 && code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 10 | 14))
}

/// A database that could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The address names no engine we know.
    #[error("数据库地址要以 sqlite: 或 postgres: 开头")]
    UnknownEngine,
    /// The tables were made by a newer version.
    #[error("这个数据是更新版本的 gongkai 建的，请用那个版本打开（没有改动任何东西）")]
    Newer,
    /// A migration on disk differs from the one that was applied.
    #[error("数据库第 {0} 步升级的内容与本程序不符，请核对程序版本（没有改动任何东西）")]
    Altered(i64),
    /// The database cannot be reached.
    #[error("连不上数据库：{0}")]
    Unreachable(#[source] sqlx::Error),
    /// The account may not alter tables, and so many migrations are missing.
    #[error("数据库还差 {0} 步升级，而这个账号不能改表。请用能改表的账号运行一次 gongkai migrate，再启动")]
    MayNotAlter(usize),
    /// The database holds nothing of ours.
    #[error("数据库里没有 gongkai 的数据")]
    Foreign,
    /// A table has something in it that this version does not know.
    #[error("数据库的表读不懂：{0}")]
    Unfamiliar(#[source] Failure),
    /// A migration failed.
    #[error("数据库升级没有成功：{0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        OpenError::Unreachable(error)
    }
}
