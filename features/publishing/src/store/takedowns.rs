//! The SQL of what was taken down at once, with the hash of its evidence.

use store::{Connection, Context, Failure};
use terms::{PublicationId, VersionId};

/// Writes down a taking down, with the hash of the evidence.
pub(crate) async fn insert(
    c: &mut Connection,
    context: &Context,
    publication: PublicationId,
    version: VersionId,
    evidence: &str,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO publishing_takedowns
            (school_id, publication_id, version_id, evidence_sha256, taken_by, taken_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(context.school.0)
    .bind(publication.0)
    .bind(version.0)
    .bind(evidence)
    .bind(context.actor.person().map(|person| person.0))
    .bind(context.now_ms())
    .execute(c)
    .await?;
    Ok(())
}
