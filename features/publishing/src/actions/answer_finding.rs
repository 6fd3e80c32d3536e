use screening::Answer;
use store::{Context, Event, Store};
use terms::Viewer;

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::StepKind;
use crate::rules::{refusal::Refusal, workflow};
use crate::store::steps;

/// Somebody says by name, with a reason, that what was found may stand. Another one has to
/// agree before it does: [`super::confirm_findings`].
pub async fn answer_finding(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    finding: i64,
    reason: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let finding =
        screening::find(tx.connection(), context.school, finding).await?.ok_or(PublishingError::Missing)?;
    let loaded = Loaded::of(&mut tx, viewer, finding.version).await?;
    let mut reasons = workflow::check_answer(viewer, &loaded.facts).err().unwrap_or_default();
    if reason.trim().is_empty() {
        reasons.push(Refusal::ReasonMissing);
    }
    let Some(person) = viewer.person_id().filter(|_| reasons.is_empty()) else {
        return Err(PublishingError::Refused(reasons));
    };
    screening::answer(tx.connection(), finding.id, Answer::Kept, reason.trim(), person, context.now).await?;
    let told = format!("{} {}：{}", finding.part, finding.masked, reason.trim());
    steps::insert(tx.connection(), context, finding.version, StepKind::Answered, &told).await?;
    tx.append(
        Event::new("publishing.finding_answered", loaded.publication.id.0)
            .with(serde_json::json!({ "version": finding.version.0, "finding": finding.id })),
    );
    tx.commit().await?;
    Ok(())
}
