//! The register as the pages of drafts ask for it.

use publishing::{ChannelRegister, ChannelRelease, KnownChannel, RegisterAnswer};
use store::Connection;
use terms::{PublicationId, SchoolId, Viewer};

use crate::model::{Channel, Entry, Kind};
use crate::store as rows;

/// The register of channels in the records.
#[derive(Clone, Copy, Debug)]
pub struct Register;

impl ChannelRegister for Register {
    fn known<'a>(&'a self, c: &'a mut Connection, school: SchoolId) -> RegisterAnswer<'a, Vec<KnownChannel>> {
        Box::pin(async move {
            let known = |channel: Channel| KnownChannel {
                is_portal: channel.details.kind == Kind::Portal,
                code: channel.code,
                name: channel.details.name,
                note: channel.details.note,
                needs_spokesperson: channel.details.needs_spokesperson,
                is_retired: channel.details.is_retired,
            };
            Ok(rows::channels(c, school).await?.into_iter().map(known).collect())
        })
    }

    fn releases<'a>(
        &'a self,
        c: &'a mut Connection,
        viewer: &'a Viewer,
        publication: PublicationId,
    ) -> RegisterAnswer<'a, Vec<ChannelRelease>> {
        Box::pin(async move {
            let release = |entry: Entry| ChannelRelease {
                name: entry.name,
                state: entry.state.name(),
                mark: entry.state.mark(),
                at: entry.released_at,
                address: entry.address,
            };
            Ok(rows::releases_of(c, viewer, publication).await?.into_iter().map(release).collect())
        })
    }
}
