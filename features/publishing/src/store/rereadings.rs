//! How far everything that stands was read again after the rules changed.

use jiff::Timestamp;
use sqlx::Row;
use store::{Connection, Failure, sql};
use terms::{PublicationId, SchoolId, VersionId};

/// A reading of everything that stands in a school, by rules that are new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rereading {
    /// The rules, by their fingerprint.
    pub fingerprint: String,
    /// The version that was read last.
    pub reached: VersionId,
    /// How many versions were read.
    pub versions: i64,
    /// How many of them hold something that is open.
    pub found: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
}

/// The last reading of a school; none where there never was one.
pub async fn rereading(c: &mut Connection, school: SchoolId) -> Result<Option<Rereading>, Failure> {
    let row = sqlx::query(
        "SELECT fingerprint, reached, versions, found, started_at, finished_at FROM publishing_rereadings
         WHERE school_id = $1",
    )
    .bind(school.0)
    .fetch_optional(c)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Rereading {
        fingerprint: row.try_get("fingerprint")?,
        reached: VersionId(row.try_get("reached")?),
        versions: row.try_get("versions")?,
        found: row.try_get("found")?,
        started_at: sql::timestamp(&row, "started_at")?,
        finished_at: sql::timestamp_opt(&row, "finished_at")?,
    }))
}

/// Writes how far a reading has come, where it is still where the writer saw it: of two
/// processes that read the same, one goes on. False where another was faster.
pub(crate) async fn go_on(
    c: &mut Connection,
    school: SchoolId,
    seen: Option<&Rereading>,
    now: &Rereading,
) -> Result<bool, Failure> {
    let values = |query: sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>| {
        query
            .bind(school.0)
            .bind(now.fingerprint.clone())
            .bind(now.reached.0)
            .bind(now.versions)
            .bind(now.found)
            .bind(now.started_at.as_millisecond())
            .bind(now.finished_at.map(|at| at.as_millisecond()))
    };
    let done = match seen {
        None => values(sqlx::query(
            "INSERT INTO publishing_rereadings (school_id, fingerprint, reached, versions, found, started_at, finished_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (school_id) DO NOTHING",
        )),
        Some(seen) => values(sqlx::query(
            "UPDATE publishing_rereadings SET fingerprint = $2, reached = $3, versions = $4, found = $5, started_at = $6,
                finished_at = $7 WHERE school_id = $1 AND fingerprint = $8 AND reached = $9 AND started_at = $10",
        ))
        .bind(seen.fingerprint.clone())
        .bind(seen.reached.0)
        .bind(seen.started_at.as_millisecond()),
    };
    Ok(done.execute(c).await?.rows_affected() == 1)
}

/// A version that somebody may read.
pub(crate) struct Readable {
    pub version: VersionId,
    pub publication: PublicationId,
    /// Whether all of it is shown: what has expired or is withdrawn shows no list and no file.
    pub is_whole: bool,
}

/// The next versions of a school that somebody may read, past versions that have an address
/// included, after this one, which were last read by other rules than these.
pub(crate) async fn unread_after(
    c: &mut Connection,
    school: SchoolId,
    fingerprint: &str,
    after: VersionId,
    limit: i64,
) -> Result<Vec<Readable>, Failure> {
    let rows = sqlx::query(
        "SELECT v.id, v.publication_id, CASE WHEN p.standing = 'live' THEN 1 ELSE 0 END AS is_whole
         FROM publishing_versions v JOIN publishing_publications p ON p.id = v.publication_id
         WHERE v.school_id = $1 AND v.id > $2 AND v.screened_by <> $4 AND v.released_at IS NOT NULL AND v.closed_at IS NULL AND p.is_held = 0
            AND (p.standing = 'live'
                OR (v.id = p.live_version_id AND (p.standing = 'expired' OR p.withdrawal = 'withdrawn')))
         ORDER BY v.id LIMIT $3",
    )
    .bind(school.0)
    .bind(after.0)
    .bind(limit)
    .bind(fingerprint)
    .fetch_all(c)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Readable {
                version: VersionId(row.try_get("id")?),
                publication: PublicationId(row.try_get("publication_id")?),
                is_whole: sql::flag(row, "is_whole")?,
            })
        })
        .collect()
}

/// How many versions of a school somebody may read, and how many of them were last read by other
/// rules than these.
pub async fn readable_counts(
    c: &mut Connection,
    school: SchoolId,
    fingerprint: &str,
) -> Result<(i64, i64), Failure> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN screened_by <> $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS unread
         FROM publishing_versions WHERE school_id = $1 AND released_at IS NOT NULL AND closed_at IS NULL",
    )
    .bind(school.0)
    .bind(fingerprint)
    .fetch_one(c)
    .await?;
    Ok((row.try_get("n")?, row.try_get("unread")?))
}
