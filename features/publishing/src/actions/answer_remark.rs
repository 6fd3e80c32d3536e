use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::RemarkId;
use crate::rules::remarks::{Said, check_answer};
use crate::store::remarks;

/// Answers a remark on a version that is on its way.
pub async fn answer_remark(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    remark: RemarkId,
    text: &str,
) -> Result<(), PublishingError> {
    let said = Said::of("", text);
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    remarks::find(tx.connection(), id, remark).await?.ok_or(PublishingError::Missing)?;
    check_answer(viewer, &loaded.facts, &said).map_err(PublishingError::Refused)?;
    let by = viewer.person_id().ok_or(PublishingError::Missing)?;
    let answer = remarks::insert_answer(tx.connection(), context, remark, by, &said.text).await?;
    tx.append(
        Event::new("publishing.remark_answered", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0, "remark": remark.0, "answer": answer })),
    );
    tx.commit().await?;
    Ok(())
}
