//! What can be done with the catalogue, one verb a file.

mod add_entry;
mod adopt_edition;
mod amend_entry;
mod assign_unit;
mod declare_nil;
mod fulfil;
mod mark_applicable;
mod mark_not_applicable;
mod split_entry;
mod take_back_nil;

use std::collections::BTreeSet;

use store::{Context, Failure, Tx};
use terms::{EditionId, EntryId, UnitId};

pub use add_entry::add_entry;
pub use adopt_edition::{AdoptEdition, MadeFrom, adopt_edition};
pub use amend_entry::amend_entry;
pub use assign_unit::{Units, assign_unit};
pub use declare_nil::declare_nil;
pub use fulfil::{Release, fulfil, unfulfil};
pub use mark_applicable::mark_applicable;
pub use mark_not_applicable::mark_not_applicable;
pub use split_entry::split_entry;
pub use take_back_nil::take_back_nil;

use crate::rules::{Edition, Entry, EntryNo};
use crate::{CatalogueError, store as rows};

/// Takes the edition's turn and loads it.
async fn take(tx: &mut Tx, context: &Context, id: EditionId) -> Result<Edition, CatalogueError> {
    if !rows::lock(tx.connection(), context.school, id).await? {
        return Err(CatalogueError::NoSuchEdition);
    }
    let edition = rows::edition(tx.connection(), context.school, id).await?;
    edition.ok_or(CatalogueError::NoSuchEdition)
}

/// Asks whether the entry is still as its writer saw it.
async fn check_seen(
    tx: &mut Tx,
    edition: &Edition,
    no: EntryNo,
    seen: Option<i64>,
) -> Result<(), CatalogueError> {
    let entry = edition.entry(no).and_then(|entry| entry.id);
    let (Some(seen), Some(entry), Some(edition)) = (seen, entry, edition.id) else { return Ok(()) };
    match rows::last_change(tx.connection(), edition, entry).await? == seen {
        true => Ok(()),
        false => Err(CatalogueError::Overtaken),
    }
}

/// Writes an entry of an edition, and what it said before.
async fn save(tx: &mut Tx, edition: &Edition, id: EntryId, after: &Entry) -> Result<(), CatalogueError> {
    let edition_id = edition.id.ok_or(CatalogueError::NoSuchEdition)?;
    let by = (tx.context().now_ms(), tx.context().actor.person());
    rows::put_entry(tx.connection(), edition_id, id, after).await?;
    rows::record_change(tx.connection(), edition_id, id, edition.entry_by_id(id), after, by).await?;
    Ok(())
}

/// Writes an entry that the edition has.
async fn save_known(tx: &mut Tx, edition: &Edition, after: &Entry) -> Result<EntryId, CatalogueError> {
    let id = after.id.ok_or(Failure::Unreadable("catalogue_edition_entries.entry_id"))?;
    save(tx, edition, id, after).await?;
    Ok(id)
}

/// The units that exist now.
async fn present_units(tx: &mut Tx, context: &Context) -> Result<BTreeSet<UnitId>, Failure> {
    let units = schools::units(tx.connection(), context.school).await?;
    Ok(units.into_iter().filter(schools::Unit::is_present).map(|unit| unit.id).collect())
}
