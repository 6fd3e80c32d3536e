use calendar::Calendar;
use store::{Context, Store};
use terms::VersionId;

use super::loaded::Loaded;
use super::release::put_up;
use crate::PublishingError;
use crate::model::State;

/// Releases a version whose time has come. It has passed every review: the
/// timetable has no way past them. False where it is no longer scheduled.
pub async fn release_scheduled(
    store: &Store,
    calendar: &Calendar,
    context: &Context,
    id: VersionId,
) -> Result<bool, PublishingError> {
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of_anyone(&mut tx, id).await?;
    let is_due = loaded.version.scheduled_for.is_some_and(|at| at <= context.now);
    if loaded.version.state != State::Scheduled || !is_due {
        return Ok(false);
    }
    put_up(&mut tx, calendar, context, &loaded).await?;
    tx.commit().await?;
    Ok(true)
}
