use store::{Context, Event, Store};
use terms::{PersonId, UnitId};

use crate::rules::{self, PersonRefusal};
use crate::{IdentityError, store as rows};

/// Changes a person's name, title and unit.
pub async fn change_person(
    store: &Store,
    context: &Context,
    id: PersonId,
    name: &str,
    title: &str,
    unit: Option<UnitId>,
) -> Result<(), IdentityError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock(tx.connection(), context.school, id).await? {
        return Err(IdentityError::NoSuchPerson);
    }
    let row = rows::find(tx.connection(), context.school, id).await?.ok_or(IdentityError::NoSuchPerson)?;
    let mut reasons = Vec::new();
    if !rules::is_name(name) {
        reasons.push(PersonRefusal::Name);
    }
    if !rules::is_title(title) {
        reasons.push(PersonRefusal::Title);
    }
    if let Some(unit) = unit
        && schools::unit(tx.connection(), context.school, unit).await?.is_none()
    {
        reasons.push(PersonRefusal::NoSuchUnit);
    }
    if !reasons.is_empty() {
        return Err(IdentityError::Person(reasons));
    }
    let data = rows::PersonData {
        sign_in: &row.sign_in,
        name: name.trim(),
        title: title.trim(),
        unit,
        is_staff: row.is_staff,
        is_student: row.is_student,
    };
    rows::update(tx.connection(), id, &data).await?;
    tx.append(Event::new("identity.person_changed", id.0));
    tx.commit().await?;
    Ok(())
}
