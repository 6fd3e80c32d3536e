use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::RemarkId;
use crate::rules::remarks::{Said, check_remark};
use crate::store::remarks;

/// Makes a remark on a version that is on its way; `quote` is the passage that is meant, or empty.
pub async fn remark(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    quote: &str,
    text: &str,
) -> Result<RemarkId, PublishingError> {
    let said = Said::of(quote, text);
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    check_remark(viewer, &loaded.facts, &loaded.version, &said).map_err(PublishingError::Refused)?;
    let by = viewer.person_id().ok_or(PublishingError::Missing)?;
    let remark = remarks::insert(tx.connection(), context, id, by, &said.quote, &said.text).await?;
    tx.append(
        Event::new("publishing.remarked", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0, "remark": remark.0 })),
    );
    tx.commit().await?;
    Ok(remark)
}
