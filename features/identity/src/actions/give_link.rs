use jiff::SignedDuration;
use store::{Context, Event, Store};
use terms::PersonId;

use crate::{IdentityError, Secret, store as rows};

/// A link is good for an hour, and once.
const VALID: SignedDuration = SignedDuration::from_hours(1);

/// Makes a one-time link by which a person sets a password: the first
/// administrator's, an invitation, a reset. Links given before become void.
pub async fn give_link(store: &Store, context: &Context, id: PersonId) -> Result<Secret, IdentityError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock(tx.connection(), context.school, id).await? {
        return Err(IdentityError::NoSuchPerson);
    }
    let secret = Secret::new();
    rows::end_everything(tx.connection(), id).await?;
    rows::insert_link(tx.connection(), id, &secret.hash(), (context.now + VALID).as_millisecond()).await?;
    tx.append(Event::new("identity.link_given", id.0));
    tx.commit().await?;
    Ok(secret)
}
