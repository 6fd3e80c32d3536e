use store::{Context, Event, Store};
use terms::{BatchId, Viewer};

use super::{facts, locked};
use crate::ImportingError;
use crate::rules::{BatchState, check_refuse};
use crate::store as rows;

/// Gives a batch back, or takes one's own back: none of its rows comes in.
pub async fn refuse_batch(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: BatchId,
    opinion: &str,
) -> Result<(), ImportingError> {
    let mut tx = store.begin(context).await?;
    let batch = locked(&mut tx, id).await?;
    check_refuse(viewer, facts(&batch), opinion).map_err(ImportingError::Refused)?;
    rows::set_answer(tx.connection(), context, id, BatchState::Refused, opinion.trim()).await?;
    tx.append(Event::new("importing.refused", id.0));
    tx.commit().await?;
    Ok(())
}
