//! The SQL of looks at an applicant's identity.

use jiff::Timestamp;
use sqlx::Row;
use store::{Connection, Failure, sql};
use terms::{CaseId, PersonId};

use crate::model::Reading;

/// Writes down a look at an applicant's identity.
pub async fn note_reading(
    c: &mut Connection,
    case: CaseId,
    by: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO cases_readings (case_id, person_id, reason, read_at) VALUES ($1, $2, $3, $4)")
        .bind(case.0)
        .bind(by.0)
        .bind(reason)
        .bind(now.as_millisecond())
        .execute(c)
        .await?;
    Ok(())
}

/// Who looked at an applicant's identity, the first first.
pub async fn readings(c: &mut Connection, case: CaseId) -> Result<Vec<Reading>, Failure> {
    let rows =
        sqlx::query("SELECT person_id, reason, read_at FROM cases_readings WHERE case_id = $1 ORDER BY id")
            .bind(case.0)
            .fetch_all(c)
            .await?;
    rows.iter()
        .map(|row| {
            Ok(Reading {
                by: PersonId(row.try_get("person_id")?),
                reason: row.try_get("reason")?,
                at: sql::timestamp(row, "read_at")?,
            })
        })
        .collect()
}
