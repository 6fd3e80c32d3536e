use store::{Context, Event, Store};
use terms::{EditionId, EntryId};

use super::{save, take};
use crate::rules::NewEntry;
use crate::{CatalogueError, store as rows};

/// Adds an entry of the school's own (校定事项), or to a unit's directory.
pub async fn add_entry(
    store: &Store,
    context: &Context,
    edition: EditionId,
    new: &NewEntry,
) -> Result<EntryId, CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    let entry = edition.add(new, context.today())?;
    let identity = rows::NewIdentity {
        national_no: None,
        parent: new.under,
        is_part: false,
        created_on: context.today(),
    };
    let id = rows::insert_entry(tx.connection(), context.school, &identity).await?;
    save(&mut tx, &edition, id, &entry).await?;
    tx.append(
        Event::new("catalogue.entry_added", id.0).with(serde_json::json!({ "no": entry.no.to_string() })),
    );
    tx.commit().await?;
    Ok(id)
}
