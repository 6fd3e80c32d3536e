use store::{Context, Event, Store};
use terms::EditionId;

use super::take;
use crate::rules::{self, EntryNo, Refusal};
use crate::{CatalogueError, store as rows};

/// Takes a declaration that nothing happened (本学年无) back, with the reason; what was signed stays
/// in the entry's history.
pub async fn take_back_nil(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    why: &str,
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let taken = take(&mut tx, context, edition).await?;
    let id = taken.entry(no).and_then(|entry| entry.id).ok_or(Refusal::NoSuchEntry(no))?;
    let nil = rows::nils(tx.connection(), edition).await?.remove(&id);
    let signer = context.actor.person();
    let by = rules::take_back_nil(&taken, no, why, signer, nil.is_some(), context.today())?;
    let nil = nil.ok_or(Refusal::NoNil(no))?;
    let past = rows::PastNil { nil, at: context.now, by, why: why.trim().to_owned() };
    rows::take_nil_back(tx.connection(), edition, &past).await?;
    tx.append(Event::new("catalogue.nil_taken_back", id.0).with(serde_json::json!({ "edition": edition.0 })));
    tx.commit().await?;
    Ok(())
}
