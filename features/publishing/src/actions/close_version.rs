use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use super::take_down::may_take_down;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::refusal::Refusal;
use crate::store::{steps, versions};

/// Closes a past version (收起旧版): its address and its files are there no more for who reads
/// them; what stands now stays as it is.
pub async fn close_version(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    if !may_take_down(viewer, &loaded.version) {
        return Err(PublishingError::Missing);
    }
    if loaded.version.state != State::Superseded || loaded.version.closed_at.is_some() {
        return Err(Refusal::WrongState(loaded.version.state, "收起。能收起的是还看得到的历史版本").into());
    }
    versions::close(tx.connection(), id, context.now_ms()).await?;
    screening::gone(tx.connection(), id).await?;
    steps::insert(tx.connection(), context, id, StepKind::Closed, "").await?;
    tx.append(loaded.event("publishing.version_closed"));
    tx.commit().await?;
    Ok(())
}
