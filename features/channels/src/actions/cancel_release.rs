use store::{Context, Event, Store};
use terms::{ChannelId, PublicationId, Viewer};

use super::loaded::Loaded;
use crate::{ChannelError, rules, store as rows};

/// Gives up a release that waits: it does not go out by this channel after all.
pub async fn cancel_release(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    publication: PublicationId,
    channel: ChannelId,
    reason: &str,
) -> Result<(), ChannelError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, publication, channel).await?;
    rules::check_cancel(viewer, &loaded.facts(), reason).map_err(ChannelError::Refused)?;
    let by = viewer.person_id();
    rows::set_cancelled(tx.connection(), (publication, channel), by, reason.trim(), context.now).await?;
    tx.append(
        Event::new("channels.cancelled", publication.0).with(serde_json::json!({ "channel": channel.0 })),
    );
    tx.commit().await?;
    Ok(())
}
