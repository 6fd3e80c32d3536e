use store::{Context, Event, Store};
use terms::PersonId;

use crate::{IdentityError, store as rows};

/// Ends one session of a person: this one, or another of theirs. A session
/// that is not theirs is as one that is not there: nothing happens.
pub async fn sign_out(
    store: &Store,
    context: &Context,
    person: PersonId,
    session: i64,
) -> Result<(), IdentityError> {
    let mut tx = store.begin(context).await?;
    if !rows::end_session(tx.connection(), person, session).await? {
        return Ok(());
    }
    tx.append(Event::new("identity.signed_out", person.0));
    tx.commit().await?;
    Ok(())
}

/// Ends every session of a person but the one they are in.
pub async fn sign_out_elsewhere(
    store: &Store,
    context: &Context,
    person: PersonId,
    kept: i64,
) -> Result<(), IdentityError> {
    let mut tx = store.begin(context).await?;
    let ended = rows::end_other_sessions(tx.connection(), person, kept).await?;
    if ended == 0 {
        return Ok(());
    }
    let detail = serde_json::json!({ "sessions": ended });
    tx.append(Event::new("identity.signed_out_elsewhere", person.0).with(detail));
    tx.commit().await?;
    Ok(())
}
