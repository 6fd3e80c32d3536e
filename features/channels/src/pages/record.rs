//! What somebody says of a release: it went out, it does not, it was taken off.

use axum::extract::State as Of;
use axum::response::Response;
use terms::{ChannelId, PublicationId};
use web::{Form, Kind, Outcome, Path, Site, Visit, format, redirect};

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
    let at = format::parse_instant(&at)
        .ok_or_else(|| Kind::Refused(vec![format!("“{at}”不是时间，请写成 2026-11-30 09:00 这样")]))?;
    let record = RecordRelease { publication: PublicationId(id), channel, at, address };
    actions::record_release(site.store(), &context, &visit.viewer, &record).await?;
    Ok(back(&visit, State::Waiting, shown))
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
    Ok(back(&visit, State::Waiting, shown))
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
    Ok(back(&visit, State::ToRecall, shown))
}

/// Back to the list from which it was done, with its filter.
fn back(visit: &Visit, state: State, shown: Option<i64>) -> Response {
    let channel = shown.map(|channel| channel.to_string()).unwrap_or_default();
    redirect(visit, &format!("/office/channels/releases?state={}&channel={channel}", state.code()))
}
