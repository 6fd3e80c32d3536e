//! What those who carry a release further need to know of it.

use sqlx::Row;
use store::{Connection, Failure, sql};
use terms::{Audience, PublicationId, SchoolId, UnitId, VersionId};

use crate::model::NamedChannel;

/// A version that was released, as the followers of its release need it.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The channels it names.
    pub channels: Vec<NamedChannel>,
    /// Its unit.
    pub unit: UnitId,
    /// To whom it is open.
    pub audience: Audience,
    /// When its publication was first released.
    pub published_at: Option<jiff::Timestamp>,
}

/// A released version of a school, for followers; it shows nothing to anybody.
pub async fn outgoing(
    c: &mut Connection,
    school: SchoolId,
    version: VersionId,
) -> Result<Option<Outgoing>, Failure> {
    let row = sqlx::query(
        "SELECT v.channels, v.unit_id, v.audience, p.published_at
         FROM publishing_versions v JOIN publishing_publications p ON p.id = v.publication_id
         WHERE v.school_id = $1 AND v.id = $2",
    )
    .bind(school.0)
    .bind(version.0)
    .fetch_optional(c)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let audience: String = row.try_get("audience")?;
    Ok(Some(Outgoing {
        channels: sql::json(&row, "channels")?,
        unit: UnitId(row.try_get("unit_id")?),
        audience: Audience::from_code(&audience)
            .ok_or(Failure::Unreadable("publishing_versions.audience"))?,
        published_at: sql::timestamp_opt(&row, "published_at")?,
    }))
}

/// Takes a publication's turn, for what others decide about it: whoever comes
/// second sees what the first one did. False where the school has none such.
pub async fn take_turn(c: &mut Connection, school: SchoolId, id: PublicationId) -> Result<bool, Failure> {
    super::publications::lock(c, school, id).await
}
