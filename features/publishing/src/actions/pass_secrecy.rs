use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::{refusal::Refusal, workflow};

/// The secrecy reviewer passes a version, every finding of which is answered.
pub async fn pass_secrecy(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    opinion: &str,
) -> Result<(), PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    let mut reasons = workflow::check_secrecy(viewer, &loaded.facts).err().unwrap_or_default();
    let findings = screening::findings(tx.connection(), id).await?;
    if let Err(open) = screening::rules::check_pass(viewer.person_id(), &loaded.facts.workers, &findings) {
        reasons.extend(open.into_iter().map(Refusal::Screening));
    }
    if !reasons.is_empty() {
        return Err(PublishingError::Refused(reasons));
    }
    loaded.step(&mut tx, State::OfficeRelease, StepKind::SecrecyPassed, opinion).await?;
    tx.append(loaded.event("publishing.secrecy_passed"));
    tx.commit().await?;
    Ok(())
}
