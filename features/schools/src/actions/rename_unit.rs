use jiff::civil::Date;
use store::{Context, Event, Store};
use terms::UnitId;

use crate::rules::{self, OtherUnit, UnitRefusal};
use crate::{SchoolError, store as rows};

/// Gives a unit a new name from a day on. What it published before keeps the old one.
pub async fn rename_unit(
    store: &Store,
    context: &Context,
    id: UnitId,
    name: &str,
    from: Date,
) -> Result<(), SchoolError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock_unit(tx.connection(), context.school, id).await? {
        return Err(SchoolError::NoSuchUnit);
    }
    let all = rows::units(tx.connection(), context.school).await?;
    let unit = all.iter().find(|unit| unit.id == id).ok_or(SchoolError::NoSuchUnit)?;
    let others: Vec<_> = all
        .iter()
        .filter(|other| other.id != id)
        .map(|other| OtherUnit { code: &other.code, name: &other.name, is_present: other.is_present() })
        .collect();
    let mut reasons = rules::check_unit(&unit.code, name, &others).err().unwrap_or_default();
    if !unit.is_present() {
        reasons.push(UnitRefusal::Ended);
    }
    if from <= unit.named_from {
        reasons.push(UnitRefusal::BeforePresentName(unit.named_from));
    }
    if !reasons.is_empty() {
        return Err(SchoolError::Unit(reasons));
    }
    rows::insert_name(tx.connection(), id, from, name.trim()).await?;
    tx.append(Event::new("schools.unit_renamed", id.0));
    tx.commit().await?;
    Ok(())
}
