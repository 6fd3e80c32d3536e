use store::{Context, Event, Store, Tx};
use terms::{EditionId, EntryId};

use super::{save, take};
use crate::rules::{Edition, Entry, NewEntry};
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
    let whole = whole(&mut tx, context, &edition, new).await?;
    let entry = edition.add(new, whole.as_ref(), context.today())?;
    let identity = rows::NewIdentity {
        national_no: None,
        parent: entry.under,
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

/// The school's entry below which a unit's directory is to keep the new one.
async fn whole(
    tx: &mut Tx,
    context: &Context,
    edition: &Edition,
    new: &NewEntry,
) -> Result<Option<Entry>, CatalogueError> {
    let (Some(_), Some(under)) = (edition.owner, new.under) else { return Ok(None) };
    let years = rows::years(tx.connection(), context.school, None).await?;
    let Some((_, id)) = years.into_iter().find(|(year, _)| *year <= edition.year) else { return Ok(None) };
    let school = rows::edition(tx.connection(), context.school, id).await?;
    Ok(school.and_then(|school| school.entry_by_id(under).cloned()))
}
