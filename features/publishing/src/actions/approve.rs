use calendar::Calendar;
use screening::rules::check_confirm;
use store::{Context, Store, Tx};
use terms::{VersionId, Viewer};

use super::confirm_findings::confirm;
use super::loaded::Loaded;
use super::reading::read_by_rules_of_now;
use super::release::go_on;
use crate::model::{State, StepKind};
use crate::rules::{refusal::Refusal, workflow};
use crate::store::steps;
use crate::{PublishingError, Screen};

/// A leader, or the spokesperson, approves a version: it goes on to the next
/// approval, to the timetable, or before the public.
pub async fn approve(
    store: &Store,
    screen: &Screen,
    calendar: &Calendar,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    opinion: &str,
) -> Result<State, PublishingError> {
    let fingerprint = read_by_rules_of_now(store, screen, context, id).await?;
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    let next = workflow::check_approve(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    agree(&mut tx, viewer, &loaded, opinion).await?;
    let step = match loaded.version.state {
        State::LeaderApproval => StepKind::LeaderApproved,
        _ => StepKind::SpokespersonApproved,
    };
    steps::insert(tx.connection(), context, id, step, opinion).await?;
    let at = loaded.version.scheduled_for;
    go_on(tx, calendar, context, &loaded, &fingerprint, next, at).await
}

/// A leader who approves agrees, with a reason, to what only a leader may agree to.
async fn agree(tx: &mut Tx, viewer: &Viewer, loaded: &Loaded, opinion: &str) -> Result<(), PublishingError> {
    let all = screening::findings(tx.connection(), loaded.version.id).await?;
    let leaders: Vec<_> = (1..)
        .zip(&all)
        .filter(|(_, one)| one.needs_answer() && one.needs_leader() && one.confirmed_by.is_none())
        .collect();
    if leaders.is_empty() || loaded.version.state != State::LeaderApproval {
        return Ok(());
    }
    if opinion.trim().is_empty() {
        return Err(Refusal::LeaderReasonMissing.into());
    }
    check_confirm(viewer, &loaded.version.workers, &leaders)
        .map_err(|refused| PublishingError::Refused(refused.into_iter().map(Refusal::Screening).collect()))?;
    confirm(tx, viewer, loaded.version.id, &leaders, opinion.trim()).await
}
