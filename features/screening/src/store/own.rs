//! The SQL of a school's own rules.

use jiff::Timestamp;
use pii::Level;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{PersonId, SchoolId};

use crate::own::{Content, Form, OwnRule};

const COLUMNS: &str = "SELECT id, form, text, says, level, reason, added_by, added_at, removed_by, removed_at
     FROM screening_own_rules";

/// The rules of a school that are in force, the oldest first.
pub async fn in_force(c: &mut Connection, school: SchoolId) -> Result<Vec<OwnRule>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND removed_at IS NULL ORDER BY id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// The rules of a school that were taken back, the last first, a bounded number of them.
pub async fn removed(c: &mut Connection, school: SchoolId) -> Result<Vec<OwnRule>, Failure> {
    let text = format!(
        "{COLUMNS} WHERE school_id = $1 AND removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC LIMIT 100"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<OwnRule, Failure> {
    let person = |column| -> Result<Option<PersonId>, Failure> {
        let value: Option<i64> = row.try_get(column)?;
        Ok(value.map(PersonId))
    };
    let (level, form): (String, String) = (row.try_get("level")?, row.try_get("form")?);
    Ok(OwnRule {
        id: row.try_get("id")?,
        content: Content {
            form: Form::from_code(&form).ok_or(Failure::Unreadable("form"))?,
            text: row.try_get("text")?,
            says: row.try_get("says")?,
            level: Level::from_code(&level).ok_or(Failure::Unreadable("level"))?,
            reason: row.try_get("reason")?,
        },
        added_by: person("added_by")?,
        added_at: sql::timestamp(row, "added_at")?,
        removed_by: person("removed_by")?,
        removed_at: sql::timestamp_opt(row, "removed_at")?,
    })
}

pub(crate) async fn insert(
    c: &mut Connection,
    school: SchoolId,
    content: &Content,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "INSERT INTO screening_own_rules (school_id, form, text, says, level, reason, added_by, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
    )
    .bind(school.0)
    .bind(content.form.code())
    .bind(&content.text)
    .bind(&content.says)
    .bind(content.level.code())
    .bind(&content.reason)
    .bind(by.map(|by| by.0))
    .bind(now.as_millisecond())
    .fetch_one(c)
    .await?;
    Ok(row.try_get("id")?)
}

/// Takes a rule back. False where it is not in force.
pub(crate) async fn remove(
    c: &mut Connection,
    school: SchoolId,
    id: i64,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE screening_own_rules SET removed_by = $3, removed_at = $4
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
