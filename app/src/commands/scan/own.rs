//! A school's own rules, where its installation lies in the data folder.

use pii::Rules;

use crate::commands::{Complaint, open, runtime};
use crate::settings::Settings;

/// The rules of the school that the settings name; none where no installation is there. The
/// command needs none and makes none.
///
/// # Errors
///
/// An installation that cannot be opened, or that has several schools of which none is named.
pub fn rules(settings: Settings) -> Result<Option<Rules>, Complaint> {
    if !settings.data.join("format").exists() {
        return Ok(None);
    }
    runtime()?.block_on(async {
        let house = open(settings).await?;
        let school = house.school_id().await?;
        let mut reader = house.store.reader().await.map_err(Complaint::refused)?;
        let rules = screening::rules_of(&mut reader, school).await.map_err(Complaint::refused)?;
        drop(reader);
        house.store.close().await;
        Ok(Some(rules))
    })
}
