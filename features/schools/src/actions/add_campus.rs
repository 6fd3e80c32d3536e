use store::{Context, Event, Store};

use crate::{Campus, SchoolError, rules, store as rows};

/// Adds a campus (校区). Its number in `campus` is not looked at; the first one is the main one.
///
/// # Errors
/// Every reason of [`rules::check_campus`].
pub async fn add_campus(store: &Store, context: &Context, campus: &Campus) -> Result<i64, SchoolError> {
    let mut tx = store.begin(context).await?;
    rows::lock_school(tx.connection(), context.school).await?;
    let all = rows::campuses(tx.connection(), context.school).await?;
    rules::check_campus(campus, &all.iter().collect::<Vec<_>>()).map_err(SchoolError::Campus)?;
    let campus = Campus { is_main: campus.is_main || all.is_empty(), ..campus.clone() };
    if campus.is_main {
        rows::clear_main_campus(tx.connection(), context.school).await?;
    }
    let id = rows::insert_campus(tx.connection(), context.school, &campus).await?;
    tx.append(Event::new("schools.campus_added", id));
    tx.commit().await?;
    Ok(id)
}
