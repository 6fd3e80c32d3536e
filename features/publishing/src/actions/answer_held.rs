use screening::Answer;
use store::{Context, Event, Store};
use terms::{PublicationId, Role, Viewer};

use super::loaded::{locked, version_of};
use crate::PublishingError;
use crate::model::StepKind;
use crate::rules::refusal::Refusal;
use crate::store::steps;

/// Answers by name for the findings of an imported row. It stands as soon as another person
/// has agreed: [`super::confirm_findings`].
pub async fn answer_held(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: PublicationId,
    reason: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let publication = locked(&mut tx, id).await?;
    let mut reasons = Vec::new();
    if !viewer.has(Role::SecrecyReviewer) {
        reasons.push(Refusal::WrongPerson("答复导入的提示", "保密审查员"));
    }
    if !publication.is_held {
        reasons.push(Refusal::NothingHeld);
    }
    if reason.trim().is_empty() {
        reasons.push(Refusal::ReasonMissing);
    }
    let live = publication.live.ok_or(PublishingError::Missing)?;
    let version = version_of(&mut tx, live).await?;
    if viewer.person_id().is_some_and(|me| version.workers.contains(&me)) {
        reasons.push(Refusal::OwnWork("答复提示"));
    }
    let Some(person) = viewer.person_id().filter(|_| reasons.is_empty()) else {
        return Err(PublishingError::Refused(reasons));
    };
    for finding in screening::findings(tx.connection(), live).await? {
        if finding.needs_answer() && finding.answer.is_none() {
            screening::answer(tx.connection(), finding.id, Answer::Kept, reason.trim(), person, context.now)
                .await?;
        }
    }
    steps::insert(tx.connection(), context, live, StepKind::Answered, reason).await?;
    tx.append(Event::new("publishing.held_answered", id.0).with(serde_json::json!({ "version": live.0 })));
    tx.commit().await?;
    Ok(())
}
