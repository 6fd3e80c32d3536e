//! Publications and what binds them together.

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Row};
use store::{Connection, Failure};
use terms::{BatchId, PersonId, PublicationId, SchoolId, VersionId, Viewer};

use super::read;
use crate::model::{Content, Link, Publication, Relation, Standing, Withdrawal};

const COLUMNS: &str =
    "SELECT id, school_id, index_no, standing, live_version_id, working_version_id, published_at,
    revised_at, is_imported, is_held, withdrawal, withdrawn_at, withdrawn_by, withdrawal_reason, merged_into,
    awaits_approval, title, unit_id, audience FROM publishing_publications";

/// A publication of the viewer's school, where the viewer may see it: what
/// stands, or stood, for their audience; what does not, for those who work on it.
pub async fn find(
    c: &mut Connection,
    viewer: &Viewer,
    id: PublicationId,
) -> Result<Option<Publication>, Failure> {
    Ok(any(c, viewer.school, id).await?.filter(|publication| is_visible(viewer, publication)))
}

/// The same by index number.
pub async fn by_index_no(
    c: &mut Connection,
    viewer: &Viewer,
    index_no: &str,
) -> Result<Option<Publication>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND index_no = $2");
    let row =
        sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).bind(index_no).fetch_optional(c).await?;
    Ok(row.as_ref().map(read::publication).transpose()?.filter(|publication| is_visible(viewer, publication)))
}

/// The one rule about who sees a publication at all, on every way to it.
fn is_visible(viewer: &Viewer, publication: &Publication) -> bool {
    if crate::rules::workflow::may_see(viewer, publication.unit) {
        return true;
    }
    publication.standing != Standing::Unpublished
        && !publication.is_held
        && viewer.may_read(publication.audience, publication.unit)
}

/// A publication of a school, whoever asks; for actions, which ask their rules.
pub(crate) async fn any(
    c: &mut Connection,
    school: SchoolId,
    id: PublicationId,
) -> Result<Option<Publication>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id.0).fetch_optional(c).await?;
    row.as_ref().map(read::publication).transpose()
}

/// A publication by the number it had where it was imported from.
pub async fn by_external_id(
    c: &mut Connection,
    school: SchoolId,
    external: &str,
) -> Result<Option<Publication>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND external_id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(external).fetch_optional(c).await?;
    row.as_ref().map(read::publication).transpose()
}

/// The publication that stood at an address of the old site.
pub async fn by_old_address(
    c: &mut Connection,
    viewer: &Viewer,
    address: &str,
) -> Result<Option<Publication>, Failure> {
    let row = sqlx::query(
        "SELECT publication_id FROM publishing_old_addresses WHERE school_id = $1 AND address = $2",
    )
    .bind(viewer.school.0)
    .bind(address)
    .fetch_optional(&mut *c)
    .await?;
    match row {
        Some(row) => find(c, viewer, PublicationId(row.try_get("publication_id")?)).await,
        None => Ok(None),
    }
}

/// The index numbers of publications, for lists of numbers alone.
pub async fn index_numbers(
    c: &mut Connection,
    ids: &[PublicationId],
) -> Result<Vec<(PublicationId, String)>, Failure> {
    let mut found = Vec::new();
    for id in ids {
        let row = sqlx::query("SELECT index_no FROM publishing_publications WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *c)
            .await?;
        let index_no: Option<String> = row.map(|row| row.try_get("index_no")).transpose()?.flatten();
        found.extend(index_no.map(|index_no| (*id, index_no)));
    }
    Ok(found)
}

/// Imported rows that wait unseen for an answer to a finding.
pub async fn holding(c: &mut Connection, school: SchoolId) -> Result<Vec<Publication>, Failure> {
    let text = format!("{COLUMNS} WHERE school_id = $1 AND is_held = 1 ORDER BY id LIMIT 500");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    rows.iter().map(read::publication).collect()
}

/// What belongs to a publication and may be seen by the viewer.
pub async fn related(c: &mut Connection, viewer: &Viewer, id: PublicationId) -> Result<Vec<Link>, Failure> {
    let rows = sqlx::query(
        "SELECT linked_id AS other, relation, 0 AS is_back FROM publishing_links WHERE publication_id = $1
         UNION ALL SELECT publication_id AS other, relation, 1 AS is_back FROM publishing_links WHERE linked_id = $1",
    )
    .bind(id.0)
    .fetch_all(&mut *c)
    .await?;
    let mut links = Vec::new();
    for row in &rows {
        let (other, code): (i64, String) = (row.try_get("other")?, row.try_get("relation")?);
        let is_back = store::sql::flag(row, "is_back")?;
        let relation = Relation::from_code(&code).ok_or(Failure::Unreadable("relation"))?;
        let Some(other) = find(&mut *c, viewer, PublicationId(other)).await? else { continue };
        let label = if is_back { relation.back_name() } else { relation.name() };
        links.push(Link {
            id: other.id,
            index_no: other.index_no,
            title: other.title,
            label,
            relation,
            is_back,
        });
    }
    Ok(links)
}

/// What this publication follows, and what that follows in turn.
pub(crate) async fn earlier(c: &mut Connection, id: PublicationId) -> Result<Vec<Publication>, Failure> {
    let text = format!(
        "{COLUMNS} WHERE id IN (
            WITH RECURSIVE earlier (id) AS (
                SELECT linked_id FROM publishing_links WHERE publication_id = $1 AND relation = 'follows'
                UNION SELECT l.linked_id FROM publishing_links l JOIN earlier e ON l.publication_id = e.id
                WHERE l.relation = 'follows')
            SELECT id FROM earlier)
         ORDER BY id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id.0).fetch_all(c).await?;
    rows.iter().map(read::publication).collect()
}

/// Takes the publication's version, so that two actions at once come one after the other.
pub(crate) async fn lock(c: &mut Connection, school: SchoolId, id: PublicationId) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE publishing_publications SET version = version + 1 WHERE school_id = $1 AND id = $2",
    )
    .bind(school.0)
    .bind(id.0)
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Where a new publication comes from, where it is imported.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Origin<'a> {
    pub external_id: Option<&'a str>,
    pub batch: Option<BatchId>,
    pub is_held: bool,
}

pub(crate) async fn insert(
    c: &mut Connection,
    school: SchoolId,
    content: &Content,
    origin: Origin<'_>,
) -> Result<PublicationId, Failure> {
    let query = sqlx::query(
        "INSERT INTO publishing_publications
            (school_id, external_id, standing, is_imported, batch_id, is_held, awaits_approval, title, unit_id, entry_id,
             category, kind, information, block, audience, document_no, version)
         VALUES ($1, $2, 'unpublished', $3, $4, $5, 0, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1) RETURNING id",
    )
    .bind(school.0)
    .bind(origin.external_id)
    .bind(i64::from(origin.batch.is_some()))
    .bind(origin.batch.map(|b| b.0))
    .bind(i64::from(origin.is_held));
    let row = bind_listed(query, content).fetch_one(c).await?;
    Ok(PublicationId(row.try_get("id")?))
}

/// Binds what lists show of a content, in the order of the columns: from title to document number.
pub(super) fn bind_listed<'q>(
    query: Query<'q, Any, AnyArguments>,
    content: &'q Content,
) -> Query<'q, Any, AnyArguments> {
    query
        .bind(&content.title)
        .bind(content.unit.0)
        .bind(content.entry.map(|e| e.0))
        .bind(i64::from(content.category))
        .bind(&content.kind)
        .bind(content.information.name())
        .bind(content.block.map(|b| b.name()))
        .bind(content.audience.code())
        .bind(&content.document_no)
}

pub(crate) async fn set_working(
    c: &mut Connection,
    id: PublicationId,
    version: Option<VersionId>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_publications SET working_version_id = $2 WHERE id = $1")
        .bind(id.0)
        .bind(version.map(|v| v.0))
        .execute(c)
        .await?;
    Ok(())
}

/// What a release writes beside the version.
pub(crate) struct Release<'a> {
    pub version: VersionId,
    pub index_no: &'a str,
    pub content: &'a Content,
    pub validity: Option<&'a str>,
    pub published_ms: i64,
    pub revised_ms: i64,
    pub awaits_approval: bool,
}

/// Makes a version what stands. The index number and the day of the first
/// release, once there, stay.
pub(crate) async fn set_live(
    c: &mut Connection,
    id: PublicationId,
    release: &Release<'_>,
) -> Result<(), Failure> {
    let content = release.content;
    let query = sqlx::query(
        "UPDATE publishing_publications SET standing = 'live', live_version_id = $2, working_version_id = NULL,
            index_no = COALESCE(index_no, $3), published_at = COALESCE(published_at, $4), revised_at = $5,
            awaits_approval = $6, title = $7, unit_id = $8, entry_id = $9, category = $10, kind = $11, information = $12,
            block = $13, audience = $14, document_no = $15, notice_from = $16, notice_to = $17, validity = $18,
            tags = $19
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(release.version.0)
    .bind(release.index_no)
    .bind(release.published_ms)
    .bind(release.revised_ms)
    .bind(i64::from(release.awaits_approval));
    bind_listed(query, content)
        .bind(content.notice.from.map(|d| d.to_string()))
        .bind(content.notice.to.map(|d| d.to_string()))
        .bind(release.validity)
        .bind(super::versions::json(&content.tags))
        .execute(c)
        .await?;
    Ok(())
}

/// A withdrawal to be written.
pub(crate) struct Taken<'a> {
    pub kind: Withdrawal,
    pub at_ms: i64,
    pub by: Option<PersonId>,
    pub reason: &'a str,
    pub merged_into: Option<PublicationId>,
}

pub(crate) async fn set_withdrawn(
    c: &mut Connection,
    id: PublicationId,
    taken: &Taken<'_>,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE publishing_publications SET standing = 'withdrawn', withdrawal = $2, withdrawn_at = $3, withdrawn_by = $4,
            withdrawal_reason = $5, merged_into = $6 WHERE id = $1",
    )
    .bind(id.0)
    .bind(taken.kind.code())
    .bind(taken.at_ms)
    .bind(taken.by.map(|p| p.0))
    .bind(taken.reason)
    .bind(taken.merged_into.map(|p| p.0))
    .execute(c)
    .await?;
    Ok(())
}

pub(crate) async fn set_standing(
    c: &mut Connection,
    id: PublicationId,
    standing: Standing,
) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_publications SET standing = $2 WHERE id = $1")
        .bind(id.0)
        .bind(standing.code())
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn set_approved(c: &mut Connection, id: PublicationId) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_publications SET awaits_approval = 0 WHERE id = $1")
        .bind(id.0)
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn set_held(c: &mut Connection, id: PublicationId, is_held: bool) -> Result<(), Failure> {
    sqlx::query("UPDATE publishing_publications SET is_held = $2 WHERE id = $1")
        .bind(id.0)
        .bind(i64::from(is_held))
        .execute(c)
        .await?;
    Ok(())
}

/// The next serial number of a category and calendar year.
pub(crate) async fn next_serial(
    c: &mut Connection,
    school: SchoolId,
    category: u8,
    year: i16,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "INSERT INTO publishing_serials (school_id, category, year, serial) VALUES ($1, $2, $3, 1)
         ON CONFLICT (school_id, category, year) DO UPDATE SET serial = publishing_serials.serial + 1 RETURNING serial",
    )
    .bind(school.0)
    .bind(i64::from(category))
    .bind(i64::from(year))
    .fetch_one(c)
    .await?;
    Ok(row.try_get("serial")?)
}

/// False where they are bound so already.
pub(crate) async fn insert_link(
    c: &mut Connection,
    id: PublicationId,
    other: PublicationId,
    relation: Relation,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "INSERT INTO publishing_links (publication_id, linked_id, relation) VALUES ($1, $2, $3)
         ON CONFLICT (publication_id, linked_id, relation) DO NOTHING",
    )
    .bind(id.0)
    .bind(other.0)
    .bind(relation.code())
    .execute(c)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// False where they are not bound so.
pub(crate) async fn delete_link(
    c: &mut Connection,
    id: PublicationId,
    other: PublicationId,
    relation: Relation,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "DELETE FROM publishing_links WHERE publication_id = $1 AND linked_id = $2 AND relation = $3",
    )
    .bind(id.0)
    .bind(other.0)
    .bind(relation.code())
    .execute(c)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn insert_old_address(
    c: &mut Connection,
    school: SchoolId,
    address: &str,
    id: PublicationId,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_old_addresses (school_id, address, publication_id) VALUES ($1, $2, $3)
         ON CONFLICT (school_id, address) DO UPDATE SET publication_id = excluded.publication_id",
    )
    .bind(school.0)
    .bind(address)
    .bind(id.0)
    .execute(c)
    .await?;
    Ok(())
}

/// Publications whose personal data have served their purpose by `day`, of every school.
pub async fn due_to_expire(
    c: &mut Connection,
    day: jiff::civil::Date,
) -> Result<Vec<(SchoolId, PublicationId)>, Failure> {
    let rows = sqlx::query(
        "SELECT p.school_id, p.id FROM publishing_versions v
         JOIN publishing_publications p ON p.id = v.publication_id AND p.live_version_id = v.id
         WHERE p.standing = 'live' AND v.expires_on <= $1",
    )
    .bind(day.to_string())
    .fetch_all(c)
    .await?;
    rows.iter()
        .map(|row| Ok((SchoolId(row.try_get("school_id")?), PublicationId(row.try_get("id")?))))
        .collect()
}
