use jiff::Timestamp;
use store::{Context, Event, Store};
use terms::{ChannelId, PublicationId, Viewer};

use super::loaded::Loaded;
use crate::ChannelError;
use crate::model::State;
use crate::rules::{self, Step};
use crate::store::{self as rows, Record};

/// What somebody confirms of a release.
#[derive(Clone, Debug)]
pub struct RecordRelease {
    /// The publication.
    pub publication: PublicationId,
    /// The channel, also one that the version did not name.
    pub channel: ChannelId,
    /// When it appeared there.
    pub at: Timestamp,
    /// An address on the web, or a place; may be empty.
    pub address: String,
}

/// Records that a publication went out by a channel. Whoever records it,
/// answers for it.
pub async fn record_release(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    record: &RecordRelease,
) -> Result<(), ChannelError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, record.publication, record.channel).await?;
    let address = record.address.trim();
    rules::check_record(viewer, &loaded.facts(), record.at, address, context.now)
        .map_err(ChannelError::Refused)?;
    let publication = &loaded.publication;
    let step = Step {
        channel: record.channel,
        state: State::Done,
        at: Some(record.at),
        address: address.to_owned(),
        reason: "",
    };
    let record = Record {
        publication: publication.id,
        version: publication.live.ok_or(ChannelError::Missing)?,
        unit: publication.unit,
        audience: publication.audience,
        step: &step,
        by: viewer.person_id(),
    };
    rows::put(tx.connection(), context.school, context.now, &[record]).await?;
    tx.append(
        Event::new("channels.released", publication.id.0)
            .with(serde_json::json!({ "channel": step.channel.0 })),
    );
    tx.commit().await?;
    Ok(())
}
