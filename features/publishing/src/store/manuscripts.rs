//! The files that drafts were read from.

use sqlx::Row;
use store::{Connection, Context, Failure, sql};
use terms::VersionId;

use crate::model::Manuscript;

/// The file that a version was read from last. Who may see the version may see it.
pub async fn manuscript(c: &mut Connection, version: VersionId) -> Result<Option<Manuscript>, Failure> {
    let row = sqlx::query(
        "SELECT file_name, read_out, lost, read_at FROM publishing_manuscripts WHERE version_id = $1",
    )
    .bind(version.0)
    .fetch_optional(c)
    .await?;
    row.map(|row| {
        Ok(Manuscript {
            file_name: row.try_get("file_name")?,
            read_out: sql::json(&row, "read_out")?,
            lost: sql::json(&row, "lost")?,
            read_at: sql::timestamp(&row, "read_at")?,
        })
    })
    .transpose()
}

/// Notes the file that a version was read from; a later one takes the place of the first.
pub(crate) async fn put(
    c: &mut Connection,
    context: &Context,
    version: VersionId,
    manuscript: &Manuscript,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM publishing_manuscripts WHERE version_id = $1")
        .bind(version.0)
        .execute(&mut *c)
        .await?;
    sqlx::query(
        "INSERT INTO publishing_manuscripts (version_id, file_name, read_out, lost, read_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(version.0)
    .bind(&manuscript.file_name)
    .bind(super::versions::json(&manuscript.read_out))
    .bind(super::versions::json(&manuscript.lost))
    .bind(context.now_ms())
    .execute(c)
    .await?;
    Ok(())
}
