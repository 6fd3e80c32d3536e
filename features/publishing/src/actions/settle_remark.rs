use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::RemarkId;
use crate::rules::remarks::check_settle;
use crate::store::remarks;

/// Settles a remark (已处理), or opens it again. Where that is so already, nothing happens.
pub async fn settle_remark(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    remark: RemarkId,
    is_settled: bool,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    let found = remarks::find(tx.connection(), id, remark).await?.ok_or(PublishingError::Missing)?;
    check_settle(viewer, &loaded.facts, found.by).map_err(PublishingError::Refused)?;
    if found.settled.is_some() == is_settled {
        return Ok(());
    }
    let by = viewer.person_id().filter(|_| is_settled);
    remarks::set_settled(tx.connection(), context, remark, by).await?;
    tx.append(
        Event::new("publishing.remark_settled", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0, "remark": remark.0, "settled": is_settled })),
    );
    tx.commit().await?;
    Ok(())
}
