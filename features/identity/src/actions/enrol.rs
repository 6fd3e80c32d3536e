use store::{Context, Event, Failure, Store};
use terms::PersonId;

use crate::roster::{Units, decide};
use crate::rules::roster::{Data, Held, Line, Step};
use crate::rules::{PersonRefusal, PersonState};
use crate::{IdentityError, store as rows};

/// What became of a line; for people who were there, whether they still have
/// no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolled {
    /// The person is new.
    Created(PersonId),
    /// The person is otherwise now.
    Updated(PersonId, bool),
    /// The person was there like this.
    Unchanged(PersonId, bool),
}

/// Does what a line of a roster says. Whoever gains a role signs in anew.
pub async fn enrol(
    store: &Store,
    context: &Context,
    units: &Units,
    line: &Line,
) -> Result<Enrolled, IdentityError> {
    match enrol_once(store, context, units, line).await {
        // Somebody added the person at the same moment: now they are there.
        Err(IdentityError::Store(Failure::Duplicate(_))) => enrol_once(store, context, units, line).await,
        outcome => outcome,
    }
}

async fn enrol_once(
    store: &Store,
    context: &Context,
    units: &Units,
    line: &Line,
) -> Result<Enrolled, IdentityError> {
    let school = context.school;
    let mut tx = store.begin(context).await?;
    let c = tx.connection();
    let mut known = None;
    if let Some(row) = rows::person_by_sign_in(c, school, &line.sign_in).await? {
        rows::lock(c, school, row.id).await?;
        // Read again: somebody may have been faster to the lock.
        let row = rows::find(c, school, row.id).await?.ok_or(IdentityError::NoSuchPerson)?;
        known = Some(rows::roster::known_of(c, row).await?);
    }
    let step = decide(line, known.as_ref(), units, context.actor).map_err(IdentityError::Roster)?;
    let (id, event, outcome) = match (step, known) {
        (Step::Unchanged, Some(known)) => {
            return Ok(Enrolled::Unchanged(known.id, known.state == PersonState::Invited));
        }
        (Step::Change(data), Some(known)) => {
            check_units(c, context, &data).await?;
            rows::update(c, known.id, &person_data(line, &data)).await?;
            if data.roles != known.data.roles {
                rows::set_roles(c, known.id, &data.roles, context.now_ms()).await?;
                rows::end_everything(c, known.id).await?;
            }
            let outcome = Enrolled::Updated(known.id, known.state == PersonState::Invited);
            (known.id, enrolled("identity.person_changed", known.id, &data.roles), outcome)
        }
        (Step::Add(data) | Step::Change(data), _) => {
            check_units(c, context, &data).await?;
            let id = rows::insert(c, school, &person_data(line, &data), context.now_ms()).await?;
            rows::set_roles(c, id, &data.roles, context.now_ms()).await?;
            (id, enrolled("identity.person_added", id, &data.roles), Enrolled::Created(id))
        }
        (Step::Unchanged, None) => return Err(IdentityError::NoSuchPerson),
    };
    tracing::debug!(person = id.0, "a line of a roster was taken in");
    tx.append(event);
    tx.commit().await?;
    Ok(outcome)
}

fn enrolled(name: &'static str, id: PersonId, roles: &[Held]) -> Event {
    let codes: Vec<_> = roles.iter().map(|(role, unit)| (role.code(), unit.map(|u| u.0))).collect();
    Event::new(name, id.0).with(serde_json::json!({ "by": "roster", "roles": codes }))
}

/// A unit may have gone since the names of the units were read.
async fn check_units(c: &mut store::Connection, context: &Context, data: &Data) -> Result<(), IdentityError> {
    for unit in data.unit.iter().chain(data.roles.iter().filter_map(|(_, unit)| unit.as_ref())) {
        if schools::unit(c, context.school, *unit).await?.is_none() {
            return Err(IdentityError::Person(vec![PersonRefusal::NoSuchUnit]));
        }
    }
    Ok(())
}

fn person_data<'a>(line: &'a Line, data: &'a Data) -> rows::PersonData<'a> {
    rows::PersonData {
        sign_in: &line.sign_in,
        name: &data.name,
        title: &data.title,
        unit: data.unit,
        is_staff: data.is_staff,
        is_student: data.is_student,
    }
}
