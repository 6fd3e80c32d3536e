use store::{Context, Event, Store};
use terms::ChannelId;

use super::present_units;
use crate::model::Details;
use crate::rules;
use crate::{ChannelError, store as rows};

/// Adds a channel (公开渠道) to the school's register.
pub async fn add_channel(
    store: &Store,
    context: &Context,
    code: &str,
    details: &Details,
) -> Result<ChannelId, ChannelError> {
    let mut tx = store.begin(context).await?;
    let others = rows::channels(tx.connection(), context.school).await?;
    let units = present_units(&mut tx).await?;
    rules::check_add(code, details, &others, &units).map_err(ChannelError::Refused)?;
    let id = rows::insert(tx.connection(), context.school, code, details).await?;
    schools::set_media_channel(tx.connection(), context.school, code, details.needs_spokesperson).await?;
    tx.append(Event::new("channels.added", id.0));
    tx.commit().await?;
    Ok(id)
}

/// Adds a channel that an import names and nobody has registered: what it is,
/// is guessed from its name, and it is retired, so that no draft offers it
/// until somebody looks at it.
pub async fn add_named(
    store: &Store,
    context: &Context,
    code: &str,
    name: &str,
    has_web_address: bool,
) -> Result<ChannelId, ChannelError> {
    let details = rules::named(name, has_web_address);
    add_channel(store, context, code, &details).await
}
