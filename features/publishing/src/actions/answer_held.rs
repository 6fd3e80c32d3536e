use screening::Answer;
use store::{Context, Store};
use terms::{PublicationId, Role, Viewer};

use super::loaded::{locked, version_of};
use super::release::released_event;
use crate::PublishingError;
use crate::model::StepKind;
use crate::rules::refusal::Refusal;
use crate::store::{publications, steps};

/// Answers by name for the findings of an imported row, which then stands.
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
    publications::set_held(tx.connection(), id, false).await?;
    steps::insert(tx.connection(), context, live, StepKind::Answered, reason).await?;
    tx.append(released_event(id.0, live, &version.content, true));
    tx.commit().await?;
    Ok(())
}
