use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;
use crate::store::{steps, versions};

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
    versions::set_state(tx.connection(), id, State::SecrecyReview).await?;
    steps::insert(tx.connection(), context, id, StepKind::UnitPassed, opinion).await?;
    tx.append(
        Event::new("publishing.unit_passed", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0 })),
    );
    tx.commit().await?;
    Ok(())
}
