//! What can be done with batches, one verb a file.

mod answer_batch;
mod continue_batch;
mod end_step;
mod refuse_batch;
mod upload_batch;

pub use answer_batch::answer_batch;
pub use continue_batch::continue_batch;
pub(crate) use end_step::{end_check, end_run, stop};
pub use refuse_batch::refuse_batch;
pub use upload_batch::{Uploaded, upload_batch};

use store::Tx;
use terms::BatchId;

use crate::ImportingError;
use crate::rules::Facts;
use crate::store::{self as rows, Batch};

/// A batch under its lock.
async fn locked(tx: &mut Tx, id: BatchId) -> Result<Batch, ImportingError> {
    let school = tx.context().school;
    if !rows::lock(tx.connection(), school, id).await? {
        return Err(ImportingError::Missing);
    }
    rows::any(tx.connection(), school, id).await?.ok_or(ImportingError::Missing)
}

/// What decides about a batch.
pub(crate) fn facts(batch: &Batch) -> Facts {
    let importable = batch.counts.created + batch.counts.updated;
    Facts {
        state: batch.state,
        uploaded_by: batch.uploaded_by,
        importable: importable as i64,
        is_answered: batch.answered_at.is_some(),
    }
}
