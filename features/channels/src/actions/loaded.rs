//! A release with all that decides about it, under its publication's lock.

use publishing::{Publication, Standing};
use store::Tx;
use terms::{ChannelId, PublicationId, Viewer};

use crate::ChannelError;
use crate::model::{Channel, Entry};
use crate::rules::Facts;
use crate::store as rows;

pub(super) struct Loaded {
    pub publication: Publication,
    pub channel: Channel,
    pub entry: Option<Entry>,
    facts: (bool, jiff::Timestamp),
}

impl Loaded {
    /// Loads it for an action by this viewer. Whoever may not see the
    /// publication, or has no business with its releases, finds nothing.
    pub async fn of(
        tx: &mut Tx,
        viewer: &Viewer,
        publication: PublicationId,
        channel: ChannelId,
    ) -> Result<Loaded, ChannelError> {
        let school = tx.context().school;
        let c = tx.connection();
        if viewer.school != school || !publishing::take_turn(c, school, publication).await? {
            return Err(ChannelError::Missing);
        }
        let found = publishing::find(c, viewer, publication).await?.ok_or(ChannelError::Missing)?;
        let published_at = found.published_at.ok_or(ChannelError::Missing)?;
        let all = rows::channels(c, school).await?;
        let channel = all.into_iter().find(|one| one.id == channel).ok_or(ChannelError::Missing)?;
        if !may_see(viewer, &found, &channel) {
            return Err(ChannelError::Missing);
        }
        let entry = rows::entry(c, school, publication, channel.id).await?;
        let stands = found.standing == Standing::Live && !found.is_held;
        Ok(Loaded { publication: found, channel, entry, facts: (stands, published_at) })
    }

    pub fn facts(&self) -> Facts<'_> {
        let (stands, published_at) = self.facts;
        Facts {
            channel: &self.channel,
            unit: self.publication.unit,
            state: self.entry.as_ref().map(|entry| entry.state),
            stands,
            published_at,
        }
    }
}

fn may_see(viewer: &Viewer, publication: &Publication, channel: &Channel) -> bool {
    viewer.sees_all_drafts() || crate::rules::may_record(viewer, publication.unit, channel.details.unit)
}
