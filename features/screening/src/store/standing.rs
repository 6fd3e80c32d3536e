//! Findings in what stands before its audience: each is on a unit's list until
//! it is kept by two people, or what it stands in is changed or taken down.

use sqlx::Row;
use store::{Connection, Failure};
use terms::{SchoolId, UnitId, VersionId};

/// What is open: not yet kept by somebody, or by nobody else seen.
const OPEN: &str = "level <> 'info' AND (answer IS NULL OR confirmed_by IS NULL)";

/// Says that a version stands, and which unit answers for what is found in it.
pub async fn stands(c: &mut Connection, version: VersionId, unit: UnitId) -> Result<(), Failure> {
    sqlx::query("UPDATE screening_findings SET stands_in = $2 WHERE version_id = $1")
        .bind(version.0)
        .bind(unit.0)
        .execute(&mut *c)
        .await?;
    sqlx::query("UPDATE screening_fragments SET was_public = 1 WHERE version_id = $1")
        .bind(version.0)
        .execute(c)
        .await?;
    Ok(())
}

/// Says that a version stands no longer.
pub async fn gone(c: &mut Connection, version: VersionId) -> Result<(), Failure> {
    sqlx::query("UPDATE screening_findings SET stands_in = NULL WHERE version_id = $1")
        .bind(version.0)
        .execute(c)
        .await?;
    Ok(())
}

/// A version that stands, with what is open in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recall {
    /// The version.
    pub version: VersionId,
    /// The unit that answers for it.
    pub unit: UnitId,
    /// Findings at `block`.
    pub blocks: i64,
    /// Findings in all.
    pub findings: i64,
}

/// Versions that stand with something open in them: of these units, or of all. Those with
/// findings at `block` first, then the newest.
pub async fn recalls(
    c: &mut Connection,
    school: SchoolId,
    units: Option<&[UnitId]>,
    skip: i64,
    limit: i64,
) -> Result<Vec<Recall>, Failure> {
    let text = format!(
        "SELECT version_id, stands_in, SUM(CASE WHEN level = 'block' THEN 1 ELSE 0 END) AS blocks, COUNT(*) AS findings
         FROM screening_findings WHERE school_id = {} AND {} AND {OPEN}
         GROUP BY version_id, stands_in
         ORDER BY CASE WHEN SUM(CASE WHEN level = 'block' THEN 1 ELSE 0 END) > 0 THEN 0 ELSE 1 END, version_id DESC
         LIMIT {} OFFSET {}",
        school.0,
        of_units(units),
        limit.max(0),
        skip.max(0)
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            Ok(Recall {
                version: VersionId(row.try_get("version_id")?),
                unit: UnitId(row.try_get("stands_in")?),
                blocks: row.try_get("blocks")?,
                findings: row.try_get("findings")?,
            })
        })
        .collect()
}

/// How many versions of these units, or of all, stand with something open in them, and how
/// many of them with something at `block`.
pub async fn recall_count(
    c: &mut Connection,
    school: SchoolId,
    units: Option<&[UnitId]>,
) -> Result<(i64, i64), Failure> {
    let text = format!(
        "SELECT COUNT(DISTINCT version_id) AS n,
            COUNT(DISTINCT CASE WHEN level = 'block' THEN version_id END) AS blocks
         FROM screening_findings WHERE school_id = {} AND {} AND {OPEN}",
        school.0,
        of_units(units)
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_one(c).await?;
    Ok((row.try_get("n")?, row.try_get("blocks")?))
}

/// The condition that a unit among these answers; numbers only, so it may stand in the text.
fn of_units(units: Option<&[UnitId]>) -> String {
    let Some(units) = units else { return "stands_in IS NOT NULL".to_owned() };
    // A person without units sees nothing.
    let numbers: Vec<_> = units.iter().map(|unit| unit.0).chain([0]).map(|unit| unit.to_string()).collect();
    format!("stands_in IN ({})", numbers.join(", "))
}
