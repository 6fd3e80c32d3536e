use store::{Context, Event, Store};
use terms::PersonId;

use super::guessable_words;
use crate::{Hasher, IdentityError, PersonRow, rules, secret, store as rows};

/// Whose link this is, to be shown before a password is set by it.
pub async fn link_owner(store: &Store, context: &Context, link: &str) -> Result<PersonRow, IdentityError> {
    let mut reader = store.reader().await?;
    let id = rows::link(&mut reader, context.school, &secret::hash(link), context.now_ms()).await?;
    let id = id.ok_or(IdentityError::LinkSpent)?;
    rows::find(&mut reader, context.school, id).await?.ok_or(IdentityError::LinkSpent)
}

/// Sets a password by a one-time link, which is then spent.
pub async fn set_first_password(
    store: &Store,
    hasher: &Hasher,
    context: &Context,
    link: &str,
    password: &str,
) -> Result<PersonId, IdentityError> {
    let person = link_owner(store, context, link).await?;
    let words = guessable_words(&mut *store.reader().await?, context.school, &person).await?;
    rules::check_password(password, &words).map_err(IdentityError::Password)?;
    let hash = hasher.hash(password).await?;
    let mut tx = store.begin(context).await?;
    rows::lock(tx.connection(), context.school, person.id).await?;
    if !rows::use_link(tx.connection(), &secret::hash(link), context.now_ms()).await? {
        return Err(IdentityError::LinkSpent);
    }
    rows::end_everything(tx.connection(), person.id).await?;
    rows::set_password(tx.connection(), person.id, &hash).await?;
    tx.append(Event::new("identity.password_set", person.id.0));
    tx.commit().await?;
    Ok(person.id)
}
