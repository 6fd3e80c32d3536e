use store::{Context, Event, Store};
use terms::{CorrectionId, Viewer};

use crate::model::Outcome;
use crate::{CorrectionError, rules, store as rows};

/// Answers a correction: what became of it, and what the reader is told.
///
/// # Errors
/// Every reason why not; `Missing` where it is not this viewer's to answer.
pub async fn settle(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: CorrectionId,
    outcome: Option<Outcome>,
    answer: &str,
) -> Result<(), CorrectionError> {
    let mut tx = store.begin(context).await?;
    let correction = rows::lock(tx.connection(), viewer.school, id).await?.ok_or(CorrectionError::Missing)?;
    if viewer.school != context.school || !rules::may_settle(viewer, correction.unit) {
        return Err(CorrectionError::Missing);
    }
    let outcome = rules::check_answer(&correction, outcome, answer).map_err(CorrectionError::Refused)?;
    rows::set_settled(tx.connection(), context, id, outcome, answer.trim()).await?;
    tx.append(Event::new("corrections.settled", id.0).with(serde_json::json!({ "outcome": outcome.code() })));
    tx.commit().await?;
    Ok(())
}
