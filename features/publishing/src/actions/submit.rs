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
    hand_over(store, screen, context, viewer, id, urgent, true).await.map(|_| ())
}

/// What became of a draft that was to be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It is with whoever reads it next.
    Over,
    /// It stays: the machine found so many places that its author has not seen yet.
    Stopped(usize),
}

/// The same, unless the machine finds something to be masked or answered for: what the author
/// can mend, nobody else should have to find. `is_seen` is whether the author has seen it.
pub async fn hand_over(
    store: &Store,
    screen: &Screen,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    urgent: Option<&str>,
    is_seen: bool,
) -> Result<Handed, PublishingError> {
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
    let findings = screening::findings(tx.connection(), id).await?;
    let open = findings.iter().filter(|one| one.needs_answer() && one.answer.is_none()).count();
    if open > 0 && !is_seen {
        tx.append(loaded.event("publishing.looked_through"));
        tx.commit().await?;
        return Ok(Handed::Stopped(open));
    }
    versions::set_urgent(tx.connection(), id, urgent.is_some()).await?;
    versions::set_submitted(tx.connection(), id, viewer.person_id(), context.now_ms()).await?;
    versions::set_state(tx.connection(), id, next).await?;
    steps::insert(tx.connection(), context, id, StepKind::Submitted, urgent.unwrap_or_default()).await?;
    tx.append(
        Event::new("publishing.submitted", loaded.publication.id.0)
            .with(serde_json::json!({ "version": id.0, "to": next.code(), "urgent": urgent.is_some() })),
    );
    tx.commit().await?;
    Ok(Handed::Over)
}
