use calendar::Calendar;
use store::{Context, Store};
use terms::VersionId;

use super::loaded::Loaded;
use super::reading::read_by_rules_of_now;
use super::release::put_up;
use crate::model::State;
use crate::{PublishingError, Screen};

/// Releases a version whose time has come. It has passed every review: the
/// timetable has no way past them, nor past a rule made since. False where it is no longer scheduled.
pub async fn release_scheduled(
    store: &Store,
    screen: &Screen,
    calendar: &Calendar,
    context: &Context,
    id: VersionId,
) -> Result<bool, PublishingError> {
    let fingerprint = read_by_rules_of_now(store, screen, context, id).await?;
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of_anyone(&mut tx, id).await?;
    let is_due = loaded.version.scheduled_for.is_some_and(|at| at <= context.now);
    if loaded.version.state != State::Scheduled || !is_due {
        return Ok(false);
    }
    put_up(&mut tx, calendar, context, &loaded, &fingerprint).await?;
    tx.commit().await?;
    Ok(true)
}
