use std::collections::BTreeSet;

use publishing::Outgoing;
use store::{Event, Failure, Tx};
use terms::{PublicationId, VersionId};

use crate::model::State;
use crate::rules::{self, Step};
use crate::store::{self as rows, Record};

/// A version that was released.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The publication.
    pub publication: PublicationId,
    /// The version.
    pub version: VersionId,
    /// Whether it is the publication's first.
    pub is_first: bool,
}

/// Turns the releases of versions, of publications each named once, into releases by the channels
/// they name. Called by the follower of publishing's events, in its transaction; done twice, it
/// changes nothing.
pub async fn expect_releases(tx: &mut Tx, expected: &[Expected]) -> Result<(), Failure> {
    if expected.is_empty() {
        return Ok(());
    }
    let (school, now) = (tx.context().school, tx.context().now);
    let c = tx.connection();
    let ids: Vec<_> = expected.iter().map(|one| one.publication).collect();
    let there: BTreeSet<_> = publishing::take_turns(c, school, &ids).await?;
    let versions: Vec<_> = expected.iter().map(|one| one.version).collect();
    let outgoing = publishing::outgoing(c, school, &versions).await?;
    let register = rows::channels(c, school).await?;
    let mut held = rows::held(c, school, &ids).await?;
    let mut steps: Vec<(Expected, &Outgoing, Step)> = Vec::new();
    for one in expected.iter().filter(|one| there.contains(&one.publication)) {
        let Some(outgoing) = outgoing.get(&one.version) else { continue };
        let at = outgoing.published_at.filter(|_| one.is_first).unwrap_or(now);
        let held = held.remove(&one.publication).unwrap_or_default();
        if !held.is_empty() {
            rows::follow_version(c, one.publication, one.version, outgoing.unit, outgoing.audience).await?;
        }
        let follow = rules::after_release(&outgoing.channels, &register, &held, at);
        steps.extend(follow.into_iter().map(|step| (*one, outgoing, step)));
    }
    let records = steps.iter().map(|(one, outgoing, step)| Record {
        publication: one.publication,
        version: one.version,
        unit: outgoing.unit,
        audience: outgoing.audience,
        step,
        by: None,
    });
    rows::put(c, school, now, &records.collect::<Vec<_>>()).await?;
    for of_one in steps.chunk_by(|(a, ..), (b, ..)| a.publication == b.publication) {
        tx.append(told(of_one));
    }
    Ok(())
}

/// What is told of a publication's steps.
fn told(steps: &[(Expected, &Outgoing, Step)]) -> Event {
    let (one, ..) = steps[0];
    let numbers = |state: State| -> Vec<i64> {
        steps.iter().filter(|(.., step)| step.state == state).map(|(.., step)| step.channel.0).collect()
    };
    Event::new("channels.expected", one.publication.0).with(serde_json::json!({
        "version": one.version.0,
        "done": numbers(State::Done),
        "waiting": numbers(State::Waiting),
        "cancelled": numbers(State::Cancelled),
    }))
}
