use store::{Context, Event, Store};
use terms::EditionId;

use super::{check_seen, save_known, take};
use crate::CatalogueError;
use crate::rules::{Amendment, EntryNo};

/// Renames an entry, or changes its audience, clock, notice or weight. `seen` is
/// the number of the entry's last change that the writer knew; without it
/// whatever stands is amended.
///
/// # Errors
/// [`CatalogueError::Overtaken`] where somebody changed the entry since.
pub async fn amend_entry(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    seen: Option<i64>,
    to: &Amendment,
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    check_seen(&mut tx, &edition, no, seen).await?;
    let entry = edition.amend(no, to, context.today())?;
    let id = save_known(&mut tx, &edition, &entry).await?;
    tx.append(Event::new("catalogue.entry_amended", id.0));
    tx.commit().await?;
    Ok(())
}
