//! An empty database, filled with the rows of another in one transaction: so
//! that whatever dies, it is either still empty or whole.

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};

use crate::tables::{self, column_list, is_plain};
use crate::{Cell, ColumnKind, Engine, Failure, OpenError, Table, migrate};

/// What a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Nothing, or our tables before anything happened in them.
    Nothing,
    /// Tables of something else.
    Foreign,
    /// So many events of ours.
    Events(i64),
}

/// Looks at what a database holds, and changes nothing. A SQLite file that is
/// not there holds nothing.
pub async fn contents(url: &str) -> Result<Contents, OpenError> {
    let engine = Engine::of_url(url)?;
    if engine == Engine::Sqlite && !migrate::sqlite_file(url).exists() {
        return Ok(Contents::Nothing);
    }
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await?;
    let found = look(&mut connection, engine).await;
    connection.close().await.ok();
    found
}

async fn look(connection: &mut AnyConnection, engine: Engine) -> Result<Contents, OpenError> {
    let applied = migrate::applied(connection, engine).await?;
    migrate::pending(engine, &applied)?;
    if !applied.is_empty() {
        let row = sqlx::query("SELECT COUNT(*) AS events FROM events").fetch_one(connection).await?;
        let events: i64 = row.try_get("events")?;
        return Ok(if events == 0 { Contents::Nothing } else { Contents::Events(events) });
    }
    let tables = tables::list(connection, engine).await;
    Ok(if tables.is_ok_and(|tables| tables.is_empty()) { Contents::Nothing } else { Contents::Foreign })
}

/// A database being filled. Dropped before [`Filling::finish`], it is empty again.
pub struct Filling {
    connection: AnyConnection,
    engine: Engine,
    tables: Vec<Table>,
    /// What brings PostgreSQL's foreign keys back.
    foreign_keys: Vec<String>,
}

impl Filling {
    /// Makes the tables as they were after migration `schema`, and begins.
    /// The database must hold [`Contents::Nothing`].
    pub async fn begin(url: &str, schema: i64) -> Result<Filling, OpenError> {
        let engine = Engine::of_url(url)?;
        migrate::run_to(url, engine, schema).await?;
        let mut connection = AnyConnection::connect(url).await?;
        let mut foreign_keys = Vec::new();
        match engine {
            Engine::Sqlite => {
                connection.execute(crate::pools::SQLITE_SETTINGS).await?;
                connection.execute("BEGIN IMMEDIATE").await?;
                connection.execute("PRAGMA defer_foreign_keys = ON").await?;
            }
            Engine::Postgres => {
                connection.execute("BEGIN").await?;
                foreign_keys = drop_foreign_keys(&mut connection).await?;
            }
        }
        let tables = tables::list(&mut connection, engine).await.map_err(OpenError::Unfamiliar)?;
        for table in tables.iter().filter(|table| table.name != "events" && is_plain(&table.name)) {
            // What migrations wrote into their tables comes with the rows.
            connection.execute(AssertSqlSafe(format!("DELETE FROM {}", table.name))).await?;
        }
        Ok(Filling { connection, engine, tables, foreign_keys })
    }

    /// The tables to be filled.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// How many rows may go into one [`Filling::insert`].
    pub fn at_once(table: &Table) -> usize {
        crate::sql::together(table.columns.len())
    }

    /// Writes rows of a table, their values in the order of its columns.
    pub async fn insert(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let width = table.columns.len();
        let places = crate::sql::rows(rows.len(), width);
        let text = format!("INSERT INTO {} ({}) VALUES {places}", table.name, column_list(table));
        let is_usual = crate::sql::is_usual(rows.len(), width);
        let mut query = sqlx::query(AssertSqlSafe(text)).persistent(is_usual);
        for (cell, column) in rows.iter().flat_map(|row| row.iter().zip(&table.columns)) {
            query = match (cell, column.kind) {
                (Cell::Null, ColumnKind::Integer) => query.bind(None::<i64>),
                (Cell::Null, ColumnKind::Real) => query.bind(None::<f64>),
                (Cell::Null, ColumnKind::Text) => query.bind(None::<String>),
                (Cell::Null, ColumnKind::Blob) => query.bind(None::<Vec<u8>>),
                (Cell::Integer(number), _) => query.bind(*number),
                (Cell::Real(number), _) => query.bind(*number),
                (Cell::Text(text), _) => query.bind(text.clone()),
                (Cell::Blob(bytes), _) => query.bind(bytes.clone()),
            };
        }
        query.execute(&mut self.connection).await?;
        Ok(())
    }

    /// Checks that every reference leads somewhere, lets numbers go on after
    /// the highest, and makes it all lasting.
    pub async fn finish(mut self) -> Result<(), Failure> {
        for add in std::mem::take(&mut self.foreign_keys) {
            self.connection.execute(AssertSqlSafe(add)).await?;
        }
        if self.engine == Engine::Postgres {
            self.go_on_counting().await?;
        }
        self.connection.execute("COMMIT").await?;
        self.connection.close().await?;
        Ok(())
    }

    /// SQLite counts from the highest number by itself.
    async fn go_on_counting(&mut self) -> Result<(), Failure> {
        let identities = sqlx::query(
            "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name
             FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'",
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in identities {
            let (table, column): (String, String) = (row.try_get("table_name")?, row.try_get("column_name")?);
            let set = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), COALESCE(MAX({column}), 0) + 1, false) FROM {table}"
            );
            self.connection.execute(AssertSqlSafe(set)).await?;
        }
        Ok(())
    }
}

/// Rows come table by table, and a row may name one of its own table that
/// comes later. Our keys are not deferrable, so they go while the rows come.
/// Answers with what makes them again.
async fn drop_foreign_keys(connection: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    let keys = sqlx::query(
        "SELECT CAST(r.relname AS TEXT) AS table_name, CAST(c.conname AS TEXT) AS key_name,
                CAST(pg_get_constraintdef(c.oid) AS TEXT) AS definition
         FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = c.connamespace
         WHERE c.contype = 'f' AND n.nspname = current_schema()",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut again = Vec::new();
    for key in keys {
        let (table, name): (String, String) = (key.try_get("table_name")?, key.try_get("key_name")?);
        let definition: String = key.try_get("definition")?;
        connection.execute(AssertSqlSafe(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))).await?;
        again.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"));
    }
    Ok(again)
}
