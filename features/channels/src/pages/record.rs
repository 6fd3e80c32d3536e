//! What somebody says of a release: it went out, it does not, it was taken off.

use axum::extract::State as Of;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use terms::{ChannelId, PublicationId};
use web::{Form, Kind, Outcome, Path, Site, Visit, done, format};

use crate::actions::{self, RecordRelease};
use crate::model::State;

pub async fn record(
    Of(site): Of<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let channel = ChannelId(form.fields.number("channel")?);
    let at = form.fields.text("at")?;
    let address = form.fields.text("address")?;
    let shown = form.fields.optional_number("shown")?;
    let context = visit.context(&form.key);
    form.fields.end()?;
    let at = instant(&at, visit.now).ok_or_else(|| {
        Kind::Refused(vec![format!("“{at}”不是时间，请写成 2026-11-30 或 2026-11-30 09:00 这样")])
    })?;
    let record = RecordRelease { publication: PublicationId(id), channel, at, address };
    actions::record_release(site.store(), &context, &visit.viewer, &record).await?;
    Ok(back(&visit, State::Waiting, shown, "已登记：经这个渠道发布了。"))
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
    let channel = ChannelId(form.fields.number("channel")?);
    let reason = form.fields.text("reason")?;
    let shown = form.fields.optional_number("shown")?;
    let context = visit.context(&form.key);
    form.fields.end()?;
    let publication = PublicationId(id);
    actions::cancel_release(site.store(), &context, &visit.viewer, publication, channel, &reason).await?;
    Ok(back(&visit, State::Waiting, shown, "已登记：这个渠道不发，理由记下了。"))
}

pub async fn recall(
    Of(site): Of<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let channel = ChannelId(form.fields.number("channel")?);
    let shown = form.fields.optional_number("shown")?;
    let context = visit.context(&form.key);
    form.fields.end()?;
    actions::confirm_recall(site.store(), &context, &visit.viewer, PublicationId(id), channel).await?;
    Ok(back(&visit, State::ToRecall, shown, "已登记：从这个渠道上撤掉了。"))
}

/// Back to the list from which it was done, with its filter.
fn back(visit: &Visit, state: State, shown: Option<i64>, told: &str) -> Response {
    let channel = shown.map(|channel| channel.to_string()).unwrap_or_default();
    done(visit, &format!("/office/channels/releases?state={}&channel={channel}", state.code()), told)
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
