use store::{Event, Failure, Tx};
use terms::{PublicationId, VersionId};

use crate::model::State;
use crate::rules;
use crate::store::{self as rows, Record};

/// Turns the release of a version into releases by the channels it names.
/// Called by the follower of publishing's events, in its transaction; done
/// twice, it changes nothing.
pub async fn expect_releases(
    tx: &mut Tx,
    publication: PublicationId,
    version: VersionId,
    is_first: bool,
) -> Result<(), Failure> {
    let (school, now) = (tx.context().school, tx.context().now);
    let c = tx.connection();
    if !publishing::take_turn(c, school, publication).await? {
        return Ok(());
    }
    let Some(outgoing) = publishing::outgoing(c, school, version).await? else { return Ok(()) };
    let at = outgoing.published_at.filter(|_| is_first).unwrap_or(now);
    let register = rows::channels(c, school).await?;
    let held = rows::held(c, school, publication).await?;
    rows::follow_version(c, publication, version, outgoing.unit, outgoing.audience).await?;
    let steps = rules::after_release(&outgoing.channels, &register, &held, at);
    for step in &steps {
        let (unit, audience) = (outgoing.unit, outgoing.audience);
        let record = Record { publication, version, unit, audience, step, by: None };
        rows::put(c, school, now, &record).await?;
    }
    if !steps.is_empty() {
        let numbers = |state: State| -> Vec<i64> {
            steps.iter().filter(|step| step.state == state).map(|step| step.channel.0).collect()
        };
        let detail = serde_json::json!({
            "version": version.0,
            "done": numbers(State::Done),
            "waiting": numbers(State::Waiting),
            "cancelled": numbers(State::Cancelled),
        });
        tx.append(Event::new("channels.expected", publication.0).with(detail));
    }
    Ok(())
}
