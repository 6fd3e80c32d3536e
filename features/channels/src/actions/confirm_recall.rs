use store::{Context, Event, Store};
use terms::{ChannelId, PublicationId, Viewer};

use super::loaded::Loaded;
use crate::{ChannelError, rules, store as rows};

/// Confirms that a publication that came down was taken off a channel. Its
/// release stays in the counts of its day: what was released, was released.
pub async fn confirm_recall(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    publication: PublicationId,
    channel: ChannelId,
) -> Result<(), ChannelError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, publication, channel).await?;
    rules::check_recall(viewer, &loaded.facts()).map_err(ChannelError::Refused)?;
    rows::set_recalled(tx.connection(), (publication, channel), viewer.person_id(), context.now).await?;
    tx.append(
        Event::new("channels.recalled", publication.0).with(serde_json::json!({ "channel": channel.0 })),
    );
    tx.commit().await?;
    Ok(())
}
