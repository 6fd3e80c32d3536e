//! Publishes the demo's publications in the order of their days.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use publishing::actions::{self, WithdrawAs};
use publishing::{PublishingError, Relation};
use store::Context;
use terms::{PublicationId, Role};

use super::content::{LinkedAs, Publication, publications};
use super::fill::{DemoError, Filling};
use super::way::{publish_one, revise};

/// All of them, and then what came of them.
pub async fn publish(filling: &Filling<'_>, now: Timestamp) -> Result<(), DemoError> {
    let mut all: Vec<(DateTime, Publication)> =
        publications().into_iter().filter_map(|one| Some((filling.days.released(&one)?, one))).collect();
    all.sort_by_key(|(at, _)| *at);
    let entries = super::catalogue::entries(filling).await?;
    let mut done: HashMap<String, PublicationId> = HashMap::new();
    for (at, one) in &all {
        let told = |error| DemoError::Publication(one.key.clone(), Box::new(error));
        let id = publish_one(filling, &entries, &done, *at, one).await.map_err(told)?;
        done.insert(one.key.clone(), id);
    }
    crate::timetable::follow(filling.house, now).await?;
    super::channels::record(filling).await?;
    for (at, one) in &all {
        let told = |error| DemoError::Publication(one.key.clone(), Box::new(error));
        after(filling, &done, *at, one).await.map_err(told)?;
    }
    Ok(())
}

/// Interpretations and responses, revisions and withdrawals, once all publications are there.
async fn after(
    filling: &Filling<'_>,
    done: &HashMap<String, PublicationId>,
    at: DateTime,
    one: &Publication,
) -> Result<(), PublishingError> {
    let store = filling.store();
    let Some(&id) = done.get(&one.key) else { return Ok(()) };
    let office = filling.viewers.iter().find(|v| v.has(Role::Office)).ok_or(PublishingError::Missing)?;
    let later = |days: u32| {
        let day = filling.days.working(at.date(), i64::from(days));
        (day < filling.days.today).then(|| terms::instant_of(day.to_datetime(at.time())))
    };
    for link in &one.links {
        let Some(&other) = done.get(&link.to) else { continue };
        let context = Context::of(office, terms::instant_of(at));
        match link.relation {
            LinkedAs::Interpretation => {
                actions::link(store, &context, office, other, id, Relation::Interpretation).await?;
            }
            LinkedAs::Response => {
                actions::link(store, &context, office, other, id, Relation::Response).await?;
            }
            LinkedAs::Replacement => {
                actions::link(store, &context, office, id, other, Relation::Replaces).await?;
            }
            // Bound before its release.
            LinkedAs::NextStep => {}
        }
    }
    for revision in &one.revisions {
        let Some(instant) = later(revision.after_wd) else { continue };
        revise(filling, id, instant, at.date(), one, revision).await?;
    }
    if let Some(withdrawal) = &one.withdrawal
        && let Some(instant) = later(withdrawal.after_wd)
    {
        let target = withdrawal.into.as_ref().and_then(|key| done.get(key));
        let how = match (withdrawal.kind.as_str(), target) {
            ("error", _) => WithdrawAs::Error,
            ("merged", Some(target)) => WithdrawAs::MergedInto(*target),
            _ => WithdrawAs::Withdrawn,
        };
        actions::withdraw(store, &Context::of(office, instant), office, id, how, &withdrawal.reason).await?;
    }
    Ok(())
}
