//! Every consequence in the system: who follows which event.

use events::{Answer, Consequence, Follower};
use jiff::civil::Date;
use serde_json::Value;
use store::{Recorded, Tx};
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

    fn apply<'a>(&'a self, tx: &'a mut Tx, event: &'a Recorded) -> Answer<'a, ()> {
        Box::pin(async move {
            let publication = PublicationId(event.subject);
            match event.name.as_str() {
                "publishing.released" => match release(event, publication) {
                    Some(release) => {
                        let day = publishing::published_on(tx.connection(), publication).await?;
                        let on = if event.detail["first"] == true {
                            day.unwrap_or(release.on)
                        } else {
                            release.on
                        };
                        catalogue::actions::fulfil(tx, &catalogue::actions::Release { on, ..release }).await
                    }
                    None => catalogue::actions::unfulfil(tx, publication, terms::day_of(event.at)).await,
                },
                "publishing.withdrawn" | "publishing.held" => {
                    catalogue::actions::unfulfil(tx, publication, terms::day_of(event.at)).await
                }
                _ => Ok(()),
            }
        })
    }
}

/// The channels learn what goes out by them, and what has to come off. A new
/// school gets the one channel that every school has.
struct ChannelReleases;

impl Consequence for ChannelReleases {
    fn name(&self) -> &'static str {
        "channels.releases"
    }

    fn apply<'a>(&'a self, tx: &'a mut Tx, event: &'a Recorded) -> Answer<'a, ()> {
        Box::pin(async move {
            let publication = PublicationId(event.subject);
            match event.name.as_str() {
                "schools.founded" => channels::actions::open_register(tx, SchoolId(event.subject)).await,
                "publishing.released" => {
                    let Some(version) = event.detail["version"].as_i64() else { return Ok(()) };
                    let is_first = event.detail["first"] == true;
                    channels::actions::expect_releases(tx, publication, VersionId(version), is_first).await
                }
                "publishing.withdrawn" => channels::actions::call_back(tx, publication, false).await,
                "publishing.expired" => channels::actions::call_back(tx, publication, true).await,
                _ => Ok(()),
            }
        })
    }
}

fn release(event: &Recorded, publication: PublicationId) -> Option<catalogue::actions::Release> {
    let number = |name: &str| event.detail.get(name).and_then(Value::as_i64);
    let on: Date = terms::day_of(event.at);
    Some(catalogue::actions::Release {
        publication,
        entry: EntryId(number("entry")?),
        unit: UnitId(number("unit")?),
        audience: event.detail["audience"].as_str().and_then(Audience::from_code)?,
        on,
    })
}
