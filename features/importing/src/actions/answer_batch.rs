use store::{Context, Event, Store};
use terms::{BatchId, Viewer};

use super::{facts, locked};
use crate::ImportingError;
use crate::rules::{BatchState, check_answer};
use crate::store as rows;

/// Answers for a batch by name. Its rows come in from now on, once: whoever
/// answers second finds it answered.
pub async fn answer_batch(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: BatchId,
    opinion: &str,
) -> Result<(), ImportingError> {
    let mut tx = store.begin(context).await?;
    let batch = locked(&mut tx, id).await?;
    check_answer(viewer, facts(&batch), opinion).map_err(ImportingError::Refused)?;
    rows::set_answer(tx.connection(), context, id, BatchState::Running, opinion.trim()).await?;
    tx.append(Event::new("importing.answered", id.0));
    tx.commit().await?;
    Ok(())
}
