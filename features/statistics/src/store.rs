//! The SQL of yearly reports.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{AcademicYear, PersonId, PublicationId, ReportId, SchoolId};

use crate::model::{Answered, FrozenFiles, PartText, Report};
use crate::rules::ledger::Answer;
use crate::rules::outline::{self, Outline};
use crate::rules::way::State;

const COLUMNS: &str =
    "SELECT id, year, outline, state, note, opinion, submitted_by, submitted_at, frozen_by, frozen_at,
    ledger_hash, json_hash, html_hash, docx_hash, pdf_hash, publication_id, version FROM statistics_reports";

fn read(row: &AnyRow) -> Result<Report, Failure> {
    let year: i64 = row.try_get("year")?;
    let year = year.try_into().ok().and_then(AcademicYear::starting).ok_or(Failure::Unreadable("year"))?;
    let outline: String = row.try_get("outline")?;
    let state: String = row.try_get("state")?;
    let publication: Option<i64> = row.try_get("publication_id")?;
    Ok(Report {
        id: ReportId(row.try_get("id")?),
        year,
        outline: outline::by_code(&outline).ok_or(Failure::Unreadable("outline"))?,
        state: State::from_code(&state).ok_or(Failure::Unreadable("state"))?,
        note: row.try_get("note")?,
        opinion: row.try_get("opinion")?,
        submitted_by: person(row, "submitted_by")?,
        submitted_at: sql::timestamp_opt(row, "submitted_at")?,
        frozen_by: person(row, "frozen_by")?,
        frozen_at: sql::timestamp_opt(row, "frozen_at")?,
        ledger: row.try_get("ledger_hash")?,
        files: files(row)?,
        publication: publication.map(PublicationId),
        version: row.try_get("version")?,
    })
}

fn person(row: &AnyRow, column: &str) -> Result<Option<PersonId>, Failure> {
    let id: Option<i64> = row.try_get(column)?;
    Ok(id.map(PersonId))
}

fn files(row: &AnyRow) -> Result<Option<FrozenFiles>, Failure> {
    let hash = |column| -> Result<Option<String>, Failure> { Ok(row.try_get(column)?) };
    let files = (hash("json_hash")?, hash("html_hash")?, hash("docx_hash")?, hash("pdf_hash")?);
    Ok(match files {
        (Some(json), Some(html), Some(docx), Some(pdf)) => Some(FrozenFiles { json, html, docx, pdf }),
        _ => None,
    })
}

/// The reports of a school, the latest year first. The caller has asked the viewer.
pub async fn list(c: &mut Connection, school: SchoolId) -> Result<Vec<Report>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 ORDER BY year DESC");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// The report of a year. The caller has asked the viewer.
pub async fn of_year(
    c: &mut Connection,
    school: SchoolId,
    year: AcademicYear,
) -> Result<Option<Report>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND year = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(school.0)
        .bind(i64::from(year.start_year()))
        .fetch_optional(c)
        .await?;
    row.as_ref().map(read).transpose()
}

/// Begins a report with the words of its outline.
pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    year: AcademicYear,
    outline: &Outline,
) -> Result<ReportId, Failure> {
    let row = sqlx::query(
        "INSERT INTO statistics_reports (school_id, year, outline, state, note, opinion, version)
         VALUES ($1, $2, $3, $4, '', '', 1) RETURNING id",
    )
    .bind(context.school.0)
    .bind(i64::from(year.start_year()))
    .bind(&outline.code)
    .bind(State::Drafting.code())
    .fetch_one(&mut *c)
    .await?;
    let id = ReportId(row.try_get("id")?);
    for (part, begun) in (1..).zip(&outline.parts) {
        sqlx::query(
            "INSERT INTO statistics_parts (report_id, part, text, edited_at, edits) VALUES ($1, $2, $3, $4, 0)",
        )
        .bind(id.0)
        .bind::<i64>(part)
        .bind(begun.text.trim())
        .bind(context.now_ms())
        .execute(&mut *c)
        .await?;
    }
    Ok(id)
}

/// Takes the report's version, so that two changes at once come one after the other.
pub(crate) async fn lock(c: &mut Connection, school: SchoolId, year: AcademicYear) -> Result<bool, Failure> {
    let done =
        sqlx::query("UPDATE statistics_reports SET version = version + 1 WHERE school_id = $1 AND year = $2")
            .bind(school.0)
            .bind(i64::from(year.start_year()))
            .execute(c)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// The texts of a report's parts, in their order.
pub async fn texts(c: &mut Connection, report: ReportId) -> Result<Vec<PartText>, Failure> {
    let rows = sqlx::query(
        "SELECT text, edited_by, edited_at, edits FROM statistics_parts WHERE report_id = $1 ORDER BY part",
    )
    .bind(report.0)
    .fetch_all(c)
    .await?;
    let text = |row: &AnyRow| {
        Ok(PartText {
            text: row.try_get("text")?,
            edited_by: person(row, "edited_by")?,
            edited_at: sql::timestamp(row, "edited_at")?,
            edits: row.try_get("edits")?,
        })
    };
    rows.iter().map(text).collect()
}

/// Saves a part, where nobody saved it since `edits` was read.
pub(crate) async fn save_text(
    c: &mut Connection,
    context: &Context,
    report: ReportId,
    part: i64,
    text: &str,
    edits: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE statistics_parts SET text = $3, edits = edits + 1, edited_by = $4, edited_at = $5
         WHERE report_id = $1 AND part = $2 AND edits = $6",
    )
    .bind(report.0)
    .bind(part)
    .bind(text)
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .bind(edits)
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What was typed in, by the question's code.
pub async fn answers(c: &mut Connection, report: ReportId) -> Result<BTreeMap<String, Answered>, Failure> {
    let rows = sqlx::query(
        "SELECT question, value, source, answered_by, answered_at FROM statistics_answers WHERE report_id = $1",
    )
    .bind(report.0)
    .fetch_all(c)
    .await?;
    let answered = |row: &AnyRow| {
        let answer = Answer { value: row.try_get("value")?, source: row.try_get("source")? };
        let (by, at) = (person(row, "answered_by")?, sql::timestamp(row, "answered_at")?);
        Ok((row.try_get("question")?, Answered { answer, by, at }))
    };
    rows.iter().map(answered).collect()
}

/// Puts what was typed now in the place of what these questions said before.
pub(crate) async fn replace_answers(
    c: &mut Connection,
    context: &Context,
    report: ReportId,
    questions: &[&str],
    answers: &BTreeMap<String, Answer>,
) -> Result<(), Failure> {
    let before = self::answers(&mut *c, report).await?;
    for question in questions {
        let now = answers.get(*question);
        if before.get(*question).map(|answered| &answered.answer) == now {
            continue;
        }
        sqlx::query("DELETE FROM statistics_answers WHERE report_id = $1 AND question = $2")
            .bind(report.0)
            .bind(*question)
            .execute(&mut *c)
            .await?;
        if let Some(answer) = now {
            insert_answer(&mut *c, context, report, question, answer).await?;
        }
    }
    Ok(())
}

async fn insert_answer(
    c: &mut Connection,
    context: &Context,
    report: ReportId,
    question: &str,
    answer: &Answer,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO statistics_answers (report_id, question, value, source, answered_by, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(report.0)
    .bind(question)
    .bind(&answer.value)
    .bind(&answer.source)
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .execute(c)
    .await?;
    Ok(())
}

/// Writes what the writer says to the warnings.
pub(crate) async fn set_note(c: &mut Connection, report: ReportId, note: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE statistics_reports SET note = $2 WHERE id = $1")
        .bind(report.0)
        .bind(note)
        .execute(c)
        .await?;
    Ok(())
}

/// The report lies with the leader, its records sealed.
pub(crate) async fn set_submitted(
    c: &mut Connection,
    context: &Context,
    report: ReportId,
    ledger: &str,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE statistics_reports SET state = $2, submitted_by = $3, submitted_at = $4, ledger_hash = $5, opinion = ''
         WHERE id = $1",
    )
    .bind(report.0)
    .bind(State::Submitted.code())
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .bind(ledger)
    .execute(c)
    .await?;
    Ok(())
}

/// The report is written again, on the records as they are.
pub(crate) async fn set_drafting(c: &mut Connection, report: ReportId, opinion: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE statistics_reports SET state = $2, ledger_hash = NULL, opinion = $3 WHERE id = $1")
        .bind(report.0)
        .bind(State::Drafting.code())
        .bind(opinion)
        .execute(c)
        .await?;
    Ok(())
}

/// The report is frozen with its files.
pub(crate) async fn set_frozen(
    c: &mut Connection,
    context: &Context,
    report: ReportId,
    files: &FrozenFiles,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE statistics_reports SET state = $2, frozen_by = $3, frozen_at = $4,
            json_hash = $5, html_hash = $6, docx_hash = $7, pdf_hash = $8 WHERE id = $1",
    )
    .bind(report.0)
    .bind(State::Frozen.code())
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .bind(&files.json)
    .bind(&files.html)
    .bind(&files.docx)
    .bind(&files.pdf)
    .execute(c)
    .await?;
    Ok(())
}

/// Names the publication by which the report is made public.
pub(crate) async fn set_publication(
    c: &mut Connection,
    report: ReportId,
    publication: PublicationId,
) -> Result<(), Failure> {
    sqlx::query("UPDATE statistics_reports SET publication_id = $2 WHERE id = $1")
        .bind(report.0)
        .bind(publication.0)
        .execute(c)
        .await?;
    Ok(())
}

/// When a report was frozen, as papers are dated.
pub(crate) fn dated(report: Option<&Report>, now: Timestamp) -> Timestamp {
    report.and_then(|report| report.frozen_at.or(report.submitted_at)).unwrap_or(now)
}
