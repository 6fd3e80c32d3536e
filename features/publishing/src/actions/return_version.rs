use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;
use crate::store::versions;

/// Returns a version to its author with an opinion.
pub async fn return_version(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    opinion: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_return(viewer, &loaded.facts, opinion).map_err(PublishingError::Refused)?;
    loaded.step(&mut tx, State::Draft, StepKind::Returned, opinion).await?;
    versions::set_schedule(tx.connection(), id, None).await?;
    tx.append(
        Event::new("publishing.returned", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0, "from": loaded.version.state.code() })),
    );
    tx.commit().await?;
    Ok(())
}
