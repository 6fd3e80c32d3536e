//! The SQL of letters.

use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{CaseId, PersonId};

use crate::model::Paper;

const COLUMNS: &str =
    "SELECT id, kind, number, decision, body, made_by, made_at, issued_on, signed_by, seal, seal_by,
    served_on, served_how FROM cases_papers";

fn read(row: &AnyRow) -> Result<Paper, Failure> {
    let person = |column| -> Result<Option<PersonId>, Failure> {
        let value: Option<i64> = row.try_get(column)?;
        Ok(value.map(PersonId))
    };
    Ok(Paper {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        number: row.try_get("number")?,
        decision: row.try_get("decision")?,
        body: row.try_get("body")?,
        made_by: person("made_by")?,
        made_at: sql::timestamp(row, "made_at")?,
        issued_on: sql::day_opt(row, "issued_on")?,
        signed_by: person("signed_by")?,
        seal: row.try_get("seal")?,
        seal_by: person("seal_by")?,
        served_on: sql::day_opt(row, "served_on")?,
        served_how: row.try_get("served_how")?,
    })
}

/// The letters of a case, the first first.
pub async fn papers(c: &mut Connection, case: CaseId) -> Result<Vec<Paper>, Failure> {
    let text = format!("{COLUMNS} WHERE case_id = $1 ORDER BY id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(case.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// A letter of a case.
pub async fn paper(c: &mut Connection, case: CaseId, id: i64) -> Result<Option<Paper>, Failure> {
    let text = format!("{COLUMNS} WHERE case_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(case.0).bind(id).fetch_optional(c).await?;
    row.as_ref().map(read).transpose()
}

/// A letter that is written.
pub struct NewPaper<'a> {
    /// What it is.
    pub kind: &'a str,
    /// A reply's decision.
    pub decision: Option<&'a str>,
    /// Its text, sealed.
    pub body: &'a str,
}

/// Writes a letter, in place of one of its kind that has not been issued.
pub async fn draft(
    c: &mut Connection,
    context: &Context,
    case: CaseId,
    new: &NewPaper<'_>,
) -> Result<i64, Failure> {
    sqlx::query("DELETE FROM cases_papers WHERE case_id = $1 AND kind = $2 AND issued_on IS NULL")
        .bind(case.0)
        .bind(new.kind)
        .execute(&mut *c)
        .await?;
    let row = sqlx::query(
        "INSERT INTO cases_papers (case_id, kind, decision, body, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
    )
    .bind(case.0)
    .bind(new.kind)
    .bind(new.decision)
    .bind(new.body)
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .fetch_one(c)
    .await?;
    Ok(row.try_get("id")?)
}

/// What makes a letter one that counts.
pub struct Issue<'a> {
    /// The document number.
    pub number: &'a str,
    /// The day it bears.
    pub on: Date,
}

/// Issues a letter, signed by whoever acts.
pub async fn issue(c: &mut Connection, context: &Context, id: i64, issue: &Issue<'_>) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE cases_papers SET number = $2, issued_on = $3, signed_by = $4 WHERE id = $1 AND issued_on IS NULL",
    )
    .bind(id)
    .bind(issue.number)
    .bind(issue.on.to_string())
    .bind(context.actor.person().map(|person| person.0))
    .execute(c)
    .await?;
    Ok(())
}

/// Registers the seal under a letter (用印登记).
pub async fn seal(c: &mut Connection, context: &Context, id: i64, seal: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE cases_papers SET seal = $2, seal_by = $3, seal_on = $4 WHERE id = $1")
        .bind(id)
        .bind(seal)
        .bind(context.actor.person().map(|person| person.0))
        .bind(context.today().to_string())
        .execute(c)
        .await?;
    Ok(())
}

/// How a letter reached the applicant.
pub struct Service<'a> {
    /// The day.
    pub on: Date,
    /// How, with the proof: the number of the parcel, who took it.
    pub how: &'a str,
}

/// Registers that a letter was served.
pub async fn serve(c: &mut Connection, id: i64, service: &Service<'_>) -> Result<(), Failure> {
    sqlx::query("UPDATE cases_papers SET served_on = $2, served_how = $3 WHERE id = $1")
        .bind(id)
        .bind(service.on.to_string())
        .bind(service.how)
        .execute(c)
        .await?;
    Ok(())
}
