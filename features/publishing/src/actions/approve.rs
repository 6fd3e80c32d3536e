use calendar::Calendar;
use store::{Context, Store};
use terms::{VersionId, Viewer};

use super::loaded::Loaded;
use super::release::go_on;
use crate::PublishingError;
use crate::model::{State, StepKind};
use crate::rules::workflow;
use crate::store::steps;

/// A leader, or the spokesperson, approves a version: it goes on to the next
/// approval, to the timetable, or before the public.
pub async fn approve(
    store: &Store,
    calendar: &Calendar,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
    opinion: &str,
) -> Result<State, PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    let next = workflow::check_approve(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    let step = match loaded.version.state {
        State::LeaderApproval => StepKind::LeaderApproved,
        _ => StepKind::SpokespersonApproved,
    };
    steps::insert(tx.connection(), context, id, step, opinion).await?;
    let at = loaded.version.scheduled_for;
    go_on(tx, calendar, context, &loaded, next, at).await
}
