use store::{Context, Event, Store};

use crate::{Campus, SchoolError, rules, store as rows};

/// Takes away a campus that no unit stands on, merged ones included.
///
/// # Errors
/// Every reason of [`rules::check_removal`].
pub async fn remove_campus(store: &Store, context: &Context, id: i64) -> Result<(), SchoolError> {
    let mut tx = store.begin(context).await?;
    rows::lock_school(tx.connection(), context.school).await?;
    let all = rows::campuses(tx.connection(), context.school).await?;
    let campus = all.iter().find(|campus| campus.id == id).ok_or(SchoolError::NoSuchCampus)?;
    let others: Vec<&Campus> = all.iter().filter(|campus| campus.id != id).collect();
    let units = rows::units(tx.connection(), context.school).await?;
    let on_it = units.iter().filter(|unit| unit.campus == Some(id)).count();
    rules::check_removal(campus, &others, on_it).map_err(SchoolError::Campus)?;
    rows::delete_campus(tx.connection(), context.school, id).await?;
    tx.append(Event::new("schools.campus_removed", id));
    tx.commit().await?;
    Ok(())
}
