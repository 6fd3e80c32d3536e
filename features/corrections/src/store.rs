//! The rows of corrections.

use publishing::Publication;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{CorrectionId, PublicationId, Role, SchoolId, UnitId, Viewer};

use crate::actions::Report;
use crate::model::{Correction, Kind, Outcome};

const COLUMNS: &str =
    "SELECT id, code, page, publication_id, unit_id, kind, words, reported_at, outcome, answer, settled_at
    FROM corrections_corrections";

/// Rows that a list shows at most.
const SHOWN: i64 = 200;

fn read(row: &AnyRow) -> Result<Correction, Failure> {
    let kind: String = row.try_get("kind")?;
    let outcome: Option<String> = row.try_get("outcome")?;
    let outcome =
        outcome.map(|code| Outcome::from_code(&code).ok_or(Failure::Unreadable("corrections.outcome")));
    let number = |column| -> Result<Option<i64>, Failure> { Ok(row.try_get(column)?) };
    Ok(Correction {
        id: CorrectionId(row.try_get("id")?),
        code: row.try_get("code")?,
        page: row.try_get("page")?,
        publication: number("publication_id")?.map(PublicationId),
        unit: number("unit_id")?.map(UnitId),
        kind: Kind::from_code(&kind).ok_or(Failure::Unreadable("corrections.kind"))?,
        words: row.try_get("words")?,
        reported_at: sql::timestamp(row, "reported_at")?,
        outcome: outcome.transpose()?,
        answer: row.try_get("answer")?,
        settled_at: sql::timestamp_opt(row, "settled_at")?,
    })
}

/// The correction with this number (编号): whoever has the number may read it.
pub async fn by_code(c: &mut Connection, viewer: &Viewer, code: &str) -> Result<Option<Correction>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND code = $2");
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).bind(code);
    query.fetch_optional(c).await?.as_ref().map(read).transpose()
}

/// What waits for an answer and is the viewer's business: leaks first, then the longest waiting.
pub async fn open(c: &mut Connection, viewer: &Viewer) -> Result<Vec<Correction>, Failure> {
    let order = "CASE WHEN kind = 'leak' THEN 0 ELSE 1 END, reported_at, id";
    list(c, viewer, "outcome IS NULL", order).await
}

/// What was answered and is the viewer's business, the latest first.
pub async fn settled(c: &mut Connection, viewer: &Viewer) -> Result<Vec<Correction>, Failure> {
    list(c, viewer, "outcome IS NOT NULL", "settled_at DESC, id DESC").await
}

async fn list(
    c: &mut Connection,
    viewer: &Viewer,
    which: &str,
    order: &str,
) -> Result<Vec<Correction>, Failure> {
    let concern = concern(viewer);
    let text =
        format!("{COLUMNS} WHERE school_id = $1 AND {which} AND {concern} ORDER BY {order} LIMIT {SHOWN}");
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0);
    query.fetch_all(c).await?.iter().map(read).collect()
}

/// How many wait for an answer and are the viewer's business, and how many of them are leaks.
pub async fn open_count(c: &mut Connection, viewer: &Viewer) -> Result<(i64, i64), Failure> {
    let text = format!(
        "SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN kind = 'leak' THEN 1 ELSE 0 END), 0) AS leaks
         FROM corrections_corrections WHERE school_id = $1 AND outcome IS NULL AND {}",
        concern(viewer)
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).fetch_one(c).await?;
    Ok((row.try_get("n")?, row.try_get("leaks")?))
}

/// `rules::may_read` in SQL.
fn concern(viewer: &Viewer) -> String {
    if viewer.has(Role::Office) || viewer.has(Role::Supervisor) {
        return "1 = 1".to_owned();
    }
    let units = [Role::Liaison, Role::UnitHead].into_iter().flat_map(|role| viewer.units_of(role));
    // A person without units sees nothing.
    let own: Vec<_> = units.map(|unit| unit.0).chain([0]).map(|unit| unit.to_string()).collect();
    format!("unit_id IN ({})", own.join(", "))
}

/// What a report says, with what is known of its page.
pub(crate) struct Told<'a> {
    pub kind: Kind,
    pub publication: Option<&'a Publication>,
    pub report: Report<'a>,
}

pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    told: &Told<'_>,
) -> Result<CorrectionId, Failure> {
    let row = sqlx::query(
        "INSERT INTO corrections_corrections
            (school_id, code, page, publication_id, unit_id, kind, words, reported_at, answer, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 1) RETURNING id",
    )
    .bind(context.school.0)
    .bind(told.report.code)
    .bind(told.report.page)
    .bind(told.publication.map(|publication| publication.id.0))
    .bind(told.publication.map(|publication| publication.unit.0))
    .bind(told.kind.code())
    .bind(told.report.words.trim())
    .bind(context.now_ms())
    .fetch_one(c)
    .await?;
    Ok(CorrectionId(row.try_get("id")?))
}

/// Takes a correction's turn: whoever comes second sees what the first one did.
pub(crate) async fn lock(
    c: &mut Connection,
    school: SchoolId,
    id: CorrectionId,
) -> Result<Option<Correction>, Failure> {
    sqlx::query("UPDATE corrections_corrections SET version = version + 1 WHERE school_id = $1 AND id = $2")
        .bind(school.0)
        .bind(id.0)
        .execute(&mut *c)
        .await?;
    let text = format!("{COLUMNS} WHERE school_id = $1 AND id = $2");
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id.0);
    query.fetch_optional(c).await?.as_ref().map(read).transpose()
}

pub(crate) async fn set_settled(
    c: &mut Connection,
    context: &Context,
    id: CorrectionId,
    outcome: Outcome,
    answer: &str,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE corrections_corrections SET outcome = $2, answer = $3, settled_at = $4, settled_by = $5 WHERE id = $1",
    )
    .bind(id.0)
    .bind(outcome.code())
    .bind(answer)
    .bind(context.now_ms())
    .bind(context.actor.person().map(|person| person.0))
    .execute(c)
    .await?;
    Ok(())
}
