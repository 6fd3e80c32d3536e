//! The SQL of batches.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{BatchId, PersonId, SchoolId, Viewer};

use crate::UploadedAttachment;
use crate::rules::{BatchState, may_see};
use crate::run::Counts;

/// A batch of imported rows.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its number.
    pub id: BatchId,
    /// The school.
    pub school: SchoolId,
    /// The file's name.
    pub file_name: String,
    /// When it came.
    pub begun_at: Timestamp,
    /// Where it is.
    pub state: BatchState,
    /// Whose it is; nobody's where the host's operator imported it.
    pub uploaded_by: Option<PersonId>,
    /// The uploaded file.
    pub file_hash: Option<String>,
    /// Its size.
    pub size_bytes: i64,
    /// Whether units that are not there are made.
    pub create_units: bool,
    /// Who answers for it.
    pub answered_by: Option<PersonId>,
    /// What they said.
    pub opinion: String,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// When all its rows were done.
    pub finished_at: Option<Timestamp>,
    /// Why it stands still.
    pub problem: String,
    /// The file of what the check found.
    pub check_hash: Option<String>,
    /// The file of the rows that were not taken.
    pub rejects_hash: Option<String>,
    /// What would become of its rows, or has become of them so far.
    pub counts: Counts,
}

const COLUMNS: &str = "SELECT id, school_id, file_name, begun_at, state, uploaded_by, file_hash, size_bytes, create_units,
    answered_by, opinion, answered_at, finished_at, problem, check_hash, rejects_hash, read_rows, created_rows,
    updated_rows, unchanged_rows, rejected_rows, held_rows FROM importing_batches";

fn read(row: &AnyRow) -> Result<Batch, Failure> {
    let person = |column| -> Result<Option<PersonId>, Failure> {
        let id: Option<i64> = row.try_get(column)?;
        Ok(id.map(PersonId))
    };
    let number = |column| -> Result<usize, Failure> {
        let value: i64 = row.try_get(column)?;
        Ok(value.try_into().unwrap_or_default())
    };
    let state: String = row.try_get("state")?;
    Ok(Batch {
        id: BatchId(row.try_get("id")?),
        school: SchoolId(row.try_get("school_id")?),
        file_name: row.try_get("file_name")?,
        begun_at: sql::timestamp(row, "begun_at")?,
        state: BatchState::from_code(&state).ok_or(Failure::Unreadable("importing_batches.state"))?,
        uploaded_by: person("uploaded_by")?,
        file_hash: row.try_get("file_hash")?,
        size_bytes: row.try_get("size_bytes")?,
        create_units: sql::flag(row, "create_units")?,
        answered_by: person("answered_by")?,
        opinion: row.try_get("opinion")?,
        answered_at: sql::timestamp_opt(row, "answered_at")?,
        finished_at: sql::timestamp_opt(row, "finished_at")?,
        problem: row.try_get("problem")?,
        check_hash: row.try_get("check_hash")?,
        rejects_hash: row.try_get("rejects_hash")?,
        counts: Counts {
            read: number("read_rows")?,
            created: number("created_rows")?,
            updated: number("updated_rows")?,
            unchanged: number("unchanged_rows")?,
            rejected: number("rejected_rows")?,
            held: number("held_rows")?,
        },
    })
}

/// A batch of the viewer's school, where the viewer may see batches.
pub async fn batch(c: &mut Connection, viewer: &Viewer, id: BatchId) -> Result<Option<Batch>, Failure> {
    if !may_see(viewer) {
        return Ok(None);
    }
    any(c, viewer.school, id).await
}

/// A batch of a school, whoever asks; for actions, which ask their rules.
pub(crate) async fn any(c: &mut Connection, school: SchoolId, id: BatchId) -> Result<Option<Batch>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id.0).fetch_optional(c).await?;
    row.as_ref().map(read).transpose()
}

/// The batches of the viewer's school, the latest first.
pub async fn batches(
    c: &mut Connection,
    viewer: &Viewer,
    skip: i64,
    limit: i64,
) -> Result<Vec<Batch>, Failure> {
    if !may_see(viewer) {
        return Ok(Vec::new());
    }
    let text = format!("{COLUMNS} WHERE school_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(viewer.school.0)
        .bind(limit)
        .bind(skip)
        .fetch_all(c)
        .await?;
    rows.iter().map(read).collect()
}

/// Batches that wait for this viewer to answer: those of others.
pub async fn waiting_for(c: &mut Connection, viewer: &Viewer) -> Result<Vec<Batch>, Failure> {
    let Some(person) = viewer.person_id().filter(|_| may_see(viewer)) else {
        return Ok(Vec::new());
    };
    let text = format!(
        "{COLUMNS} WHERE school_id = $1 AND state = 'waiting' AND COALESCE(uploaded_by, 0) <> $2 ORDER BY id"
    );
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).bind(person.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// A batch of this file that has not come to its end.
pub(crate) async fn unfinished_of_file(
    c: &mut Connection,
    school: SchoolId,
    file_hash: &str,
) -> Result<Option<BatchId>, Failure> {
    let row = sqlx::query(
        "SELECT id FROM importing_batches WHERE school_id = $1 AND file_hash = $2 AND state NOT IN ('done', 'refused', 'stopped')
         ORDER BY id LIMIT 1",
    )
    .bind(school.0)
    .bind(file_hash)
    .fetch_optional(c)
    .await?;
    row.map(|row| Ok(BatchId(row.try_get("id")?))).transpose()
}

/// A batch by the host's operator, whose rows come in at once.
pub(crate) async fn insert_batch(
    c: &mut Connection,
    context: &Context,
    file_name: &str,
) -> Result<BatchId, Failure> {
    let row = sqlx::query(
        "INSERT INTO importing_batches (school_id, file_name, begun_at, answered_by, state)
         VALUES ($1, $2, $3, $4, 'running') RETURNING id",
    )
    .bind(context.school.0)
    .bind(file_name)
    .bind(context.now_ms())
    .bind(context.actor.person().map(|person| person.0))
    .fetch_one(c)
    .await?;
    Ok(BatchId(row.try_get("id")?))
}

/// An uploaded batch.
pub(crate) struct NewBatch<'a> {
    pub file_name: &'a str,
    pub file_hash: &'a str,
    pub size_bytes: i64,
    pub create_units: bool,
    pub rows: usize,
}

pub(crate) async fn insert_upload(
    c: &mut Connection,
    context: &Context,
    batch: &NewBatch<'_>,
) -> Result<BatchId, Failure> {
    let row = sqlx::query(
        "INSERT INTO importing_batches
            (school_id, file_name, begun_at, uploaded_by, file_hash, size_bytes, create_units, read_rows, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'checking') RETURNING id",
    )
    .bind(context.school.0)
    .bind(batch.file_name)
    .bind(context.now_ms())
    .bind(context.actor.person().map(|person| person.0))
    .bind(batch.file_hash)
    .bind(batch.size_bytes)
    .bind(i64::from(batch.create_units))
    .bind(number(batch.rows))
    .fetch_one(c)
    .await?;
    Ok(BatchId(row.try_get("id")?))
}

/// The files that came with a batch.
pub(crate) async fn insert_attachments(
    c: &mut Connection,
    id: BatchId,
    attachments: &BTreeMap<String, UploadedAttachment>,
) -> Result<(), Failure> {
    for (name, file) in attachments {
        sqlx::query(
            "INSERT INTO importing_files (batch_id, name, file_hash, size_bytes) VALUES ($1, $2, $3, $4)",
        )
        .bind(id.0)
        .bind(name)
        .bind(file.hash.as_str())
        .bind(file.size_bytes)
        .execute(&mut *c)
        .await?;
    }
    Ok(())
}

/// The files that came with a batch, by their names.
pub(crate) async fn attachments(
    c: &mut Connection,
    batch: &Batch,
) -> Result<BTreeMap<String, UploadedAttachment>, Failure> {
    let rows = sqlx::query("SELECT name, file_hash, size_bytes FROM importing_files WHERE batch_id = $1")
        .bind(batch.id.0)
        .fetch_all(c)
        .await?;
    let read = |row: &AnyRow| {
        let hash: String = row.try_get("file_hash")?;
        let hash = hash.parse().map_err(|_| Failure::Unreadable("importing_files.file_hash"))?;
        Ok((row.try_get("name")?, UploadedAttachment { hash, size_bytes: row.try_get("size_bytes")? }))
    };
    rows.iter().map(read).collect()
}

fn number(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Takes the batch's version, so that two people at once come one after the other.
pub(crate) async fn lock(c: &mut Connection, school: SchoolId, id: BatchId) -> Result<bool, Failure> {
    let done =
        sqlx::query("UPDATE importing_batches SET version = version + 1 WHERE school_id = $1 AND id = $2")
            .bind(school.0)
            .bind(id.0)
            .execute(c)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down who answered and what; nobody works on the batch yet.
pub(crate) async fn set_answer(
    c: &mut Connection,
    context: &Context,
    id: BatchId,
    state: BatchState,
    opinion: &str,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE importing_batches SET state = $2, answered_by = $3, answered_at = $4, opinion = $5, run_by = NULL,
            run_until = NULL, created_rows = 0, updated_rows = 0, unchanged_rows = 0, rejected_rows = 0, held_rows = 0
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(state.code())
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .bind(opinion)
    .execute(c)
    .await?;
    Ok(())
}

/// Moves the batch, with the sentence that says why it stands still, if it does.
pub(crate) async fn set_state(
    c: &mut Connection,
    id: BatchId,
    state: BatchState,
    problem: &str,
) -> Result<(), Failure> {
    sqlx::query("UPDATE importing_batches SET state = $2, problem = $3, run_until = NULL WHERE id = $1")
        .bind(id.0)
        .bind(state.code())
        .bind(problem)
        .execute(c)
        .await?;
    Ok(())
}

/// Files that a batch is told with.
pub(crate) async fn set_check(
    c: &mut Connection,
    id: BatchId,
    check_hash: &str,
    rejects_hash: Option<&str>,
    counts: &Counts,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE importing_batches SET state = 'waiting', check_hash = $2, rejects_hash = $3, run_by = NULL, run_until = NULL
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(check_hash)
    .bind(rejects_hash)
    .execute(&mut *c)
    .await?;
    set_counts(c, id, counts).await
}

async fn set_counts(c: &mut Connection, id: BatchId, counts: &Counts) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE importing_batches SET read_rows = $2, created_rows = $3, updated_rows = $4, unchanged_rows = $5,
            rejected_rows = $6, held_rows = $7 WHERE id = $1",
    )
    .bind(id.0)
    .bind(number(counts.read))
    .bind(number(counts.created))
    .bind(number(counts.updated))
    .bind(number(counts.unchanged))
    .bind(number(counts.rejected))
    .bind(number(counts.held))
    .execute(c)
    .await?;
    Ok(())
}

/// All rows are done.
pub(crate) async fn set_done(
    c: &mut Connection,
    id: BatchId,
    counts: &Counts,
    rejects_hash: Option<&str>,
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE importing_batches SET state = 'done', finished_at = $2, rejects_hash = $3, run_until = NULL WHERE id = $1",
    )
    .bind(id.0)
    .bind(now_ms)
    .bind(rejects_hash)
    .execute(&mut *c)
    .await?;
    set_counts(c, id, counts).await
}

/// Batches of every school that somebody must work on and nobody does.
pub(crate) async fn due(c: &mut Connection, now_ms: i64) -> Result<Vec<Batch>, Failure> {
    let text = format!(
        "{COLUMNS} WHERE state IN ('checking', 'running') AND file_hash IS NOT NULL
         AND COALESCE(run_until, 0) <= $1 ORDER BY id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(now_ms).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// Takes the batch for one process until `until_ms`. False where another was faster.
pub(crate) async fn claim(
    c: &mut Connection,
    batch: &Batch,
    node: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE importing_batches SET run_by = $2, run_until = $3
         WHERE id = $1 AND state = $4 AND COALESCE(run_until, 0) <= $5",
    )
    .bind(batch.id.0)
    .bind(node)
    .bind(until_ms)
    .bind(batch.state.code())
    .bind(now_ms)
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the batch for its process, and notes how far it has come. False where
/// it is another's by now, or was taken from it.
pub(crate) async fn keep(
    c: &mut Connection,
    batch: &Batch,
    node: &str,
    until_ms: i64,
    counts: Option<&Counts>,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE importing_batches SET run_until = $3 WHERE id = $1 AND run_by = $2 AND state = $4",
    )
    .bind(batch.id.0)
    .bind(node)
    .bind(until_ms)
    .bind(batch.state.code())
    .execute(&mut *c)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    if let Some(counts) = counts {
        set_counts(c, batch.id, counts).await?;
    }
    Ok(true)
}

/// Whether the batch is still this process's.
pub(crate) async fn is_kept(c: &mut Connection, batch: &Batch, node: &str) -> Result<bool, Failure> {
    let row = sqlx::query("SELECT id FROM importing_batches WHERE id = $1 AND run_by = $2 AND state = $3")
        .bind(batch.id.0)
        .bind(node)
        .bind(batch.state.code())
        .fetch_optional(c)
        .await?;
    Ok(row.is_some())
}
