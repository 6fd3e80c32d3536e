use store::{Context, Event, Store};

use crate::{SchoolError, rules, settings::SchoolSettings, store as rows};

/// Saves what a school sets about itself.
pub async fn save_settings(
    store: &Store,
    context: &Context,
    name: &str,
    settings: &SchoolSettings,
) -> Result<(), SchoolError> {
    rules::check_school("x", name, &[]).map_err(SchoolError::School)?;
    rules::check_settings(settings).map_err(SchoolError::School)?;
    let mut tx = store.begin(context).await?;
    if !rows::update_settings(tx.connection(), context.school, name.trim(), settings).await? {
        return Err(SchoolError::NoSuchSchool);
    }
    tx.append(Event::new("schools.settings_saved", context.school.0));
    tx.commit().await?;
    Ok(())
}
