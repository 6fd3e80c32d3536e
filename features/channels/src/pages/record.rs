//! What somebody says of a release: it went out, it does not, it was taken off.

use axum::extract::State as Of;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use terms::{ChannelId, PublicationId};
use web::{Fields, Form, Outcome, Path, Site, Visit, done, format};

use super::releases::{self, Asked, Refused};
use crate::ChannelError;
use crate::actions::{self, RecordRelease};
use crate::model::State;
use crate::rules::Refusal;

/// The line of the list on which a form stands.
struct Place {
    publication: PublicationId,
    channel: ChannelId,
    /// The channel to which the list was filtered.
    shown: String,
    /// The page of the list.
    page: String,
}

impl Place {
    fn read(publication: i64, fields: &mut Fields) -> Outcome<Place> {
        Ok(Place {
            publication: PublicationId(publication),
            channel: ChannelId(fields.number("channel")?),
            shown: fields.filled("shown")?.unwrap_or_default(),
            page: fields.filled("page")?.unwrap_or_default(),
        })
    }

    /// Back to the list with its filter: it says what was done, or the form comes back on its line with
    /// the reasons. What no form can mend has a page of its own.
    async fn answered(
        self,
        site: &Site,
        visit: &Visit,
        state: State,
        outcome: Result<(), ChannelError>,
        told: &str,
    ) -> Outcome<Response> {
        let reasons = match outcome {
            Ok(()) => {
                let list = format!(
                    "/office/channels/releases?state={}&channel={}",
                    state.code(),
                    self.shown_channel()
                );
                return Ok(done(visit, &list, told));
            }
            Err(ChannelError::Refused(reasons)) if reasons.iter().all(|one| !one.field().is_empty()) => {
                reasons
            }
            Err(other) => return Err(other.into()),
        };
        let refused = Refused {
            publication: self.publication,
            channel: self.channel,
            problems: reasons.iter().map(|reason| (reason.field(), reason.to_string())).collect(),
        };
        let asked = Asked::of(state, self.shown, self.page);
        let page = releases::show(site, visit, &asked, Some(refused)).await?;
        Ok(page.refused())
    }

    fn shown_channel(&self) -> String {
        self.shown.parse::<i64>().map(|channel| channel.to_string()).unwrap_or_default()
    }
}

pub async fn record(
    Of(site): Of<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let place = Place::read(id, &mut form.fields)?;
    let at = form.fields.text("at")?;
    let address = form.fields.text("address")?;
    form.fields.end()?;
    let (publication, channel) = (place.publication, place.channel);
    let context = visit.context(&form.key);
    let outcome = match instant(&at, visit.now) {
        Some(at) => {
            let record = RecordRelease { publication, channel, at, address };
            actions::record_release(site.store(), &context, &visit.viewer, &record).await
        }
        None => Err(ChannelError::Refused(vec![Refusal::NotATime(at)])),
    };
    place.answered(&site, &visit, State::Waiting, outcome, "已登记：经这个渠道发布了。").await
}

/// A bare day counts to its end, today's to now: so it is never before the release of that day.
fn instant(text: &str, now: Timestamp) -> Option<Timestamp> {
    format::parse_instant(text).or_else(|| {
        let next = format::parse_day(text)?.tomorrow().ok()?;
        let end = terms::start_of(next) - SignedDuration::from_mins(1);
        Some(if terms::day_of(now) == terms::day_of(end) { now } else { end })
    })
}

pub async fn cancel(
    Of(site): Of<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let place = Place::read(id, &mut form.fields)?;
    let reason = form.fields.text("reason")?;
    form.fields.end()?;
    let (store, context, viewer) = (site.store(), visit.context(&form.key), &visit.viewer);
    let outcome =
        actions::cancel_release(store, &context, viewer, place.publication, place.channel, &reason).await;
    place.answered(&site, &visit, State::Waiting, outcome, "已登记：这个渠道不发，理由记下了。").await
}

pub async fn recall(
    Of(site): Of<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let place = Place::read(id, &mut form.fields)?;
    form.fields.end()?;
    let (store, context, viewer) = (site.store(), visit.context(&form.key), &visit.viewer);
    let outcome = actions::confirm_recall(store, &context, viewer, place.publication, place.channel).await;
    place.answered(&site, &visit, State::ToRecall, outcome, "已登记：从这个渠道上撤掉了。").await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_bare_day_is_enough() {
        let now = terms::instant_of(date(2026, 11, 25).at(10, 30, 0, 0));
        assert_eq!(instant("2026-11-25", now), Some(now));
        let before = terms::instant_of(date(2026, 11, 24).at(23, 59, 0, 0));
        assert_eq!(instant("2026年11月24日", now), Some(before));
        assert_eq!(
            instant("2026-11-24 09:00", now),
            Some(terms::instant_of(date(2026, 11, 24).at(9, 0, 0, 0)))
        );
        assert_eq!(instant("昨天", now), None);
    }
}
