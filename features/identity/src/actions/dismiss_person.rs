use store::{Context, Event, Store};
use terms::PersonId;

use crate::rules::PersonState;
use crate::{IdentityError, store as rows};

/// Takes all rights from a person who has left. Nothing they did is touched.
pub async fn dismiss_person(store: &Store, context: &Context, id: PersonId) -> Result<(), IdentityError> {
    set_state(store, context, id, PersonState::Dismissed, "identity.person_dismissed").await
}

/// Lets a dismissed person set a password again by a link.
pub async fn restore_person(store: &Store, context: &Context, id: PersonId) -> Result<(), IdentityError> {
    set_state(store, context, id, PersonState::Invited, "identity.person_restored").await
}

async fn set_state(
    store: &Store,
    context: &Context,
    id: PersonId,
    state: PersonState,
    event: &'static str,
) -> Result<(), IdentityError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock(tx.connection(), context.school, id).await? {
        return Err(IdentityError::NoSuchPerson);
    }
    rows::set_state(tx.connection(), id, state).await?;
    rows::end_everything(tx.connection(), id).await?;
    tx.append(Event::new(event, id.0));
    tx.commit().await?;
    Ok(())
}
