//! Everything as it stood at one moment, while others go on writing.

use std::collections::BTreeSet;

use futures::TryStreamExt;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};

use crate::tables::{self, column_list, is_plain};
use crate::{Cell, Engine, Failure, OpenError, Table, migrate};

/// A reading transaction over the whole database. It changes nothing, neither
/// rows nor tables, so it may be of an older version than this program.
pub struct Snapshot {
    connection: AnyConnection,
    engine: Engine,
    schema: i64,
    pending: usize,
    tables: Vec<Table>,
}

impl Snapshot {
    /// Opens one of the database as it is now.
    ///
    /// # Errors
    /// Refuses a database of a newer version, and one that holds nothing of ours.
    pub async fn open(url: &str) -> Result<Snapshot, OpenError> {
        let engine = Engine::of_url(url)?;
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(url).await?;
        if engine == Engine::Sqlite {
            connection.execute("PRAGMA busy_timeout = 10000").await?;
            connection.execute("PRAGMA query_only = ON").await?;
        }
        connection
            .execute(match engine {
                Engine::Sqlite => "BEGIN",
                Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            })
            .await?;
        let applied = migrate::applied(&mut connection, engine).await?;
        let pending = migrate::pending(engine, &applied)?.len();
        let schema = applied.last().map(|(version, _)| *version).ok_or(OpenError::Foreign)?;
        let tables = tables::list(&mut connection, engine).await.map_err(OpenError::Unfamiliar)?;
        Ok(Snapshot { connection, engine, schema, pending, tables })
    }

    /// Which engine it is on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The number of the last migration that was applied.
    pub fn schema(&self) -> i64 {
        self.schema
    }

    /// How many migrations of this version are missing.
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// PostgreSQL's collation, where it is not one that compares bytes.
    pub async fn foreign_collation(&mut self) -> Result<Option<String>, Failure> {
        if self.engine == Engine::Sqlite {
            return Ok(None);
        }
        let row = sqlx::query(
            "SELECT CAST(datcollate AS TEXT) AS name FROM pg_database WHERE datname = current_database()",
        )
        .fetch_one(&mut self.connection)
        .await?;
        let name: String = row.try_get("name")?;
        let is_ours = matches!(name.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8");
        Ok((!is_ours).then_some(name))
    }

    /// All tables.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Hands over every row of a table, one after the other.
    pub async fn each_row<E: From<Failure>>(
        &mut self,
        table: &Table,
        mut take: impl FnMut(Vec<Cell>) -> Result<(), E>,
    ) -> Result<(), E> {
        let select = AssertSqlSafe(format!("SELECT {} FROM {}", column_list(table), plain(&table.name)?));
        let mut rows = sqlx::query(select).fetch(&mut self.connection);
        while let Some(row) = rows.try_next().await.map_err(Failure::from)? {
            let cells: Result<Vec<Cell>, Failure> = table
                .columns
                .iter()
                .enumerate()
                .map(|(index, column)| Cell::read(&row, index, column.kind))
                .collect();
            take(cells?)?;
        }
        Ok(())
    }

    /// The files that rows name: all values of columns whose name ends in
    /// `_hash`, but for those of secrets.
    pub async fn file_names(&mut self) -> Result<BTreeSet<String>, Failure> {
        let mut named = BTreeSet::new();
        for table in self.tables.clone() {
            for column in table.columns.iter().filter(|column| names_file(&column.name)) {
                let select = format!(
                    "SELECT DISTINCT {0} AS named FROM {1} WHERE {0} IS NOT NULL",
                    plain(&column.name)?,
                    plain(&table.name)?
                );
                for row in sqlx::query(AssertSqlSafe(select)).fetch_all(&mut self.connection).await? {
                    named.insert(row.try_get("named")?);
                }
            }
        }
        Ok(named)
    }
}

/// Whether a column of this name names files.
pub fn names_file(column: &str) -> bool {
    column.ends_with("_hash") && column != "secret_hash"
}

fn plain(name: &str) -> Result<&str, Failure> {
    if is_plain(name) { Ok(name) } else { Err(Failure::Unreadable("the name of a table or column")) }
}
