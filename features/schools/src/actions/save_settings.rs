use store::{Context, Event, Store};

use crate::{SchoolError, rules, settings::SchoolSettings, store as rows};

/// Saves what a school sets about itself. The crest, which kinds are important and which
/// channels reach the media are said elsewhere ([`super::set_crest`], [`super::mark_kind`],
/// [`crate::set_media_channel`]): they stay as they are.
pub async fn save_settings(
    store: &Store,
    context: &Context,
    name: &str,
    settings: &SchoolSettings,
) -> Result<(), SchoolError> {
    rules::check_school("x", name, &[]).map_err(SchoolError::School)?;
    rules::check_settings(settings).map_err(SchoolError::School)?;
    let mut tx = store.begin(context).await?;
    rows::lock_school(tx.connection(), context.school).await?;
    let school = rows::find(tx.connection(), context.school).await?.ok_or(SchoolError::NoSuchSchool)?;
    let settings = SchoolSettings {
        crest: school.settings.crest,
        important_kinds: school.settings.important_kinds,
        media_channels: school.settings.media_channels,
        ..settings.clone()
    };
    rows::update_settings(tx.connection(), context.school, name.trim(), &settings).await?;
    tx.append(Event::new("schools.settings_saved", context.school.0));
    tx.commit().await?;
    Ok(())
}
