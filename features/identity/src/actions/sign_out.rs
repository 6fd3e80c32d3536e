use store::{Context, Event, Store};
use terms::PersonId;

use crate::{IdentityError, store as rows};

/// Ends one session of a person: this one, or another of theirs.
pub async fn sign_out(
    store: &Store,
    context: &Context,
    person: PersonId,
    session: i64,
) -> Result<(), IdentityError> {
    let mut tx = store.begin(context).await?;
    rows::end_session(tx.connection(), person, session).await?;
    tx.append(Event::new("identity.signed_out", person.0));
    tx.commit().await?;
    Ok(())
}
