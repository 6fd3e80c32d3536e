use store::{Context, Event, Store};
use terms::PersonId;

use super::guessable_words;
use crate::{Hasher, IdentityError, rules, store as rows};

/// Changes one's own password. All sessions end, this one too.
pub async fn change_password(
    store: &Store,
    hasher: &Hasher,
    context: &Context,
    id: PersonId,
    present: &str,
    new: &str,
) -> Result<(), IdentityError> {
    let mut reader = store.reader().await?;
    let person = rows::find(&mut reader, context.school, id).await?.ok_or(IdentityError::NoSuchPerson)?;
    let kept = rows::password(&mut reader, id).await?;
    let words = guessable_words(&mut reader, context.school, &person).await?;
    drop(reader);
    if !hasher.verify(present, kept.as_deref()).await? {
        return Err(IdentityError::NotSignedIn);
    }
    rules::check_password(new, &words).map_err(IdentityError::Password)?;
    let hash = hasher.hash(new).await?;
    let mut tx = store.begin(context).await?;
    rows::lock(tx.connection(), context.school, id).await?;
    rows::set_password(tx.connection(), id, &hash).await?;
    rows::end_everything(tx.connection(), id).await?;
    tx.append(Event::new("identity.password_changed", id.0));
    tx.commit().await?;
    Ok(())
}
