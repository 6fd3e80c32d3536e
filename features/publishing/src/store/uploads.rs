//! Large files on their way to drafts (分段上传).

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{AttachmentId, PersonId, SchoolId, VersionId};

use crate::model::{NewUpload, Upload};
use crate::rules::uploads::CHUNK_BYTES;

const UPLOAD: &str = "SELECT id, code, version_id, person_id, name, size_bytes, checksum, chunk_bytes, received_bytes, touched_at,
    attachment_id FROM publishing_uploads WHERE school_id = $1 AND person_id = $2";

fn read(row: &AnyRow) -> Result<Upload, Failure> {
    Ok(Upload {
        id: row.try_get("id")?,
        code: row.try_get("code")?,
        version: VersionId(row.try_get("version_id")?),
        person: PersonId(row.try_get("person_id")?),
        name: row.try_get("name")?,
        size_bytes: row.try_get("size_bytes")?,
        checksum: row.try_get("checksum")?,
        chunk_bytes: row.try_get("chunk_bytes")?,
        received_bytes: row.try_get("received_bytes")?,
        touched_at: sql::timestamp(row, "touched_at")?,
        attachment: row.try_get::<Option<i64>, _>("attachment_id")?.map(AttachmentId),
    })
}

/// What a person has on the way to a draft.
pub async fn uploads(
    c: &mut Connection,
    school: SchoolId,
    person: PersonId,
    version: VersionId,
) -> Result<Vec<Upload>, Failure> {
    let text = format!("{UPLOAD} AND version_id = $3 AND attachment_id IS NULL ORDER BY id");
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(person.0).bind(version.0);
    query.fetch_all(c).await?.iter().map(read).collect()
}

/// An upload of a person, also one that has ended.
pub(crate) async fn find(
    c: &mut Connection,
    school: SchoolId,
    person: PersonId,
    version: VersionId,
    code: &str,
) -> Result<Option<Upload>, Failure> {
    let text = format!("{UPLOAD} AND version_id = $3 AND code = $4");
    let query =
        sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(person.0).bind(version.0).bind(code);
    query.fetch_optional(c).await?.as_ref().map(read).transpose()
}

/// What a person has on the way to drafts that still are drafts: title, file, size.
pub(crate) async fn of_person(
    c: &mut Connection,
    school: SchoolId,
    person: PersonId,
) -> Result<Vec<(String, String, i64)>, Failure> {
    let query = sqlx::query(
        "SELECT v.title, u.name, u.size_bytes FROM publishing_uploads u JOIN publishing_versions v ON v.id = u.version_id
         WHERE u.school_id = $1 AND u.person_id = $2 AND u.attachment_id IS NULL AND v.state = 'draft' ORDER BY u.id",
    );
    let rows = query.bind(school.0).bind(person.0).fetch_all(c).await?;
    let read = |row: &AnyRow| Ok((row.try_get("title")?, row.try_get("name")?, row.try_get("size_bytes")?));
    rows.iter().map(read).collect()
}

/// How large all files on the way to a school are together.
pub(crate) async fn school_bytes(c: &mut Connection, school: SchoolId) -> Result<i64, Failure> {
    let query = sqlx::query(
        "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) AS bytes FROM publishing_uploads
         WHERE school_id = $1 AND attachment_id IS NULL",
    );
    Ok(query.bind(school.0).fetch_one(c).await?.try_get("bytes")?)
}

pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    person: PersonId,
    version: VersionId,
    new: &NewUpload,
) -> Result<String, Failure> {
    let code = keys::token();
    sqlx::query(
        "INSERT INTO publishing_uploads
            (code, school_id, version_id, person_id, name, size_bytes, checksum, chunk_bytes, received_bytes, begun_at, touched_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9)",
    )
    .bind(&code)
    .bind(context.school.0)
    .bind(version.0)
    .bind(person.0)
    .bind(&new.name)
    .bind(new.size_bytes)
    .bind(&new.checksum)
    .bind(CHUNK_BYTES)
    .bind(context.now_ms())
    .execute(c)
    .await?;
    Ok(code)
}

/// Notes that so much has come, where it stood at `from` and is not over.
pub(crate) async fn move_on(
    c: &mut Connection,
    context: &Context,
    upload: &Upload,
    received_bytes: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE publishing_uploads SET received_bytes = $3, touched_at = $4
         WHERE id = $1 AND received_bytes = $2 AND attachment_id IS NULL",
    )
    .bind(upload.id)
    .bind(upload.received_bytes)
    .bind(received_bytes)
    .bind(context.now_ms())
    .execute(c)
    .await?;
    Ok(())
}

/// Notes what an upload became.
pub(crate) async fn end(
    c: &mut Connection,
    context: &Context,
    upload: &Upload,
    attachment: AttachmentId,
) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_uploads SET attachment_id = $2, touched_at = $3 WHERE id = $1")
        .bind(upload.id)
        .bind(attachment.0)
        .bind(context.now_ms())
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn delete(c: &mut Connection, code: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM publishing_uploads WHERE code = $1").bind(code).execute(c).await?;
    Ok(())
}

/// The uploads of all schools that nobody needs any more: untouched since `kept_since`, over before
/// `told_since`, or to what is no draft now.
pub(crate) async fn over(
    c: &mut Connection,
    kept_since: Timestamp,
    told_since: Timestamp,
) -> Result<Vec<String>, Failure> {
    let query = sqlx::query(
        "SELECT u.code FROM publishing_uploads u JOIN publishing_versions v ON v.id = u.version_id
         WHERE u.touched_at < $1 OR (u.touched_at < $2 AND (u.attachment_id IS NOT NULL OR v.state <> 'draft'))",
    );
    let rows = query.bind(kept_since.as_millisecond()).bind(told_since.as_millisecond()).fetch_all(c).await?;
    rows.iter().map(|row| Ok(row.try_get("code")?)).collect()
}

/// The codes of all uploads of all schools.
pub(crate) async fn codes(c: &mut Connection) -> Result<BTreeSet<String>, Failure> {
    let rows = sqlx::query("SELECT code FROM publishing_uploads").fetch_all(c).await?;
    rows.iter().map(|row| Ok(row.try_get("code")?)).collect()
}
