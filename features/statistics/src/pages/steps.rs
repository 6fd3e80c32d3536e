//! The steps of a report's way, from the buttons of its page.

use axum::extract::State;
use axum::response::Response;
use web::{Form, Outcome, Path, Visit, redirect};

use super::{Reports, path, year};
use crate::actions;

pub async fn note(
    State(reports): State<Reports>,
    visit: Visit,
    Path(address): Path<String>,
    mut form: Form,
) -> Outcome<Response> {
    let year = year(&address)?;
    let note = form.fields.text("note")?;
    form.fields.end()?;
    actions::note(reports.site.store(), &visit.context(&form.key), &visit.viewer, year, &note).await?;
    Ok(redirect(&visit, &path(year)))
}

pub async fn submit(
    State(reports): State<Reports>,
    visit: Visit,
    Path(address): Path<String>,
    form: Form,
) -> Outcome<Response> {
    let year = year(&address)?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    actions::submit(reports.site.store(), reports.site.files(), &context, &visit.viewer, year).await?;
    Ok(redirect(&visit, &path(year)))
}

pub async fn take_back(
    State(reports): State<Reports>,
    visit: Visit,
    Path(address): Path<String>,
    form: Form,
) -> Outcome<Response> {
    let year = year(&address)?;
    form.fields.end()?;
    actions::take_back(reports.site.store(), &visit.context(&form.key), &visit.viewer, year).await?;
    Ok(redirect(&visit, &path(year)))
}

pub async fn approve(
    State(reports): State<Reports>,
    visit: Visit,
    Path(address): Path<String>,
    form: Form,
) -> Outcome<Response> {
    let year = year(&address)?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    actions::approve(reports.site.store(), reports.site.files(), &context, &visit.viewer, year).await?;
    Ok(redirect(&visit, &path(year)))
}

pub async fn return_(
    State(reports): State<Reports>,
    visit: Visit,
    Path(address): Path<String>,
    mut form: Form,
) -> Outcome<Response> {
    let year = year(&address)?;
    let opinion = form.fields.text("opinion")?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    actions::return_report(reports.site.store(), &context, &visit.viewer, year, &opinion).await?;
    Ok(redirect(&visit, &path(year)))
}

/// To the draft: from here it goes its way as every publication does.
pub async fn publish(
    State(reports): State<Reports>,
    visit: Visit,
    Path(address): Path<String>,
    form: Form,
) -> Outcome<Response> {
    let year = year(&address)?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    let (site, intake) = (&reports.site, &reports.intake);
    let version = actions::publish(site.store(), site.files(), intake, &context, &visit.viewer, year).await?;
    Ok(redirect(&visit, &format!("/office/drafts/{version}")))
}
