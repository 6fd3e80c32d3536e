use store::{Context, Event, Store, Tx};
use terms::{VersionId, Viewer};

use super::drafted;
use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::Content;
use crate::rules::{refusal::Refusal, workflow};
use crate::store::versions;

/// Saves a draft that was opened at its `edits`th saving.
///
/// # Errors
/// [`PublishingError::Overtaken`] where somebody saved it since; nothing is lost.
pub async fn save_draft(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    edits: i64,
    content: &Content,
) -> Result<(), PublishingError> {
    let (content, text) = drafted(content)?;
    let mut tx = store.begin(context).await?;
    save(&mut tx, viewer, id, edits, &content, &text).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes what a draft says, where nobody saved it since, and that it was saved.
pub(super) async fn save(
    tx: &mut Tx,
    viewer: &Viewer,
    id: VersionId,
    edits: i64,
    content: &Content,
    text: &str,
) -> Result<(), PublishingError> {
    let context = tx.context().clone();
    let loaded = Loaded::of(tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    if !workflow::may_write(viewer, content.unit) {
        return Err(Refusal::WrongPerson("为这个部门起草", "那个部门的联络员、负责人或公开办").into());
    }
    if loaded.version.edits != edits {
        return Err(PublishingError::Overtaken);
    }
    if !versions::save(tx.connection(), &context, &loaded.version, content, text).await? {
        return Err(PublishingError::Overtaken);
    }
    tx.append(
        Event::new("publishing.saved", loaded.publication.id.0).with(serde_json::json!({ "version": id.0 })),
    );
    Ok(())
}
