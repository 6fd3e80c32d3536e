use store::{Context, Event, Store};
use terms::EditionId;

use super::{save_known, take};
use crate::CatalogueError;
use crate::rules::EntryNo;

/// Takes a mark of not applicable back.
pub async fn mark_applicable(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    let entry = edition.mark_applicable(no, context.today())?;
    let id = save_known(&mut tx, &edition, &entry).await?;
    tx.append(Event::new("catalogue.entry_applicable", id.0));
    tx.commit().await?;
    Ok(())
}
