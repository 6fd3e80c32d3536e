use store::{Context, Event, Store};
use terms::{PublicationId, Viewer};

use super::loaded::{locked, version_of};
use crate::PublishingError;
use crate::model::StepKind;
use crate::rules::workflow;
use crate::store::{publications, steps};

/// A leader approves an urgent release afterwards.
pub async fn approve_afterwards(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
    opinion: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let publication = locked(&mut tx, id).await?;
    let live = publication.live.ok_or(PublishingError::Missing)?;
    let version = version_of(&mut tx, live).await?;
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
