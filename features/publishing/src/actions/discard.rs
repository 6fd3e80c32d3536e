use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;
use crate::store::publications;

/// Gives a draft up. What stands public is not touched.
pub async fn discard(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_discard(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    loaded.step(&mut tx, State::Discarded, StepKind::Discarded, "").await?;
    publications::set_working(tx.connection(), loaded.publication.id, None).await?;
    tx.append(loaded.event("publishing.discarded"));
    tx.commit().await?;
    Ok(())
}
