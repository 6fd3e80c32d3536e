use store::{Context, Event, Store};
use terms::ChannelId;

use super::present_units;
use crate::model::Details;
use crate::rules;
use crate::{ChannelError, store as rows};

/// Changes what a school says of a channel: renames it, retires it, takes it
/// into use again. Releases hang on its number, so the past stays true.
pub async fn change_channel(
    store: &Store,
    context: &Context,
    id: ChannelId,
    details: &Details,
) -> Result<(), ChannelError> {
    let mut tx = store.begin(context).await?;
    let locked = rows::locked(tx.connection(), context.school, id).await?;
    let (channel, all) = locked.ok_or(ChannelError::Missing)?;
    let mut units = present_units(&mut tx).await?;
    // A unit that was merged away may stay until somebody chooses another.
    units.extend(channel.details.unit);
    rules::check_change(&channel, details, &all, &units).map_err(ChannelError::Refused)?;
    rows::update(tx.connection(), id, details).await?;
    let needs = details.needs_spokesperson;
    schools::set_media_channel(tx.connection(), context.school, &channel.code, needs).await?;
    tx.append(Event::new("channels.changed", id.0));
    tx.commit().await?;
    Ok(())
}
