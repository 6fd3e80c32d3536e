//! What a backup says of itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use keys::Keys;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Column;

/// What a backup says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the format.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// Its own name among all backups, by chance.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The engine it was made from, `sqlite` or `postgres`; for people only.
    pub engine: String,
    /// The number of the last migration.
    pub schema: i64,
    /// How many events there are: the measure of whether the rows are in a database.
    pub events: i64,
    /// What the installation's key, and no other, makes of `id`.
    pub key_check: String,
    /// Settings that are no secrets, to be compared by a person.
    pub settings: BTreeMap<String, Value>,
    /// The tables.
    pub tables: Vec<TableCopy>,
    /// How many files there are.
    pub files: u64,
    /// How many bytes they have together.
    pub file_bytes: u64,
    /// Hashes of files that rows name and that could not be read when the backup was made.
    pub missing: Vec<String>,
}

/// A table in a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TableCopy {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the values.
    pub columns: Vec<Column>,
    /// How many rows.
    pub rows: u64,
    /// The SHA-256 of its lines.
    pub sha256: String,
}

impl Manifest {
    /// What this key makes of the backup's id.
    pub(super) fn key_check(keys: &Keys, id: &str) -> String {
        keys::hex(&keys.hash("backup key", id.as_bytes()))
    }

    /// Whether the installation that was backed up had this key.
    pub fn is_of(&self, keys: &Keys) -> bool {
        Manifest::key_check(keys, &self.id) == self.key_check
    }

    /// How many rows there are in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

impl TableCopy {
    /// The name of its entry.
    pub(super) fn entry(&self) -> String {
        format!("tables/{}.jsonl", self.name)
    }
}
