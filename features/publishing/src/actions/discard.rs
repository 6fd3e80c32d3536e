use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;
use crate::store::{publications, steps, versions};

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
    versions::set_state(tx.connection(), id, State::Discarded).await?;
    publications::set_working(tx.connection(), loaded.publication.id, None).await?;
    steps::insert(tx.connection(), context, id, StepKind::Discarded, "").await?;
    tx.append(
        Event::new("publishing.discarded", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0 })),
    );
    tx.commit().await?;
    Ok(())
}
