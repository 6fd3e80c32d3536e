//! The tables as the engine itself lists them, so that a copy cannot forget
//! one that a later migration added. Tables named `…_tallies` are none of them:
//! the database fills them by itself, from the rows that they count.

use sqlx::{AnyConnection, Row};

use crate::{Engine, Failure};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// BIGINT.
    Integer,
    /// DOUBLE PRECISION.
    Real,
    /// TEXT.
    Text,
    /// BLOB or BYTEA.
    Blob,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// A table of ours; the list of migrations that were applied is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
}

const ON_SQLITE: &str = "SELECT m.name AS table_name, p.name AS column_name, p.type AS kind
    FROM sqlite_master m JOIN pragma_table_info(m.name) p
    WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' AND m.name <> '_sqlx_migrations'
      AND m.name NOT LIKE '%!_tallies' ESCAPE '!'
    ORDER BY m.name, p.cid";

const ON_POSTGRES: &str =
    "SELECT CAST(c.relname AS TEXT) AS table_name, CAST(a.attname AS TEXT) AS column_name,
           CAST(format_type(a.atttypid, NULL) AS TEXT) AS kind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> '_sqlx_migrations'
      AND c.relname NOT LIKE '%!_tallies' ESCAPE '!'
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum";

pub(crate) async fn list(connection: &mut AnyConnection, engine: Engine) -> Result<Vec<Table>, Failure> {
    let query = match engine {
        Engine::Sqlite => ON_SQLITE,
        Engine::Postgres => ON_POSTGRES,
    };
    let mut tables: Vec<Table> = Vec::new();
    for row in sqlx::query(query).fetch_all(connection).await? {
        let (table, name): (String, String) = (row.try_get("table_name")?, row.try_get("column_name")?);
        let column = Column { name, kind: kind(row.try_get::<String, _>("kind")?)? };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}

fn kind(word: String) -> Result<ColumnKind, Failure> {
    match word.to_ascii_uppercase().as_str() {
        "INTEGER" | "BIGINT" | "INT" | "SMALLINT" => Ok(ColumnKind::Integer),
        "DOUBLE PRECISION" | "REAL" => Ok(ColumnKind::Real),
        "TEXT" => Ok(ColumnKind::Text),
        "BLOB" | "BYTEA" => Ok(ColumnKind::Blob),
        _ => Err(Failure::Unreadable("the kind of a column; see platform/store/README.md for those we use")),
    }
}

/// Whether a name can stand in SQL without quotes, as all of ours can.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// `a, b, c`, for SQL.
pub(crate) fn column_list(table: &Table) -> String {
    table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}
