use store::{Context, Event, Store};
use terms::EditionId;

use super::{save_known, take};
use crate::CatalogueError;
use crate::rules::{Amendment, EntryNo};

/// Renames an entry, or changes its audience, clock, notice or weight.
pub async fn amend_entry(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    to: &Amendment,
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    let entry = edition.amend(no, to, context.today())?;
    let id = save_known(&mut tx, &edition, &entry).await?;
    tx.append(Event::new("catalogue.entry_amended", id.0));
    tx.commit().await?;
    Ok(())
}
