use jiff::civil::Date;
use serde_json::json;
use store::{Context, Event, Store};
use terms::UnitId;

use crate::{SchoolError, rules, store as rows};

/// Merges a unit into another on a day. Its past stays under its own name.
pub async fn merge_unit(
    store: &Store,
    context: &Context,
    id: UnitId,
    into: UnitId,
    on: Date,
) -> Result<(), SchoolError> {
    let mut tx = store.begin(context).await?;
    if !rows::lock_unit(tx.connection(), context.school, id).await? {
        return Err(SchoolError::NoSuchUnit);
    }
    let unit = rows::unit(tx.connection(), context.school, id).await?.ok_or(SchoolError::NoSuchUnit)?;
    let other = rows::unit(tx.connection(), context.school, into).await?.ok_or(SchoolError::NoSuchUnit)?;
    rules::check_merge(id, !unit.is_present(), into, !other.is_present()).map_err(SchoolError::Unit)?;
    rows::end_unit(tx.connection(), id, on, into).await?;
    tx.append(Event::new("schools.unit_merged", id.0).with(json!({ "into": into.0 })));
    tx.commit().await?;
    Ok(())
}
