//! The files of versions (附件).

use sqlx::Row;
use store::{Connection, Failure};
use terms::{AttachmentId, VersionId, Viewer};

use super::read;
use crate::model::Attachment;

const ATTACHMENT: &str =
    "SELECT id, version_id, position, name, content_type, size_bytes, file_hash, text_hash, unreadable
    FROM publishing_attachments";

/// The attachments of a version, in their order. Who may see the version may see them.
pub async fn attachments(c: &mut Connection, version: VersionId) -> Result<Vec<Attachment>, Failure> {
    let text = format!("{ATTACHMENT} WHERE version_id = $1 ORDER BY position, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(version.0).fetch_all(c).await?;
    rows.iter().map(read::attachment).collect()
}

/// The attachments of these versions, in their order.
pub(crate) async fn attachments_of(c: &mut Connection, versions: &str) -> Result<Vec<Attachment>, Failure> {
    let text = format!("{ATTACHMENT} WHERE version_id IN ({versions}) ORDER BY version_id, position, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_all(c).await?;
    rows.iter().map(read::attachment).collect()
}

/// An attachment, where the viewer may see its version, and where that
/// version's list has not expired or been withdrawn for everyone.
pub async fn attachment(
    c: &mut Connection,
    viewer: &Viewer,
    id: AttachmentId,
) -> Result<Option<Attachment>, Failure> {
    let text = format!("{ATTACHMENT} WHERE id = $1");
    let Some(row) = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id.0).fetch_optional(&mut *c).await? else {
        return Ok(None);
    };
    let attachment = read::attachment(&row)?;
    let Some(version) = super::versions::version(&mut *c, viewer, attachment.version).await? else {
        return Ok(None);
    };
    if crate::rules::workflow::may_see(viewer, version.content.unit) {
        return Ok(Some(attachment));
    }
    let publication = super::publications::find(c, viewer, version.publication).await?;
    let stands = publication.is_some_and(|p| p.standing == crate::Standing::Live);
    Ok(stands.then_some(attachment))
}

/// An attachment to be added.
pub(crate) struct NewAttachment<'a> {
    pub name: &'a str,
    pub content_type: &'a str,
    pub size_bytes: i64,
    pub file_hash: &'a str,
    pub text_hash: Option<&'a str>,
    pub unreadable: &'a str,
}

pub(crate) async fn insert(
    c: &mut Connection,
    version: VersionId,
    new: &NewAttachment<'_>,
) -> Result<AttachmentId, Failure> {
    let row = sqlx::query(
        "INSERT INTO publishing_attachments (version_id, position, name, content_type, size_bytes, file_hash, text_hash, unreadable)
         VALUES ($1, (SELECT COALESCE(MAX(a.position), 0) + 1 FROM publishing_attachments a WHERE a.version_id = $1),
                 $2, $3, $4, $5, $6, $7) RETURNING id",
    )
    .bind(version.0)
    .bind(new.name)
    .bind(new.content_type)
    .bind(new.size_bytes)
    .bind(new.file_hash)
    .bind(new.text_hash)
    .bind(new.unreadable)
    .fetch_one(c)
    .await?;
    Ok(AttachmentId(row.try_get("id")?))
}

/// Gives a new version rows of its own for the files of another.
pub(crate) async fn copy(c: &mut Connection, from: VersionId, to: VersionId) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_attachments (version_id, position, name, content_type, size_bytes, file_hash, text_hash, unreadable)
         SELECT $2, position, name, content_type, size_bytes, file_hash, text_hash, unreadable
         FROM publishing_attachments WHERE version_id = $1",
    )
    .bind(from.0)
    .bind(to.0)
    .execute(c)
    .await?;
    Ok(())
}

/// Puts another file in the place of an attachment, which keeps its number and its place.
pub(crate) async fn replace(
    c: &mut Connection,
    id: AttachmentId,
    new: &NewAttachment<'_>,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE publishing_attachments SET name = $2, content_type = $3, size_bytes = $4, file_hash = $5, text_hash = $6,
            unreadable = $7 WHERE id = $1",
    )
    .bind(id.0)
    .bind(new.name)
    .bind(new.content_type)
    .bind(new.size_bytes)
    .bind(new.file_hash)
    .bind(new.text_hash)
    .bind(new.unreadable)
    .execute(c)
    .await?;
    Ok(())
}

pub(crate) async fn delete(
    c: &mut Connection,
    version: VersionId,
    id: AttachmentId,
) -> Result<bool, Failure> {
    let done = sqlx::query("DELETE FROM publishing_attachments WHERE version_id = $1 AND id = $2")
        .bind(version.0)
        .bind(id.0)
        .execute(c)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn set_position(c: &mut Connection, id: AttachmentId, position: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_attachments SET position = $2 WHERE id = $1")
        .bind(id.0)
        .bind(position)
        .execute(c)
        .await?;
    Ok(())
}
