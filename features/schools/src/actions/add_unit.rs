use jiff::civil::Date;
use store::{Context, Event, Store};
use terms::UnitId;

use crate::rules::{self, OtherUnit};
use crate::{SchoolError, UnitProfile, store as rows};

/// A unit to be added.
pub struct AddUnit {
    /// Its code in the school.
    pub code: String,
    /// Its name.
    pub name: String,
    /// From when it has this name.
    pub from: Date,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Its campus.
    pub campus: Option<i64>,
    /// What it tells about itself.
    pub profile: UnitProfile,
}

/// Adds a unit (部门) to the school.
pub async fn add_unit(store: &Store, context: &Context, unit: &AddUnit) -> Result<UnitId, SchoolError> {
    let mut tx = store.begin(context).await?;
    let all = rows::units(tx.connection(), context.school).await?;
    let others: Vec<_> = all
        .iter()
        .map(|other| OtherUnit { code: &other.code, name: &other.name, is_present: other.is_present() })
        .collect();
    let mut reasons = rules::check_unit(&unit.code, &unit.name, &others).err().unwrap_or_default();
    let campuses = rows::campuses(tx.connection(), context.school).await?;
    reasons.extend(rules::check_place(unit.parent, unit.campus, &all, &campuses));
    if !reasons.is_empty() {
        return Err(SchoolError::Unit(reasons));
    }
    let new =
        rows::NewUnit { code: &unit.code, parent: unit.parent, campus: unit.campus, profile: &unit.profile };
    let id = rows::insert_unit(tx.connection(), context.school, &new).await?;
    rows::insert_name(tx.connection(), id, unit.from, unit.name.trim()).await?;
    tx.append(Event::new("schools.unit_added", id.0));
    tx.commit().await?;
    Ok(id)
}
