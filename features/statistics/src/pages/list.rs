//! The reports of all years, and a form to begin one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::AcademicYear;
use web::{Form, Kind, OfficeShell, Outcome, Page, Problems, Visit, done, format};

use super::{Reports, path};
use crate::actions::begin_report;
use crate::model::Report;
use crate::rules::refusal::Refusal;
use crate::rules::{outline, way};
use crate::store as rows;

#[derive(Template)]
#[template(path = "statistics/list.html")]
struct ListPage {
    shell: OfficeShell,
    reports: Vec<Row>,
    years: Vec<(String, String, bool)>,
    outlines: Vec<(&'static str, &'static str, bool)>,
    may_write: bool,
    problems: Problems,
}

struct Row {
    path: String,
    title: String,
    state: &'static str,
    mark: &'static str,
    about: String,
}

/// How many years back a report may be begun from the page.
const YEARS: usize = 6;

pub async fn page(State(reports): State<Reports>, visit: Visit) -> Outcome<Page> {
    show(&reports, &visit, None, Problems::default()).await
}

/// The list, with the year and the outline that were chosen where beginning was refused.
async fn show(
    reports: &Reports,
    visit: &Visit,
    chosen: Option<(AcademicYear, &str)>,
    problems: Problems,
) -> Outcome<Page> {
    if !way::may_see(&visit.viewer) {
        return Err(Kind::NotFound.into());
    }
    let mut reader = reports.site.store().reader().await?;
    let all = rows::list(&mut reader, visit.school()).await?;
    let this = AcademicYear::of(visit.today());
    let begun = |year: AcademicYear| all.iter().any(|report| report.year == year);
    let years = std::iter::successors(Some(this), |year| Some(year.previous())).take(YEARS);
    let usual = outline::usual(this.previous());
    let (year_chosen, outline_chosen) = chosen.unwrap_or((this.previous(), usual.code.as_str()));
    let page = ListPage {
        reports: all.iter().map(|report| row(report, visit)).collect(),
        years: years
            .filter(|year| !begun(*year))
            .map(|year| (year.to_string(), year.label(), year == year_chosen))
            .collect(),
        outlines: outline::outlines()
            .iter()
            .map(|one| (one.code.as_str(), one.name.as_str(), one.code == outline_chosen))
            .collect(),
        may_write: way::may_write(&visit.viewer),
        problems,
        shell: schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?,
    };
    Page::render(&page, visit)
}

fn row(report: &Report, visit: &Visit) -> Row {
    let at =
        |at: Option<jiff::Timestamp>| at.map(|at| format::instant(at, visit.today())).unwrap_or_default();
    let (mark, about) = match report.state {
        way::State::Drafting if !report.opinion.is_empty() => ("stop", format!("退回：{}", report.opinion)),
        way::State::Drafting => ("waiting", format!("提纲：{}", report.outline.name)),
        way::State::Submitted => ("near", format!("{}送批", at(report.submitted_at))),
        way::State::Frozen => ("done", format!("{}批准", at(report.frozen_at))),
    };
    Row {
        path: path(report.year),
        title: crate::paper::title(report.year),
        state: report.state.name(),
        mark,
        about,
    }
}

fn field_of(reason: &Refusal) -> String {
    let field = if *reason == Refusal::NoSuchOutline { "outline" } else { "year" };
    field.to_owned()
}

pub async fn begin(State(reports): State<Reports>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let year = form.fields.text("year")?;
    let outline = form.fields.text("outline")?;
    form.fields.end()?;
    let year: AcademicYear =
        year.parse().map_err(|e: terms::NotAnAcademicYear| Kind::BadRequest(e.to_string()))?;
    let (store, context) = (reports.site.store(), visit.context(&form.key));
    if let Err(error) = begin_report(store, &context, &visit.viewer, year, &outline).await {
        let problems = super::mendable(error, field_of)?;
        return Ok(show(&reports, &visit, Some((year, outline.as_str())), problems).await?.refused());
    }
    Ok(done(&visit, &path(year), "年报已经开始，数字按记录数好了。逐部分写、逐处核对。"))
}
