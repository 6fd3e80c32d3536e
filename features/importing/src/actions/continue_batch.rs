use store::{Context, Event, Store};
use terms::{BatchId, Viewer};

use super::locked;
use crate::ImportingError;
use crate::rules::{BatchState, check_continue};
use crate::store as rows;

/// Lets a batch go on that broke off. What has come in already stays as it is.
pub async fn continue_batch(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: BatchId,
) -> Result<(), ImportingError> {
    let mut tx = store.begin(context).await?;
    let batch = locked(&mut tx, id).await?;
    check_continue(viewer, batch.state).map_err(ImportingError::Refused)?;
    // Before anybody answered it was the check that broke off.
    let state = if batch.answered_at.is_some() { BatchState::Running } else { BatchState::Checking };
    rows::set_state(tx.connection(), id, state, "").await?;
    tx.append(Event::new("importing.continued", id.0));
    tx.commit().await?;
    Ok(())
}
