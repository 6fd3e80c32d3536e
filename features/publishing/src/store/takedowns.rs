//! The SQL of what was taken down at once, with its sealed evidence.

use store::{Connection, Context, Failure};
use terms::{PublicationId, VersionId};

/// Writes down a taking down: the evidence by its hash, and where it lies sealed.
pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    publication: PublicationId,
    version: VersionId,
    evidence: &str,
    sealed_hash: &str,
    place: &str,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_takedowns
            (school_id, publication_id, version_id, evidence_sha256, sealed_hash, place, taken_by, taken_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(context.school.0)
    .bind(publication.0)
    .bind(version.0)
    .bind(evidence)
    .bind(sealed_hash)
    .bind(place)
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .execute(c)
    .await?;
    Ok(())
}
