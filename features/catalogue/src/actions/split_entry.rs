use store::{Context, Event, Store};
use terms::{EditionId, EntryId};

use super::{present_units, save, take};
use crate::rules::{EntryNo, Part, Refusal};
use crate::{CatalogueError, store as rows};

/// Splits an entry into parts. What was published under the whole before
/// today stands for each part, too.
pub async fn split_entry(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    parts: &[Part],
) -> Result<Vec<EntryId>, CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    let units = present_units(&mut tx, context).await?;
    let made = edition.split(no, parts, &units, context.today())?;
    let whole = edition.entry(no).and_then(|entry| entry.id).ok_or(Refusal::NoSuchEntry(no))?;
    let mut ids = vec![];
    for part in &made {
        let identity = rows::NewIdentity {
            national_no: None,
            parent: Some(whole),
            is_part: true,
            created_on: context.today(),
        };
        let id = rows::insert_entry(tx.connection(), context.school, &identity).await?;
        save(&mut tx, &edition, id, part).await?;
        ids.push(id);
    }
    tx.append(
        Event::new("catalogue.entry_split", whole.0)
            .with(serde_json::json!({ "parts": ids.iter().map(|id| id.0).collect::<Vec<_>>() })),
    );
    tx.commit().await?;
    Ok(ids)
}
