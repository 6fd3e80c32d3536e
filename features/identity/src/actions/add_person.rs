use store::{Context, Event, Store};
use terms::{PersonId, Role, UnitId};

use crate::rules::{self, PersonRefusal};
use crate::{IdentityError, store as rows};

/// A person to be known to the school.
#[derive(Clone, Debug, Default)]
pub struct AddPerson {
    /// The sign-in name: the staff or student number, or a name.
    pub sign_in: String,
    /// The name.
    pub name: String,
    /// The title of the post.
    pub title: String,
    /// The unit.
    pub unit: Option<UnitId>,
    /// Whether on the staff.
    pub is_staff: bool,
    /// Whether a student.
    pub is_student: bool,
    /// The roles to hold from the start.
    pub roles: Vec<(Role, Option<UnitId>)>,
}

/// Makes a person known. They sign in once they have set a password by a link.
pub async fn add_person(
    store: &Store,
    context: &Context,
    person: &AddPerson,
) -> Result<PersonId, IdentityError> {
    let mut reasons = rules::check_roles(&person.roles).err().unwrap_or_default();
    if !rules::is_sign_in(&person.sign_in) {
        reasons.push(PersonRefusal::SignIn);
    }
    if !rules::is_name(&person.name) {
        reasons.push(PersonRefusal::Name);
    }
    if !rules::is_title(&person.title) {
        reasons.push(PersonRefusal::Title);
    }
    let mut tx = store.begin(context).await?;
    if rows::person_by_sign_in(tx.connection(), context.school, &person.sign_in).await?.is_some() {
        reasons.push(PersonRefusal::SignInTaken(person.sign_in.clone()));
    }
    for unit in person.unit.iter().chain(person.roles.iter().filter_map(|(_, unit)| unit.as_ref())) {
        if schools::unit(tx.connection(), context.school, *unit).await?.is_none() {
            reasons.push(PersonRefusal::NoSuchUnit);
        }
    }
    if !reasons.is_empty() {
        return Err(IdentityError::Person(reasons));
    }
    let data = rows::PersonData {
        sign_in: &person.sign_in,
        name: person.name.trim(),
        title: person.title.trim(),
        unit: person.unit,
        is_staff: person.is_staff,
        is_student: person.is_student,
    };
    let id = rows::insert(tx.connection(), context.school, &data, context.now_ms()).await?;
    rows::set_roles(tx.connection(), id, &person.roles, context.now_ms()).await?;
    tx.append(Event::new("identity.person_added", id.0));
    tx.commit().await?;
    Ok(id)
}
