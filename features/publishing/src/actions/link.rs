use store::{Context, Event, Store};
use terms::{PublicationId, Viewer};

use super::loaded::locked;
use crate::PublishingError;
use crate::model::Relation;
use crate::rules::{refusal::Refusal, workflow};
use crate::store::publications;

/// Binds a publication to another: its interpretation, its response, the step before it. Once
/// is enough: bound so again nothing happens.
pub async fn link(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
    other: PublicationId,
    relation: Relation,
) -> Result<(), PublishingError> {
    if id == other {
        return Err(Refusal::LinkToItself.into());
    }
    let mut tx = store.begin(context).await?;
    for one in [id, other] {
        publications::find(tx.connection(), viewer, one).await?.ok_or(PublishingError::Missing)?;
    }
    own(&mut tx, viewer, id).await?;
    if !publications::insert_link(tx.connection(), id, other, relation).await? {
        return Ok(());
    }
    tx.append(
        Event::new("publishing.linked", id.0)
            .with(serde_json::json!({ "to": other.0, "relation": relation.code() })),
    );
    tx.commit().await?;
    Ok(())
}

/// Unbinds two publications.
pub async fn unlink(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
    other: PublicationId,
    relation: Relation,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    own(&mut tx, viewer, id).await?;
    if !publications::delete_link(tx.connection(), id, other, relation).await? {
        return Ok(());
    }
    tx.append(
        Event::new("publishing.unlinked", id.0)
            .with(serde_json::json!({ "to": other.0, "relation": relation.code() })),
    );
    tx.commit().await?;
    Ok(())
}

async fn own(tx: &mut store::Tx, viewer: &Viewer, id: PublicationId) -> Result<(), PublishingError> {
    let publication = locked(tx, id).await?;
    if workflow::may_write(viewer, publication.unit) { Ok(()) } else { Err(PublishingError::Missing) }
}
