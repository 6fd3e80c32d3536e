use store::{Event, Failure, Tx};
use terms::PublicationId;

use crate::model::State;
use crate::rules;
use crate::store as rows;

/// A publication came down: nothing waits for it any more, and where a person
/// put it, a person has to take it off. Called by the follower of publishing's
/// events, in its transaction; done twice, it changes nothing.
pub async fn call_back(tx: &mut Tx, publication: PublicationId, is_expiry: bool) -> Result<(), Failure> {
    let (school, now) = (tx.context().school, tx.context().now);
    let c = tx.connection();
    if !publishing::take_turn(c, school, publication).await? {
        return Ok(());
    }
    let held = rows::held(c, school, &[publication]).await?.remove(&publication).unwrap_or_default();
    let steps = rules::after_withdrawal(&held, is_expiry);
    for step in &steps {
        let key = (publication, step.channel);
        match step.state {
            State::Cancelled => rows::set_cancelled(c, key, None, step.reason, now).await?,
            State::Recalled => rows::set_recalled(c, key, None, now).await?,
            _ => rows::set_to_recall(c, key, step.reason).await?,
        }
    }
    if !steps.is_empty() {
        let to_recall: Vec<i64> =
            steps.iter().filter(|s| s.state == State::ToRecall).map(|s| s.channel.0).collect();
        tx.append(
            Event::new("channels.called_back", publication.0)
                .with(serde_json::json!({ "to_recall": to_recall })),
        );
    }
    Ok(())
}
