//! The SQL of originals, and of files to be removed because masked ones stand in their place.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{AttachmentId, PersonId, SchoolId, VersionId};

use crate::model::{Original, OriginalReading};

const COLUMNS: &str = "SELECT id, version_id, attachment_id, name, size_bytes, sealed_hash, place, removed, masked_by, masked_at
    FROM publishing_originals";

/// Where what was taken down at once lies: in no attachment's place.
const NO_ATTACHMENT: i64 = 0;

fn read(row: &AnyRow) -> Result<Original, Failure> {
    let masked_by: Option<i64> = row.try_get("masked_by")?;
    let attachment: i64 = row.try_get("attachment_id")?;
    Ok(Original {
        id: row.try_get("id")?,
        version: VersionId(row.try_get("version_id")?),
        attachment: (attachment != NO_ATTACHMENT).then_some(AttachmentId(attachment)),
        name: row.try_get("name")?,
        size_bytes: row.try_get("size_bytes")?,
        sealed_hash: row.try_get("sealed_hash")?,
        place: row.try_get("place")?,
        removed: row.try_get("removed")?,
        masked_by: masked_by.map(PersonId),
        masked_at: sql::timestamp(row, "masked_at")?,
    })
}

/// What lies sealed of a version.
pub(crate) async fn originals(c: &mut Connection, version: VersionId) -> Result<Vec<Original>, Failure> {
    let text = format!("{COLUMNS} WHERE version_id = $1 ORDER BY id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(version.0).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// An original of a school.
pub(crate) async fn original(
    c: &mut Connection,
    school: SchoolId,
    id: i64,
) -> Result<Option<Original>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id).fetch_optional(c).await?;
    row.as_ref().map(read).transpose()
}

/// Who looked into the originals of a version, the first first.
pub(crate) async fn readings(
    c: &mut Connection,
    version: VersionId,
) -> Result<Vec<OriginalReading>, Failure> {
    let rows = sqlx::query(
        "SELECT r.original_id, r.person_id, r.reason, r.read_at FROM publishing_original_readings r
         JOIN publishing_originals o ON o.id = r.original_id WHERE o.version_id = $1 ORDER BY r.id",
    )
    .bind(version.0)
    .fetch_all(c)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(OriginalReading {
                original: row.try_get("original_id")?,
                by: PersonId(row.try_get("person_id")?),
                reason: row.try_get("reason")?,
                at: sql::timestamp(row, "read_at")?,
            })
        })
        .collect()
}

pub(crate) async fn insert_reading(
    c: &mut Connection,
    original: i64,
    by: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_original_readings (original_id, person_id, reason, read_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(original)
    .bind(by.0)
    .bind(reason)
    .bind(now.as_millisecond())
    .execute(c)
    .await?;
    Ok(())
}

/// Something that is sealed already.
pub(crate) struct NewOriginal<'a> {
    pub version: VersionId,
    pub attachment: Option<AttachmentId>,
    pub name: &'a str,
    pub size_bytes: i64,
    pub sealed_hash: &'a str,
    pub place: &'a str,
    pub removed: &'a str,
}

pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    new: &NewOriginal<'_>,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_originals
            (school_id, version_id, attachment_id, name, size_bytes, sealed_hash, place, removed, masked_by, masked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(context.school.0)
    .bind(new.version.0)
    .bind(new.attachment.map_or(NO_ATTACHMENT, |attachment| attachment.0))
    .bind(new.name)
    .bind(new.size_bytes)
    .bind(new.sealed_hash)
    .bind(new.place)
    .bind(new.removed)
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .execute(c)
    .await?;
    Ok(())
}

/// Says that another file has taken this one's place.
pub(crate) async fn replaced(c: &mut Connection, hash: &str, now: Timestamp) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_replaced_files (file, replaced_at) VALUES ($1, $2)
         ON CONFLICT (file) DO NOTHING",
    )
    .bind(hash)
    .bind(now.as_millisecond())
    .execute(c)
    .await?;
    Ok(())
}

/// Files whose place another has taken.
pub(crate) async fn all_replaced(c: &mut Connection) -> Result<Vec<String>, Failure> {
    let rows = sqlx::query("SELECT file FROM publishing_replaced_files ORDER BY file LIMIT 1000")
        .fetch_all(c)
        .await?;
    rows.iter().map(|row| Ok(row.try_get("file")?)).collect()
}

pub(crate) async fn forget_replaced(c: &mut Connection, hash: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM publishing_replaced_files WHERE file = $1").bind(hash).execute(c).await?;
    Ok(())
}
