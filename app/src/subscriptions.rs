//! Every consequence in the system: who follows which event.

use std::collections::BTreeSet;

use events::{Answer, Consequence, Follower};
use serde_json::Value;
use store::{Failure, Recorded, Tx};
use terms::{Audience, EntryId, PublicationId, SchoolId, UnitId, VersionId};
use web::PageCache;

/// What is shared by all nodes: one feature's answer to another's event.
pub fn consequences() -> Vec<Box<dyn Consequence>> {
    vec![Box::new(EntryFulfilment), Box::new(ChannelReleases)]
}

/// The pages of this node: what an event changes is not served again.
pub struct Pages {
    cache: PageCache,
    cursor: i64,
}

impl Pages {
    /// Pages that know of all events up to `cursor`.
    pub fn new(cache: PageCache, cursor: i64) -> Self {
        Pages { cache, cursor }
    }
}

impl Follower for Pages {
    fn name(&self) -> &'static str {
        "pages"
    }

    fn cursor(&self) -> i64 {
        self.cursor
    }

    fn take<'a>(&'a mut self, events: &'a [Recorded]) -> Answer<'a, ()> {
        Box::pin(async move {
            for event in events {
                self.cache.touch(portal::touched_by(event));
                self.cursor = event.number;
            }
            Ok(())
        })
    }
}

/// The catalogue learns that something stands, or stands no longer, under an entry.
struct EntryFulfilment;

impl Consequence for EntryFulfilment {
    fn name(&self) -> &'static str {
        "catalogue.fulfilment"
    }

    fn apply<'a>(&'a self, tx: &'a mut Tx, events: &'a [Recorded]) -> Answer<'a, ()> {
        Box::pin(async move {
            for group in groups(events) {
                match group[0].name.as_str() {
                    "publishing.released" => entries_released(tx, group).await?,
                    "publishing.withdrawn" | "publishing.held" => {
                        let ids = [PublicationId(group[0].subject)];
                        catalogue::actions::unfulfil(tx, &ids, terms::day_of(group[0].at)).await?;
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    }
}

/// What was released under an entry fulfils it; what was released under none fulfils none any more.
async fn entries_released(tx: &mut Tx, releases: &[Recorded]) -> Result<(), Failure> {
    let ids: Vec<_> = releases.iter().map(|event| PublicationId(event.subject)).collect();
    let days = publishing::published_on(tx.connection(), &ids).await?;
    let release = |event: &Recorded| {
        let release = release(event)?;
        let first = days.get(&release.publication).filter(|_| event.detail["first"] == true);
        Some(catalogue::actions::Release { on: first.copied().unwrap_or(release.on), ..release })
    };
    let under: Vec<_> = releases.iter().filter_map(release).collect();
    catalogue::actions::fulfil(tx, &under).await?;
    let under: BTreeSet<_> = under.iter().map(|release| release.publication).collect();
    let free: Vec<_> = ids.into_iter().filter(|id| !under.contains(id)).collect();
    catalogue::actions::unfulfil(tx, &free, terms::day_of(releases[0].at)).await
}

fn release(event: &Recorded) -> Option<catalogue::actions::Release> {
    let number = |name: &str| event.detail.get(name).and_then(Value::as_i64);
    Some(catalogue::actions::Release {
        publication: PublicationId(event.subject),
        entry: EntryId(number("entry")?),
        unit: UnitId(number("unit")?),
        audience: event.detail["audience"].as_str().and_then(Audience::from_code)?,
        on: terms::day_of(event.at),
    })
}

/// The channels learn what goes out by them, and what has to come off. A new
/// school gets the one channel that every school has.
struct ChannelReleases;

impl Consequence for ChannelReleases {
    fn name(&self) -> &'static str {
        "channels.releases"
    }

    fn apply<'a>(&'a self, tx: &'a mut Tx, events: &'a [Recorded]) -> Answer<'a, ()> {
        Box::pin(async move {
            for group in groups(events) {
                let subject = group[0].subject;
                match group[0].name.as_str() {
                    "schools.founded" => channels::actions::open_register(tx, SchoolId(subject)).await?,
                    "publishing.released" => {
                        let expected: Vec<_> = group.iter().filter_map(expected).collect();
                        channels::actions::expect_releases(tx, &expected).await?;
                    }
                    "publishing.withdrawn" => {
                        channels::actions::call_back(tx, PublicationId(subject), false).await?;
                    }
                    "publishing.expired" => {
                        channels::actions::call_back(tx, PublicationId(subject), true).await?;
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    }
}

fn expected(event: &Recorded) -> Option<channels::actions::Expected> {
    Some(channels::actions::Expected {
        publication: PublicationId(event.subject),
        version: VersionId(event.detail["version"].as_i64()?),
        is_first: event.detail["first"] == true,
    })
}

/// Releases that follow each other in one, none of a publication twice: an import's are thousands.
/// Every other event by itself.
fn groups(events: &[Recorded]) -> Vec<&[Recorded]> {
    let is_release = |event: &Recorded| event.name == "publishing.released";
    let mut groups = Vec::new();
    let mut rest = events;
    while let Some(first) = rest.first() {
        let mut seen = BTreeSet::new();
        let together =
            rest.iter().take_while(|event| is_release(event) && seen.insert(event.subject)).count();
        let (group, after) = rest.split_at(if is_release(first) { together } else { 1 });
        groups.push(group);
        rest = after;
    }
    groups
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use store::Actor;

    use super::*;

    #[test]
    fn releases_go_together_until_something_else_happens() {
        let event = |(name, subject): (&str, i64)| Recorded {
            number: 0,
            school: SchoolId(1),
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::Timetable,
            name: name.to_owned(),
            subject,
            detail: Value::Null,
        };
        let (released, withdrawn) = ("publishing.released", "publishing.withdrawn");
        let log =
            [(released, 1), (released, 2), (withdrawn, 1), (withdrawn, 2), (released, 1), (released, 1)];
        let events: Vec<_> = log.into_iter().map(event).collect();
        let lengths: Vec<_> = groups(&events).iter().map(|group| group.len()).collect();
        assert_eq!(lengths, [2, 1, 1, 1, 1]);
        assert_eq!(groups(&events).concat().len(), events.len(), "none is left out");
    }
}
