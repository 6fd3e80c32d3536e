//! The SQL of a school's words.

use jiff::Timestamp;
use pii::Level;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{PersonId, SchoolId};

use crate::words::Word;

const COLUMNS: &str =
    "SELECT id, text, level, reason, added_by, added_at, removed_by, removed_at FROM screening_words";

/// The words of a school that are looked for, the oldest first.
pub async fn in_force(c: &mut Connection, school: SchoolId) -> Result<Vec<Word>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND removed_at IS NULL ORDER BY id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// The words of a school that were taken off, the last first, a bounded number of them.
pub async fn removed(c: &mut Connection, school: SchoolId) -> Result<Vec<Word>, Failure> {
    let text = format!(
        "{COLUMNS} WHERE school_id = $1 AND removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC LIMIT 100"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Word, Failure> {
    let person = |column| -> Result<Option<PersonId>, Failure> {
        let value: Option<i64> = row.try_get(column)?;
        Ok(value.map(PersonId))
    };
    let level: String = row.try_get("level")?;
    Ok(Word {
        id: row.try_get("id")?,
        text: row.try_get("text")?,
        level: Level::from_code(&level).ok_or(Failure::Unreadable("level"))?,
        reason: row.try_get("reason")?,
        added_by: person("added_by")?,
        added_at: sql::timestamp(row, "added_at")?,
        removed_by: person("removed_by")?,
        removed_at: sql::timestamp_opt(row, "removed_at")?,
    })
}

pub(crate) async fn insert(
    c: &mut Connection,
    school: SchoolId,
    text: &str,
    level: Level,
    reason: &str,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "INSERT INTO screening_words (school_id, text, level, reason, added_by, added_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
    )
    .bind(school.0)
    .bind(text)
    .bind(level.code())
    .bind(reason)
    .bind(by.map(|by| by.0))
    .bind(now.as_millisecond())
    .fetch_one(c)
    .await?;
    Ok(row.try_get("id")?)
}

/// Takes a word off. False where it is not on.
pub(crate) async fn remove(
    c: &mut Connection,
    school: SchoolId,
    id: i64,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE screening_words SET removed_by = $3, removed_at = $4
         WHERE school_id = $1 AND id = $2 AND removed_at IS NULL",
    )
    .bind(school.0)
    .bind(id)
    .bind(by.map(|by| by.0))
    .bind(now.as_millisecond())
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}
