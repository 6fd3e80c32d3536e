use store::{Context, Event, Store};

use crate::{RequestError, store as rows};

/// Counts that somebody who began to ask found it public already (先查后申). Nothing is kept of who,
/// or of what was looked for.
pub async fn suffice(store: &Store, context: &Context) -> Result<(), RequestError> {
    let mut tx = store.begin(context).await?;
    rows::count_sufficed(tx.connection(), context.school, context.today()).await?;
    tx.append(Event::new("requests.sufficed", 0));
    Ok(tx.commit().await?)
}
