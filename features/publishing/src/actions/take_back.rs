use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;
use crate::store::versions;

/// Takes a version back from review, to be edited again.
pub async fn take_back(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_take_back(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    loaded.step(&mut tx, State::Draft, StepKind::TakenBack, "").await?;
    versions::set_schedule(tx.connection(), id, None).await?;
    tx.append(loaded.event("publishing.taken_back"));
    tx.commit().await?;
    Ok(())
}
