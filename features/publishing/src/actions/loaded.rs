//! A version with all that decides about it, under its publication's lock.

use schools::SchoolSettings;
use store::Tx;
use terms::{VersionId, Viewer};

use crate::model::{Content, Publication, Version};
use crate::rules::workflow::{self, Facts};
use crate::store::{publications, versions};
use crate::{PublishingError, kinds};

pub(super) struct Loaded {
    pub version: Version,
    pub publication: Publication,
    pub settings: SchoolSettings,
    pub facts: Facts,
}

impl Loaded {
    /// Loads a version for an action by this viewer. Whoever may not see it
    /// finds nothing.
    pub async fn of(tx: &mut Tx, viewer: &Viewer, id: VersionId) -> Result<Loaded, PublishingError> {
        let loaded = Loaded::of_anyone(tx, id).await?;
        if workflow::may_see(viewer, loaded.version.content.unit) {
            Ok(loaded)
        } else {
            Err(PublishingError::Missing)
        }
    }

    /// Loads a version for an action of the timetable.
    pub async fn of_anyone(tx: &mut Tx, id: VersionId) -> Result<Loaded, PublishingError> {
        let school = tx.context().school;
        let before = versions::any(tx.connection(), school, id).await?.ok_or(PublishingError::Missing)?;
        publications::lock(tx.connection(), school, before.publication).await?;
        // Read again: somebody may have been faster to the lock.
        let version = versions::any(tx.connection(), school, id).await?.ok_or(PublishingError::Missing)?;
        let publication = publications::any(tx.connection(), school, version.publication)
            .await?
            .ok_or(PublishingError::Missing)?;
        let school = schools::find(tx.connection(), school).await?.ok_or(PublishingError::Missing)?;
        let entry = entry_of(tx, &version.content).await?;
        let facts = facts(&version, &school.settings, entry.as_ref());
        Ok(Loaded { version, publication, settings: school.settings, facts })
    }
}

/// The catalogue entry of a content, in the edition of this day.
pub(super) async fn entry_of(
    tx: &mut Tx,
    content: &Content,
) -> Result<Option<catalogue::rules::Entry>, PublishingError> {
    let Some(id) = content.entry else { return Ok(None) };
    let (school, today) = (tx.context().school, tx.context().today());
    let edition = catalogue::edition_on(tx.connection(), &Viewer::public(school), None, today).await?;
    Ok(edition.and_then(|edition| edition.entry_by_id(id).cloned()))
}

fn facts(version: &Version, settings: &SchoolSettings, entry: Option<&catalogue::rules::Entry>) -> Facts {
    let content = &version.content;
    let is_important = content.is_important
        || entry.is_some_and(|entry| entry.is_important)
        || kinds::kind(&content.kind).is_some_and(|kind| kind.is_important)
        || settings.important_kinds.contains(&content.kind);
    Facts {
        state: version.state,
        unit: content.unit,
        workers: version.workers.clone(),
        submitted_by: version.submitted_by,
        is_important,
        to_media: content.channels.iter().any(|channel| settings.media_channels.contains(channel)),
        is_urgent: version.is_urgent,
    }
}
