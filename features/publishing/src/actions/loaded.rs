//! A version with all that decides about it, under its publication's lock.

use catalogue::Placed;
use schools::SchoolSettings;
use store::{Event, Tx};
use terms::{PublicationId, VersionId, Viewer};

use crate::model::{Content, Publication, State, StepKind, Version};
use crate::rules::workflow::{self, Facts};
use crate::store::{publications, steps, versions};
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
        let before = version_of(tx, id).await?;
        let publication = locked(tx, before.publication).await?;
        // Read again: somebody may have been faster to the lock.
        let version = version_of(tx, id).await?;
        let school = tx.context().school;
        let school = schools::find(tx.connection(), school).await?.ok_or(PublishingError::Missing)?;
        let entry = entry_of(tx, &version.content).await?;
        let facts = facts(&version, &school.settings, entry.as_ref());
        Ok(Loaded { version, publication, settings: school.settings, facts })
    }

    /// Moves the version to another state, with the step in its history.
    pub async fn step(
        &self,
        tx: &mut Tx,
        to: State,
        step: StepKind,
        opinion: &str,
    ) -> Result<(), PublishingError> {
        let context = tx.context().clone();
        versions::set_state(tx.connection(), self.version.id, to).await?;
        steps::insert(tx.connection(), &context, self.version.id, step, opinion).await?;
        Ok(())
    }

    /// An event of the publication that names the version.
    pub fn event(&self, name: &'static str) -> Event {
        Event::new(name, self.publication.id.0).with(serde_json::json!({ "version": self.version.id.0 }))
    }
}

/// A publication under its lock.
pub(super) async fn locked(tx: &mut Tx, id: PublicationId) -> Result<Publication, PublishingError> {
    let school = tx.context().school;
    if !publications::lock(tx.connection(), school, id).await? {
        return Err(PublishingError::Missing);
    }
    publications::any(tx.connection(), school, id).await?.ok_or(PublishingError::Missing)
}

/// A version, whoever asks.
pub(super) async fn version_of(tx: &mut Tx, id: VersionId) -> Result<Version, PublishingError> {
    let school = tx.context().school;
    versions::any(tx.connection(), school, id).await?.ok_or(PublishingError::Missing)
}

/// The catalogue entry of a content, in the school's list or a unit's directory of this day.
pub(super) async fn entry_of(tx: &mut Tx, content: &Content) -> Result<Option<Placed>, PublishingError> {
    let Some(id) = content.entry else { return Ok(None) };
    let (school, today) = (tx.context().school, tx.context().today());
    Ok(catalogue::placed_on(tx.connection(), &Viewer::public(school), id, today).await?)
}

fn facts(version: &Version, settings: &SchoolSettings, entry: Option<&Placed>) -> Facts {
    let content = &version.content;
    let is_important = content.is_important
        || entry.is_some_and(Placed::is_important)
        || kinds::kind(&content.kind).is_some_and(|kind| kind.is_important)
        || settings.important_kinds.contains(&content.kind);
    Facts {
        state: version.state,
        unit: content.unit,
        workers: version.workers.clone(),
        submitted_by: version.submitted_by,
        is_important,
        to_media: content.channels.iter().any(|channel| settings.media_channels.contains(&channel.code)),
        is_urgent: version.is_urgent,
    }
}
