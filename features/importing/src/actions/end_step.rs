//! What the process that works on a batch writes down at its end, as long as the
//! batch is still its own.

use store::{Context, Event, Store, Tx};

use super::locked;
use crate::ImportingError;
use crate::rules::BatchState;
use crate::run::Counts;
use crate::store::{self as rows, Batch};

/// The check has ended: the batch waits for a second person.
pub(crate) async fn end_check(
    store: &Store,
    context: &Context,
    batch: &Batch,
    node: &str,
    files: (&str, Option<&str>),
    counts: &Counts,
) -> Result<(), ImportingError> {
    let Some(mut tx) = held(store, context, batch, node).await? else { return Ok(()) };
    rows::set_check(tx.connection(), batch.id, files.0, files.1, counts).await?;
    tx.append(Event::new("importing.checked", batch.id.0).with(serde_json::json!(counts)));
    tx.commit().await?;
    Ok(())
}

/// All rows have been done.
pub(crate) async fn end_run(
    store: &Store,
    context: &Context,
    batch: &Batch,
    node: &str,
    rejects_hash: Option<&str>,
    counts: &Counts,
) -> Result<(), ImportingError> {
    let Some(mut tx) = held(store, context, batch, node).await? else { return Ok(()) };
    rows::set_done(tx.connection(), batch.id, counts, rejects_hash, context.now_ms()).await?;
    tx.append(Event::new("importing.finished", batch.id.0).with(serde_json::json!(counts)));
    tx.commit().await?;
    Ok(())
}

/// The batch cannot go on by itself: somebody must look, and let it go on.
pub(crate) async fn stop(
    store: &Store,
    context: &Context,
    batch: &Batch,
    node: &str,
    problem: &str,
) -> Result<(), ImportingError> {
    let Some(mut tx) = held(store, context, batch, node).await? else { return Ok(()) };
    rows::set_state(tx.connection(), batch.id, BatchState::Stopped, problem).await?;
    tx.append(Event::new("importing.stopped", batch.id.0));
    tx.commit().await?;
    Ok(())
}

/// A transaction with the batch under its lock; none where another process has taken it over.
async fn held(
    store: &Store,
    context: &Context,
    batch: &Batch,
    node: &str,
) -> Result<Option<Tx>, ImportingError> {
    let mut tx = store.begin(context).await?;
    locked(&mut tx, batch.id).await?;
    Ok(rows::is_kept(tx.connection(), batch, node).await?.then_some(tx))
}
