//! What was released, as statistics count it: whoever may read it, withdrawn since or not.

use jiff::Timestamp;
use sqlx::Row;
use store::{Connection, Failure, sql};
use terms::{Audience, Block, InformationKind, PublicationId, SchoolId, UnitId};

/// A publication that was released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub id: PublicationId,
    /// 索引号
    pub index_no: String,
    /// Its title.
    pub title: String,
    /// Its first release.
    pub published_at: Timestamp,
    /// When it was withdrawn as a whole; a list that was taken down for its personal data
    /// leaves its notice standing.
    pub withdrawn_at: Option<Timestamp>,
    /// What it counts as.
    pub information: InformationKind,
    /// The catalogue category.
    pub category: u8,
    /// Its block.
    pub block: Option<Block>,
    /// Its terms of the further taxonomies.
    pub tags: Vec<String>,
    /// The unit that published it.
    pub unit: UnitId,
    /// For whom.
    pub audience: Audience,
}

/// Everything that a school released before an instant, the oldest first, for whomever it was:
/// who may know of it is asked by the caller. Imported rows that wait for an answer to a
/// finding were not released.
pub async fn issued_before(
    c: &mut Connection,
    school: SchoolId,
    until: Timestamp,
) -> Result<Vec<Issued>, Failure> {
    let rows = sqlx::query(
        "SELECT p.id, p.index_no, p.title, p.published_at,
            CASE WHEN p.standing = 'withdrawn' THEN p.withdrawn_at END AS withdrawn,
            p.information, p.category, p.block, p.unit_id, p.audience, v.tags
         FROM publishing_publications p JOIN publishing_versions v ON v.id = p.live_version_id
         WHERE p.school_id = $1 AND p.standing <> 'unpublished' AND p.is_held = 0 AND p.published_at < $2
         ORDER BY p.published_at, p.id",
    )
    .bind(school.0)
    .bind(until.as_millisecond())
    .fetch_all(c)
    .await?;
    rows.iter().map(issued).collect()
}

fn issued(row: &sqlx::any::AnyRow) -> Result<Issued, Failure> {
    let index_no: Option<String> = row.try_get("index_no")?;
    let information: String = row.try_get("information")?;
    let block: Option<String> = row.try_get("block")?;
    let category: i64 = row.try_get("category")?;
    let audience: String = row.try_get("audience")?;
    Ok(Issued {
        id: PublicationId(row.try_get("id")?),
        index_no: index_no.unwrap_or_default(),
        title: row.try_get("title")?,
        published_at: sql::timestamp(row, "published_at")?,
        withdrawn_at: sql::timestamp_opt(row, "withdrawn")?,
        information: InformationKind::from_name(&information).ok_or(Failure::Unreadable("information"))?,
        category: category.try_into().map_err(|_| Failure::Unreadable("category"))?,
        block: block.as_deref().and_then(Block::from_name),
        tags: sql::json(row, "tags")?,
        unit: UnitId(row.try_get("unit_id")?),
        audience: Audience::from_code(&audience).ok_or(Failure::Unreadable("audience"))?,
    })
}
