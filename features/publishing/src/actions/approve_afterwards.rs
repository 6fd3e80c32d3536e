use store::{Context, Event, Store};
use terms::{PublicationId, Viewer};

use crate::PublishingError;
use crate::model::StepKind;
use crate::rules::workflow;
use crate::store::{publications, steps, versions};

/// A leader approves an urgent release afterwards.
pub async fn approve_afterwards(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
    opinion: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    if !publications::lock(tx.connection(), context.school, id).await? {
        return Err(PublishingError::Missing);
    }
    let publication =
        publications::any(tx.connection(), context.school, id).await?.ok_or(PublishingError::Missing)?;
    let live = publication.live.ok_or(PublishingError::Missing)?;
    let version =
        versions::any(tx.connection(), context.school, live).await?.ok_or(PublishingError::Missing)?;
    workflow::check_approve_afterwards(
        viewer,
        publication.awaits_approval,
        version.released_by,
        &version.workers,
    )
    .map_err(PublishingError::Refused)?;
    publications::set_approved(tx.connection(), id).await?;
    steps::insert(tx.connection(), context, live, StepKind::ApprovedAfterwards, opinion).await?;
    tx.append(
        Event::new("publishing.approved_afterwards", id.0).with(serde_json::json!({ "version": live.0 })),
    );
    tx.commit().await?;
    Ok(())
}
