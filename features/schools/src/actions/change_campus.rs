use store::{Context, Event, Store};

use crate::rules::{self, CampusRefusal};
use crate::{Campus, SchoolError, store as rows};

/// Changes a campus: its name, its address, whether it is the main one. Its code stays.
///
/// # Errors
/// Every reason of [`rules::check_campus`], and that a school has a main campus.
pub async fn change_campus(store: &Store, context: &Context, change: &Campus) -> Result<(), SchoolError> {
    let mut tx = store.begin(context).await?;
    rows::lock_school(tx.connection(), context.school).await?;
    let all = rows::campuses(tx.connection(), context.school).await?;
    let present = all.iter().find(|campus| campus.id == change.id).ok_or(SchoolError::NoSuchCampus)?;
    let change = Campus { code: present.code.clone(), ..change.clone() };
    let others: Vec<&Campus> = all.iter().filter(|campus| campus.id != change.id).collect();
    let mut reasons = rules::check_campus(&change, &others).err().unwrap_or_default();
    if present.is_main && !change.is_main {
        reasons.push(CampusRefusal::OnlyMain);
    }
    if !reasons.is_empty() {
        return Err(SchoolError::Campus(reasons));
    }
    if change.is_main {
        rows::clear_main_campus(tx.connection(), context.school).await?;
    }
    rows::update_campus(tx.connection(), context.school, &change).await?;
    tx.append(Event::new("schools.campus_changed", change.id));
    tx.commit().await?;
    Ok(())
}
