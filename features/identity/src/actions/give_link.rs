use store::{Context, Event, Store};
use terms::PersonId;

use crate::rules::{LinkTerm, PersonState, link_validity};
use crate::{IdentityError, PersonRow, Secret, store as rows};

/// Makes a one-time link by which a person sets a password: the first
/// administrator's, an invitation, a reset. Good for an hour; links given
/// before become void.
pub async fn give_link(store: &Store, context: &Context, id: PersonId) -> Result<Secret, IdentityError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock(tx.connection(), context.school, id).await? {
        return Err(IdentityError::NoSuchPerson);
    }
    let secret = Secret::new();
    let expires = context.now + link_validity(LinkTerm::Hour, true);
    rows::end_everything(tx.connection(), id).await?;
    rows::insert_link(tx.connection(), id, &secret.hash(), expires.as_millisecond()).await?;
    tx.append(Event::new("identity.link_given", id.0));
    tx.commit().await?;
    Ok(secret)
}

/// A link for somebody who has not set a password yet.
pub struct Invitation {
    /// Who.
    pub person: PersonRow,
    /// The link's secret, told this once.
    pub secret: Secret,
    /// Until when it is good.
    pub expires_at: jiff::Timestamp,
}

/// Makes a one-time link for a person who has not set a password yet; nothing
/// for one who has, whose work it would break off.
pub async fn invite(
    store: &Store,
    context: &Context,
    id: PersonId,
    term: LinkTerm,
) -> Result<Option<Invitation>, IdentityError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock(tx.connection(), context.school, id).await? {
        return Err(IdentityError::NoSuchPerson);
    }
    let person = rows::find(tx.connection(), context.school, id).await?.ok_or(IdentityError::NoSuchPerson)?;
    if person.state != PersonState::Invited {
        return Ok(None);
    }
    let holds_role = !rows::roles_of(tx.connection(), id).await?.is_empty();
    let secret = Secret::new();
    let expires_at = context.now + link_validity(term, holds_role);
    rows::end_everything(tx.connection(), id).await?;
    rows::insert_link(tx.connection(), id, &secret.hash(), expires_at.as_millisecond()).await?;
    tx.append(Event::new("identity.link_given", id.0));
    tx.commit().await?;
    Ok(Some(Invitation { person, secret, expires_at }))
}
