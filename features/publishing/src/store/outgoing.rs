//! What those who carry a release further need to know of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;
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

/// Released versions of a school, for followers; they show nothing to anybody.
pub async fn outgoing(
    c: &mut Connection,
    school: SchoolId,
    versions: &[VersionId],
) -> Result<BTreeMap<VersionId, Outgoing>, Failure> {
    let listed = versions.iter().map(VersionId::to_string).collect::<Vec<_>>().join(", ");
    let text = format!(
        "SELECT v.id, v.channels, v.unit_id, v.audience, p.published_at
         FROM publishing_versions v JOIN publishing_publications p ON p.id = v.publication_id
         WHERE v.school_id = $1 AND v.id IN ({listed})"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    let read = |row: &AnyRow| {
        let audience: String = row.try_get("audience")?;
        let outgoing = Outgoing {
            channels: sql::json(row, "channels")?,
            unit: UnitId(row.try_get("unit_id")?),
            audience: Audience::from_code(&audience)
                .ok_or(Failure::Unreadable("publishing_versions.audience"))?,
            published_at: sql::timestamp_opt(row, "published_at")?,
        };
        Ok((VersionId(row.try_get("id")?), outgoing))
    };
    rows.iter().map(read).collect()
}

/// The days on which publications were first released.
pub async fn published_on(
    c: &mut Connection,
    publications: &[PublicationId],
) -> Result<BTreeMap<PublicationId, Date>, Failure> {
    let listed = publications.iter().map(PublicationId::to_string).collect::<Vec<_>>().join(", ");
    let text = format!(
        "SELECT id, published_at FROM publishing_publications WHERE id IN ({listed}) AND published_at IS NOT NULL"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(c).await?;
    let read = |row: &AnyRow| {
        Ok((PublicationId(row.try_get("id")?), terms::day_of(sql::timestamp(row, "published_at")?)))
    };
    rows.iter().map(read).collect()
}

/// Takes publications' turns, for what others decide about them: whoever comes second sees what the
/// first one did. Answers with those that the school has.
pub async fn take_turns(
    c: &mut Connection,
    school: SchoolId,
    publications: &[PublicationId],
) -> Result<BTreeSet<PublicationId>, Failure> {
    let listed = publications.iter().map(PublicationId::to_string).collect::<Vec<_>>().join(", ");
    // With the plus SQLite looks the numbers up, instead of walking through an index of the school.
    let text = format!(
        "UPDATE publishing_publications SET version = version + 1 WHERE +school_id = $1 AND id IN ({listed}) RETURNING id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    rows.iter().map(|row| Ok(PublicationId(row.try_get("id")?))).collect()
}

/// Takes a publication's turn, for what others decide about it: whoever comes
/// second sees what the first one did. False where the school has none such.
pub async fn take_turn(c: &mut Connection, school: SchoolId, id: PublicationId) -> Result<bool, Failure> {
    super::publications::lock(c, school, id).await
}
