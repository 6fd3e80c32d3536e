use store::{Context, Event, Store};
use terms::SchoolId;

use crate::{SchoolError, rules, settings::SchoolSettings, store as rows};

/// A school to be founded in this installation.
pub struct FoundSchool {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The host names it answers under.
    pub hosts: Vec<String>,
    /// What it sets about itself.
    pub settings: SchoolSettings,
}

/// Makes a school in this installation.
pub async fn found_school(
    store: &Store,
    context: &Context,
    school: FoundSchool,
) -> Result<SchoolId, SchoolError> {
    rules::check_school(&school.code, &school.name, &school.hosts).map_err(SchoolError::School)?;
    rules::check_settings(&school.settings).map_err(SchoolError::School)?;
    let mut tx = store.begin(context).await?;
    let id =
        rows::insert(tx.connection(), &school.code, school.name.trim(), &school.settings, context.now_ms())
            .await?;
    for host in &school.hosts {
        rows::insert_host(tx.connection(), id, host).await?;
    }
    tx.append(Event::new("schools.founded", id.0));
    tx.commit().await?;
    Ok(id)
}
