//! The steps of a version's way, and who has it open.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use store::{Connection, Context, Failure, sql};
use terms::{PersonId, VersionId};

use crate::model::{Step, StepKind};

/// Somebody who has not been heard of for this long is no longer there.
const PRESENT: SignedDuration = SignedDuration::from_mins(2);

/// The steps of a version, the first first.
pub async fn steps(c: &mut Connection, version: VersionId) -> Result<Vec<Step>, Failure> {
    let rows = sqlx::query(
        "SELECT at, person_id, step, opinion FROM publishing_steps WHERE version_id = $1 ORDER BY id",
    )
    .bind(version.0)
    .fetch_all(c)
    .await?;
    rows.iter()
        .map(|row| {
            let (person, code): (Option<i64>, String) = (row.try_get("person_id")?, row.try_get("step")?);
            Ok(Step {
                at: sql::timestamp(row, "at")?,
                person: person.map(PersonId),
                kind: StepKind::from_code(&code).ok_or(Failure::Unreadable("step"))?,
                opinion: row.try_get("opinion")?,
            })
        })
        .collect()
}

pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    version: VersionId,
    kind: StepKind,
    opinion: &str,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_steps (version_id, at, person_id, step, opinion) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(version.0)
    .bind(context.now_ms())
    .bind(context.actor.person().map(|p| p.0))
    .bind(kind.code())
    .bind(opinion.trim())
    .execute(c)
    .await?;
    Ok(())
}

/// Notes that somebody has a draft open.
pub async fn present(
    c: &mut Connection,
    version: VersionId,
    person: PersonId,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_presence (version_id, person_id, seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (version_id, person_id) DO UPDATE SET seen_at = excluded.seen_at",
    )
    .bind(version.0)
    .bind(person.0)
    .bind(now.as_millisecond())
    .execute(c)
    .await?;
    Ok(())
}

/// Who else has a draft open now.
pub async fn editors(
    c: &mut Connection,
    version: VersionId,
    but: PersonId,
    now: Timestamp,
) -> Result<Vec<PersonId>, Failure> {
    let rows = sqlx::query("SELECT person_id FROM publishing_presence WHERE version_id = $1 AND person_id <> $2 AND seen_at > $3")
        .bind(version.0)
        .bind(but.0)
        .bind((now - PRESENT).as_millisecond())
        .fetch_all(c)
        .await?;
    rows.iter().map(|row| Ok(PersonId(row.try_get("person_id")?))).collect()
}
