use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;
use crate::store::{steps, versions};

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
    versions::set_state(tx.connection(), id, State::Draft).await?;
    versions::set_schedule(tx.connection(), id, None).await?;
    steps::insert(tx.connection(), context, id, StepKind::TakenBack, "").await?;
    tx.append(
        Event::new("publishing.taken_back", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0 })),
    );
    tx.commit().await?;
    Ok(())
}
