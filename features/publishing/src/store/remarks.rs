//! Remarks on versions and the answers to them.

use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{PersonId, VersionId, Viewer};

use crate::model::{Remark, RemarkAnswer, RemarkId};

const COLUMNS: &str =
    "SELECT id, version_id, at, person_id, quote, remark, settled_at, settled_by FROM publishing_remarks";

/// The remarks on a version, the first first, for those who work on it; nobody else finds any.
pub async fn remarks(
    c: &mut Connection,
    viewer: &Viewer,
    version: VersionId,
) -> Result<Vec<Remark>, Failure> {
    if super::versions::version_at_work(&mut *c, viewer, version).await?.is_none() {
        return Ok(Vec::new());
    }
    let text = format!("{COLUMNS} WHERE version_id = $1 ORDER BY id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(version.0).fetch_all(&mut *c).await?;
    let mut remarks = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    for (of, answer) in answers(c, version).await? {
        if let Some(remark) = remarks.iter_mut().find(|remark| remark.id == of) {
            remark.answers.push(answer);
        }
    }
    Ok(remarks)
}

async fn answers(c: &mut Connection, version: VersionId) -> Result<Vec<(RemarkId, RemarkAnswer)>, Failure> {
    let rows = sqlx::query(
        "SELECT a.remark_id, a.at, a.person_id, a.answer FROM publishing_remark_answers a
         JOIN publishing_remarks r ON r.id = a.remark_id WHERE r.version_id = $1 ORDER BY a.id",
    )
    .bind(version.0)
    .fetch_all(c)
    .await?;
    rows.iter()
        .map(|row| {
            let answer = RemarkAnswer {
                at: sql::timestamp(row, "at")?,
                by: PersonId(row.try_get("person_id")?),
                text: row.try_get("answer")?,
            };
            Ok((RemarkId(row.try_get("remark_id")?), answer))
        })
        .collect()
}

/// A remark on a version, without its answers; for actions, which ask their rules.
pub(crate) async fn find(
    c: &mut Connection,
    version: VersionId,
    id: RemarkId,
) -> Result<Option<Remark>, Failure> {
    let text = format!("{COLUMNS} WHERE version_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(version.0).bind(id.0).fetch_optional(c).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<Remark, Failure> {
    let by: Option<i64> = row.try_get("settled_by")?;
    Ok(Remark {
        id: RemarkId(row.try_get("id")?),
        version: VersionId(row.try_get("version_id")?),
        at: sql::timestamp(row, "at")?,
        by: PersonId(row.try_get("person_id")?),
        quote: row.try_get("quote")?,
        text: row.try_get("remark")?,
        settled: by.map(PersonId).zip(sql::timestamp_opt(row, "settled_at")?),
        answers: Vec::new(),
    })
}

pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    version: VersionId,
    by: PersonId,
    quote: &str,
    text: &str,
) -> Result<RemarkId, Failure> {
    let row = sqlx::query(
        "INSERT INTO publishing_remarks (version_id, at, person_id, quote, remark) VALUES ($1, $2, $3, $4, $5)
         RETURNING id",
    )
    .bind(version.0)
    .bind(context.now_ms())
    .bind(by.0)
    .bind(quote)
    .bind(text)
    .fetch_one(c)
    .await?;
    Ok(RemarkId(row.try_get("id")?))
}

/// Answers with the answer's number.
pub(crate) async fn insert_answer(
    c: &mut Connection,
    context: &Context,
    remark: RemarkId,
    by: PersonId,
    text: &str,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "INSERT INTO publishing_remark_answers (remark_id, at, person_id, answer) VALUES ($1, $2, $3, $4) RETURNING id",
    )
    .bind(remark.0)
    .bind(context.now_ms())
    .bind(by.0)
    .bind(text)
    .fetch_one(c)
    .await?;
    Ok(row.try_get("id")?)
}

/// Settles a remark, or opens it again where nobody is named.
pub(crate) async fn set_settled(
    c: &mut Connection,
    context: &Context,
    id: RemarkId,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_remarks SET settled_at = $2, settled_by = $3 WHERE id = $1")
        .bind(id.0)
        .bind(by.map(|_| context.now_ms()))
        .bind(by.map(|person| person.0))
        .execute(c)
        .await?;
    Ok(())
}
