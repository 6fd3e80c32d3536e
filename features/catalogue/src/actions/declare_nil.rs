use store::{Context, Event, Store};
use terms::EditionId;

use super::take;
use crate::rules::{self, EntryNo};
use crate::{CatalogueError, store as rows};

/// Declares that nothing happened under an entry in the edition's year
/// (本学年无), signed by the acting person.
pub async fn declare_nil(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    reason: &str,
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let taken = take(&mut tx, context, edition).await?;
    let (today, person) = (context.today(), context.actor.person());
    let (mut declared, mut published_on) = (false, None);
    if let Some(id) = taken.entry(no).and_then(|entry| entry.id) {
        declared = rows::nils(tx.connection(), edition).await?.contains_key(&id);
        let span = (taken.year.first_day(), taken.year.last_day().min(today));
        published_on = rows::published_on(tx.connection(), context.school, id, span).await?;
    }
    let nil = rules::declare_nil(&taken, no, reason, person, declared, published_on, today)?;
    rows::insert_nil(tx.connection(), edition, &nil).await?;
    tx.append(
        Event::new("catalogue.nil_declared", nil.entry.0).with(serde_json::json!({ "edition": edition.0 })),
    );
    tx.commit().await?;
    Ok(())
}
