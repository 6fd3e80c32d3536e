use store::{Context, Event, Store};
use terms::EditionId;

use super::{save_known, take};
use crate::CatalogueError;
use crate::rules::EntryNo;

/// Marks an entry as not applicable (不适用), for a reason that the acting
/// person signs and that is printed.
pub async fn mark_not_applicable(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    reason: &str,
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    let entry = edition.mark_not_applicable(no, reason, context.actor.person(), context.today())?;
    let id = save_known(&mut tx, &edition, &entry).await?;
    tx.append(Event::new("catalogue.entry_not_applicable", id.0));
    tx.commit().await?;
    Ok(())
}
