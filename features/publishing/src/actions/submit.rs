use screening::Keep;
use store::{Context, Event, Store};
use terms::{VersionId, Viewer};

use super::loaded::{Loaded, entry_of};
use super::reading::read;
use crate::model::StepKind;
use crate::rules::content::{self, Surroundings};
use crate::rules::workflow;
use crate::store::{steps, versions};
use crate::{PublishingError, Screen, rules::refusal::Refusal};

/// Hands a draft over to review. The machine reads it first: what it finds
/// waits for the secrecy reviewer's answers. With a reason it takes the urgent
/// way, past the unit's review but never past the secrecy review.
pub async fn submit(
    store: &Store,
    screen: &Screen,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    urgent: Option<&str>,
) -> Result<(), PublishingError> {
    let read = read(store, screen, viewer, id).await?;
    let mut tx = store.begin(context).await?;
    let mut loaded = Loaded::of(&mut tx, viewer, id).await?;
    if loaded.version.edits != read.edits {
        return Err(PublishingError::Overtaken);
    }
    loaded.facts.is_urgent = urgent.is_some();
    let mut reasons = Vec::new();
    let next = workflow::check_submit(viewer, &loaded.facts).map_err(|refused| reasons.extend(refused)).ok();
    if urgent.is_some_and(|reason| reason.trim().is_empty()) {
        reasons.push(Refusal::ReasonMissing);
    }
    let entry = entry_of(&mut tx, &loaded.version.content).await?;
    let notices = entry.as_ref().map(catalogue::Placed::notices).unwrap_or_default();
    let surroundings = Surroundings {
        today: context.today(),
        body_chars: loaded.version.body_text.chars().count(),
        files: read.files.clone(),
        is_revision: loaded.publication.live.is_some(),
        entry_notices: &notices,
        entry_owner: entry.as_ref().and_then(|entry| entry.owner),
    };
    if let Err(refused) = content::check(&loaded.version.content, &surroundings) {
        reasons.extend(refused);
    }
    let Some(next) = next.filter(|_| reasons.is_empty()) else {
        return Err(PublishingError::Refused(reasons));
    };
    read.keep(&mut tx, id, Keep::Of(&loaded.version.workers)).await?;
    versions::set_urgent(tx.connection(), id, urgent.is_some()).await?;
    versions::set_submitted(tx.connection(), id, viewer.person_id(), context.now_ms()).await?;
    versions::set_state(tx.connection(), id, next).await?;
    steps::insert(tx.connection(), context, id, StepKind::Submitted, urgent.unwrap_or_default()).await?;
    tx.append(
        Event::new("publishing.submitted", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0, "to": next.code(), "urgent": urgent.is_some() })),
    );
    tx.commit().await?;
    Ok(())
}
