use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;

/// The unit's head passes a version, which goes to the secrecy review.
pub async fn pass_unit(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    opinion: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_pass_unit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    loaded.step(&mut tx, State::SecrecyReview, StepKind::UnitPassed, opinion).await?;
    tx.append(loaded.event("publishing.unit_passed"));
    tx.commit().await?;
    Ok(())
}
