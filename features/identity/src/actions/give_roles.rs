use store::{Actor, Context, Event, Store};
use terms::{PersonId, Role, UnitId};

use crate::rules::{self, PersonRefusal};
use crate::{IdentityError, store as rows};

/// Gives a person exactly these roles. Whoever loses or gains one signs in anew.
pub async fn give_roles(
    store: &Store,
    context: &Context,
    id: PersonId,
    roles: &[(Role, Option<UnitId>)],
) -> Result<(), IdentityError> {
    let mut reasons = rules::check_roles(roles).err().unwrap_or_default();
    if context.actor == Actor::Person(id) {
        reasons.push(PersonRefusal::OwnRoles);
    }
    let mut tx = store.begin(context).await?;
    if !rows::lock(tx.connection(), context.school, id).await? {
        return Err(IdentityError::NoSuchPerson);
    }
    for unit in roles.iter().filter_map(|(_, unit)| *unit) {
        if schools::unit(tx.connection(), context.school, unit).await?.is_none() {
            reasons.push(PersonRefusal::NoSuchUnit);
        }
    }
    if !reasons.is_empty() {
        return Err(IdentityError::Person(reasons));
    }
    rows::set_roles(tx.connection(), id, roles, context.now_ms()).await?;
    rows::end_everything(tx.connection(), id).await?;
    let codes: Vec<_> = roles.iter().map(|(role, unit)| (role.code(), unit.map(|u| u.0))).collect();
    tx.append(Event::new("identity.roles_given", id.0).with(serde_json::json!({ "roles": codes })));
    tx.commit().await?;
    Ok(())
}
