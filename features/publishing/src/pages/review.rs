//! The steps of a version's way, from the buttons of its page.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use terms::{PublicationId, VersionId};
use web::{Fields, Form, Kind, Outcome, Visit, redirect};

use super::Office;
use crate::actions::{self, When, WithdrawAs};

fn back(visit: &Visit, id: i64) -> Response {
    redirect(visit, &format!("/office/drafts/{id}"))
}

fn desk(visit: &Visit) -> Response {
    redirect(visit, "/office")
}

/// Takes one text and refuses what was never asked for.
fn only(mut fields: Fields, name: &str) -> Outcome<String> {
    let text = fields.optional(name)?.unwrap_or_default();
    fields.end()?;
    Ok(text)
}

pub async fn submit(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let urgent = form.fields.optional("urgent")?;
    form.fields.end()?;
    let (site, context) = (&office.site, visit.context(&form.key));
    actions::submit(site.store(), site.files(), &context, &visit.viewer, VersionId(id), urgent.as_deref())
        .await?;
    Ok(back(&visit, id))
}

pub async fn take_back(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    actions::take_back(office.site.store(), &visit.context(&form.key), &visit.viewer, VersionId(id)).await?;
    Ok(back(&visit, id))
}

pub async fn discard(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    actions::discard(office.site.store(), &visit.context(&form.key), &visit.viewer, VersionId(id)).await?;
    Ok(desk(&visit))
}

pub async fn unit(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let opinion = only(form.fields, "opinion")?;
    actions::pass_unit(office.site.store(), &context, &visit.viewer, VersionId(id), &opinion).await?;
    Ok(desk(&visit))
}

pub async fn answer(
    State(office): State<Office>,
    visit: Visit,
    Path((id, finding)): Path<(i64, i64)>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let reason = only(form.fields, "reason")?;
    actions::answer_finding(office.site.store(), &context, &visit.viewer, finding, &reason).await?;
    Ok(back(&visit, id))
}

pub async fn secrecy(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let opinion = only(form.fields, "opinion")?;
    actions::pass_secrecy(office.site.store(), &context, &visit.viewer, VersionId(id), &opinion).await?;
    Ok(desk(&visit))
}

pub async fn release(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let at = only(form.fields, "at")?;
    let when =
        match at.as_str() {
            "" => When::Now,
            text => When::At(instant(text).ok_or_else(|| {
                Kind::Refused(vec![format!("“{text}”不是时间，请写成 2026-11-30 09:00 这样")])
            })?),
        };
    let store = office.site.store();
    actions::release(store, &office.calendar, &context, &visit.viewer, VersionId(id), when, "").await?;
    Ok(back(&visit, id))
}

/// `2026-11-30 09:00` in Asia/Shanghai.
fn instant(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once([' ', 'T'])?;
    let day = web::format::parse_day(day)?;
    let (hour, minute) = time.trim().split_once([':', '：'])?;
    let time = jiff::civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    Some(terms::instant_of(day.to_datetime(time)))
}

pub async fn approve(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let opinion = only(form.fields, "opinion")?;
    let store = office.site.store();
    actions::approve(store, &office.calendar, &context, &visit.viewer, VersionId(id), &opinion).await?;
    Ok(desk(&visit))
}

pub async fn return_(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let opinion = only(form.fields, "opinion")?;
    actions::return_version(office.site.store(), &context, &visit.viewer, VersionId(id), &opinion).await?;
    Ok(desk(&visit))
}

pub async fn revise(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let context = visit.context(&form.key);
    let version = actions::revise(office.site.store(), &context, &visit.viewer, PublicationId(id)).await?;
    Ok(redirect(&visit, &format!("/office/drafts/{version}/edit")))
}

pub async fn withdraw(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let (how, into) = (form.fields.text("how")?, form.fields.filled("into")?.unwrap_or_default());
    let context = visit.context(&form.key);
    let reason = only(form.fields, "reason")?;
    let how = match how.as_str() {
        "error" => WithdrawAs::Error,
        "merged" => {
            let mut reader = office.site.store().reader().await?;
            let target = crate::by_index_no(&mut reader, &visit.viewer, &into).await?;
            let target = target.ok_or_else(|| Kind::Refused(vec![format!("没有索引号为“{into}”的信息")]))?;
            WithdrawAs::MergedInto(target.id)
        }
        _ => WithdrawAs::Withdrawn,
    };
    actions::withdraw(office.site.store(), &context, &visit.viewer, PublicationId(id), how, &reason).await?;
    Ok(desk(&visit))
}

pub async fn approve_afterwards(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let context = visit.context(&form.key);
    actions::approve_afterwards(office.site.store(), &context, &visit.viewer, PublicationId(id), "同意")
        .await?;
    Ok(desk(&visit))
}

pub async fn answer_held(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let reason = only(form.fields, "reason")?;
    actions::answer_held(office.site.store(), &context, &visit.viewer, PublicationId(id), &reason).await?;
    Ok(desk(&visit))
}
