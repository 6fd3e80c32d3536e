use store::{Context, Event, Store};

use crate::{Campus, SchoolError, store as rows};

/// Adds a campus (校区). Its number in `campus` is not looked at.
pub async fn add_campus(store: &Store, context: &Context, campus: &Campus) -> Result<i64, SchoolError> {
    let mut tx = store.begin(context).await?;
    let id = rows::insert_campus(tx.connection(), context.school, campus).await?;
    tx.append(Event::new("schools.campus_added", id));
    tx.commit().await?;
    Ok(id)
}
