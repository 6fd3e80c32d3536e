use jiff::civil::Date;
use store::{Event, Failure, Tx};
use terms::{Audience, EntryId, PublicationId, UnitId};

use crate::store as rows;

/// A publication that was released under an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The publication.
    pub publication: PublicationId,
    /// The entry it hangs on now.
    pub entry: EntryId,
    /// Its unit.
    pub unit: UnitId,
    /// To whom it is open.
    pub audience: Audience,
    /// From which day it fulfils the entry: that of its release. A revision
    /// that brings the matter up to date passes its own day; one that only
    /// corrects a slip passes the day of the release before it.
    pub on: Date,
}

/// Notes that a publication stands under an entry. Called by the follower of
/// publishing's events, in its transaction; done twice, it changes nothing.
pub async fn fulfil(tx: &mut Tx, release: &Release) -> Result<(), Failure> {
    let school = tx.context().school;
    if rows::open_on(tx.connection(), school, release).await? {
        return Ok(());
    }
    rows::close(tx.connection(), school, release.publication, release.on).await?;
    rows::release(tx.connection(), school, release).await?;
    tx.append(
        Event::new("catalogue.entry_fulfilled", release.entry.0)
            .with(serde_json::json!({ "publication": release.publication.0 })),
    );
    Ok(())
}

/// Notes that a publication stands no longer, from `on`: withdrawn, expired or
/// merged. What it was good for before stays true.
pub async fn unfulfil(tx: &mut Tx, publication: PublicationId, on: Date) -> Result<(), Failure> {
    let school = tx.context().school;
    let entries = rows::close(tx.connection(), school, publication, on).await?;
    if let Some(entry) = entries.first() {
        tx.append(
            Event::new("catalogue.entry_unfulfilled", entry.0)
                .with(serde_json::json!({ "publication": publication.0 })),
        );
    }
    Ok(())
}
