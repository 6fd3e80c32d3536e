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

/// Notes that publications, each named once, stand under their entries. Called by the follower of
/// publishing's events, in its transaction; done twice, it changes nothing.
pub async fn fulfil(tx: &mut Tx, releases: &[Release]) -> Result<(), Failure> {
    let school = tx.context().school;
    let ids: Vec<_> = releases.iter().map(|release| release.publication).collect();
    let open = rows::open(tx.connection(), school, &ids).await?;
    let news: Vec<_> = releases.iter().filter(|release| !open.contains(release)).cloned().collect();
    for release in news.iter().filter(|new| open.iter().any(|one| one.publication == new.publication)) {
        rows::close(tx.connection(), school, release.publication, release.on).await?;
    }
    rows::release(tx.connection(), school, &news).await?;
    for release in news {
        let detail = serde_json::json!({ "publication": release.publication.0 });
        tx.append(Event::new("catalogue.entry_fulfilled", release.entry.0).with(detail));
    }
    Ok(())
}

/// Notes that publications stand no longer, from `on`: withdrawn, expired or merged. What they were
/// good for before stays true.
pub async fn unfulfil(tx: &mut Tx, publications: &[PublicationId], on: Date) -> Result<(), Failure> {
    let school = tx.context().school;
    for release in rows::open(tx.connection(), school, publications).await? {
        rows::close(tx.connection(), school, release.publication, on).await?;
        let detail = serde_json::json!({ "publication": release.publication.0 });
        tx.append(Event::new("catalogue.entry_unfulfilled", release.entry.0).with(detail));
    }
    Ok(())
}
