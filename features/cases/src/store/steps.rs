//! The SQL of steps.

use clock::Event;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{CaseId, PersonId};

use crate::model::Step;

/// A step that is taken.
pub struct NewStep<'a> {
    /// The verb.
    pub code: &'a str,
    /// What the clock hears of it.
    pub clock: Option<&'a Event>,
    /// What was said, sealed.
    pub said: &'a str,
}

/// Writes down a step.
pub async fn add_step(
    c: &mut Connection,
    context: &Context,
    case: CaseId,
    step: &NewStep<'_>,
) -> Result<(), Failure> {
    let clock = step.clock.map(serde_json::to_string).transpose();
    let clock = clock.map_err(|_| Failure::Unreadable("cases.clock"))?.unwrap_or_default();
    sqlx::query(
        "INSERT INTO cases_steps (case_id, code, at, by_person, clock, said) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(case.0)
    .bind(step.code)
    .bind(context.now_ms())
    .bind(context.actor.person().map(|person| person.0))
    .bind(clock)
    .bind(step.said)
    .execute(c)
    .await?;
    Ok(())
}

/// The steps of a case, the first first.
pub async fn steps(c: &mut Connection, case: CaseId) -> Result<Vec<Step>, Failure> {
    let rows = sqlx::query(
        "SELECT id, code, at, by_person, clock, said FROM cases_steps WHERE case_id = $1 ORDER BY id",
    )
    .bind(case.0)
    .fetch_all(c)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Step, Failure> {
    let by: Option<i64> = row.try_get("by_person")?;
    let clock: String = row.try_get("clock")?;
    let clock = match clock.is_empty() {
        true => None,
        false => Some(serde_json::from_str(&clock).map_err(|_| Failure::Unreadable("cases.clock"))?),
    };
    Ok(Step {
        id: row.try_get("id")?,
        code: row.try_get("code")?,
        at: sql::timestamp(row, "at")?,
        by: by.map(PersonId),
        clock,
        said: row.try_get("said")?,
    })
}
