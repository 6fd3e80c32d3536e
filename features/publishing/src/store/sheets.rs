//! The SQL of the sheets of secrecy reviews, kept as they were at the release.

use sqlx::Row;
use store::{Connection, Failure};
use terms::VersionId;

use crate::sheet::Sheet;

/// The sheet that was kept of a version.
pub(crate) async fn sheet(c: &mut Connection, version: VersionId) -> Result<Option<Sheet>, Failure> {
    let row = sqlx::query("SELECT sheet FROM publishing_sheets WHERE version_id = $1")
        .bind(version.0)
        .fetch_optional(c)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let text: String = row.try_get("sheet")?;
    serde_json::from_str(&text).map(Some).map_err(|_| Failure::Unreadable("publishing_sheets"))
}

/// Keeps the sheet of a version.
pub(crate) async fn keep(c: &mut Connection, version: VersionId, sheet: &Sheet) -> Result<(), Failure> {
    let text = serde_json::to_string(sheet).map_err(|_| Failure::Unreadable("publishing_sheets"))?;
    sqlx::query(
        "INSERT INTO publishing_sheets (version_id, sheet) VALUES ($1, $2) ON CONFLICT (version_id) DO NOTHING",
    )
    .bind(version.0)
    .bind(text)
    .execute(c)
    .await?;
    Ok(())
}
