use store::{Context, Event, Store};
use terms::UnitId;

use crate::rules::{self, UnitRefusal};
use crate::{SchoolError, Unit, UnitProfile, store as rows};

/// What of a unit may change without leaving a trace in the past.
pub struct ChangeUnit {
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Its campus.
    pub campus: Option<i64>,
    /// What it tells about itself.
    pub profile: UnitProfile,
}

/// Changes a unit's place in the tree and what it tells about itself.
pub async fn change_unit(
    store: &Store,
    context: &Context,
    id: UnitId,
    change: &ChangeUnit,
) -> Result<(), SchoolError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock_unit(tx.connection(), context.school, id).await? {
        return Err(SchoolError::NoSuchUnit);
    }
    let all = rows::units(tx.connection(), context.school).await?;
    let unit = all.iter().find(|unit| unit.id == id).ok_or(SchoolError::NoSuchUnit)?;
    let campuses = rows::campuses(tx.connection(), context.school).await?;
    // It may stay below a unit that has been merged away.
    let new_parent = change.parent.filter(|parent| unit.parent != Some(*parent));
    let mut reasons = rules::check_place(new_parent, change.campus, &all, &campuses);
    if !unit.is_present() {
        reasons.push(UnitRefusal::Ended);
    }
    if change.parent.is_some_and(|parent| is_below(&all, parent, id)) {
        reasons.push(UnitRefusal::Circle);
    }
    if !reasons.is_empty() {
        return Err(SchoolError::Unit(reasons));
    }
    let new = rows::NewUnit {
        code: &unit.code,
        parent: change.parent,
        campus: change.campus,
        profile: &change.profile,
    };
    rows::update_unit(tx.connection(), id, &new).await?;
    tx.append(Event::new("schools.unit_changed", id.0));
    tx.commit().await?;
    Ok(())
}

/// Whether `unit` is `above` or stands somewhere below it.
fn is_below(all: &[Unit], unit: UnitId, above: UnitId) -> bool {
    let mut next = Some(unit);
    // The tree is no deeper than it has units.
    for _ in 0..=all.len() {
        match next {
            Some(id) if id == above => return true,
            Some(id) => next = all.iter().find(|unit| unit.id == id).and_then(|unit| unit.parent),
            None => return false,
        }
    }
    true
}
