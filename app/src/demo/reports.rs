//! The demo's yearly reports: written, approved and published by the actions that people use.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use publishing::actions as publishing_actions;
use serde::Deserialize;
use statistics::StatisticsError;
use statistics::actions;
use statistics::rules::form::{self, Form, Table};
use statistics::rules::ledger::Answer;
use store::Context;
use terms::{AcademicYear, Role, Viewer};

use super::content::file;
use super::fill::{DemoError, Filling};
use super::way::{Until, review_and_release};

#[derive(Deserialize)]
struct File {
    reports: Vec<ReportRow>,
}

#[derive(Deserialize)]
struct ReportRow {
    year: i16,
    outline: String,
    begun: String,
    submitted: Option<String>,
    approved: Option<String>,
    released: Option<String>,
    note: String,
    answers: BTreeMap<String, Answer>,
    forms: BTreeMap<String, FormRow>,
    parts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct FormRow {
    source: String,
    rows: BTreeMap<String, Vec<i64>>,
}

/// All of them, each as far as its days have come.
pub async fn report(filling: &Filling<'_>, now: Timestamp) -> Result<(), DemoError> {
    let data: File = file("reports.toml");
    for row in &data.reports {
        let told = |error| DemoError::Report(row.year, Box::new(error));
        one(filling, row).await.map_err(told)?;
        // A report counts the report before it.
        crate::timetable::follow(filling.house, now).await?;
    }
    Ok(())
}

/// A day in the autumn after a row's year; the running year's report was begun in its own.
/// `None` where nothing is said, or it lies in the future.
fn day(filling: &Filling<'_>, row: &ReportRow, md: Option<&String>) -> Option<Date> {
    let autumn = (row.year + 1).min(0);
    filling.days.of_year(autumn, md?).filter(|day| *day < filling.days.today)
}

async fn one(filling: &Filling<'_>, row: &ReportRow) -> Result<(), StatisticsError> {
    let (store, files) = (filling.store(), &filling.house.files);
    let office = who(filling, |viewer| viewer.has(Role::Office) && viewer.has(Role::Liaison))?;
    let leader = who(filling, |viewer| viewer.has(Role::Leader))?;
    let Some(year) = filling.days.of_year(row.year, "09-01").map(AcademicYear::of) else { return Ok(()) };
    let day = |md: Option<&String>| day(filling, row, md);
    let at = |day: Date, viewer: &Viewer| {
        Context::of(viewer, terms::instant_of(day.to_datetime(Time::constant(10, 0, 0, 0))))
    };
    let Some(begun) = day(Some(&row.begun)) else { return Ok(()) };
    write(filling, office, &at(begun, office), year, row).await?;
    let Some(submitted) = day(row.submitted.as_ref()) else { return Ok(()) };
    actions::submit(store, files, &at(submitted, office), office, year).await?;
    let Some(approved) = day(row.approved.as_ref()) else { return Ok(()) };
    actions::approve(store, files, &at(approved, leader), leader, year).await?;
    let Some(released) = day(row.released.as_ref()) else { return Ok(()) };
    let version =
        actions::publish(store, files, &filling.house.intake, &at(approved, office), office, year).await?;
    publishing_actions::submit(store, &filling.house.screen, &at(approved, office), office, version, None)
        .await?;
    let unit = office.units_of(Role::Liaison).first().copied().ok_or(StatisticsError::Missing)?;
    if let Some(head) = filling.with_role(Role::UnitHead, unit, office.person_id()) {
        publishing_actions::pass_unit(store, &at(approved, head), head, version, "").await?;
    }
    let until = Until { state: "released", publish_in_wd: None };
    let at = terms::instant_of(released.to_datetime(Time::constant(10, 0, 0, 0)));
    Ok(review_and_release(filling, office, version, &until, at).await?)
}

fn who<'a>(
    filling: &'a Filling<'_>,
    is_meant: impl Fn(&Viewer) -> bool,
) -> Result<&'a Viewer, StatisticsError> {
    filling.viewers.iter().find(|viewer| is_meant(viewer)).ok_or(StatisticsError::Missing)
}

async fn write(
    filling: &Filling<'_>,
    office: &Viewer,
    context: &Context,
    year: AcademicYear,
    row: &ReportRow,
) -> Result<(), StatisticsError> {
    let store = filling.store();
    actions::begin_report(store, context, office, year, &row.outline).await?;
    for (part, text) in &row.parts {
        let number = part.parse().map_err(|_| StatisticsError::Missing)?;
        actions::save_part(store, context, office, year, number, text.trim(), 0).await?;
    }
    actions::answer(store, context, office, year, &row.answers).await?;
    for (code, filled) in &row.forms {
        let form = form::by_code(code).ok_or(StatisticsError::Missing)?;
        let table = Some(table(form, filled));
        actions::fill_form(store, context, office, year, form, table, &filled.source).await?;
    }
    if !row.note.is_empty() {
        actions::note(store, context, office, year, &row.note).await?;
    }
    Ok(())
}

fn table(form: &Form, filled: &FormRow) -> Table {
    let mut table = form.empty();
    for (code, values) in &filled.rows {
        if let Some(row) = form.row(code) {
            table[row].clone_from(values);
        }
    }
    table
}
