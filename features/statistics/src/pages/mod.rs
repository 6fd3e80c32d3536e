//! The pages of statistics and yearly reports in the office.

mod answers;
mod figure;
mod files;
mod forms;
mod list;
mod part;
mod report;
mod steps;
mod view;
mod wait;

use std::sync::Arc;

use axum::extract::FromRef;
use axum::response::Response;
use documents::Intake;
use terms::{AcademicYear, Role};
use web::{Access, Kind, Outcome, Problems, Routes, Site, Visit};

use crate::StatisticsError;
use crate::making::{Look, Making, Ready};
use crate::model::Report;
use crate::render::Contents;
use crate::rules::refusal::Refusal;
use crate::rules::way;

pub use view::{CellView, RecordView, TableView, by_year, crossed, figure_query, grouped, records};

/// What these pages need.
#[derive(Clone)]
pub struct Reports {
    site: Site,
    /// Reads files as they come in.
    intake: Intake,
    making: Making,
}

impl Reports {
    /// The reports of a site.
    pub fn new(site: &Site, intake: &Intake) -> Reports {
        Reports { site: site.clone(), intake: intake.clone(), making: Making::new(site) }
    }
}

impl FromRef<Reports> for Site {
    fn from_ref(reports: &Reports) -> Site {
        reports.site.clone()
    }
}

const READERS: Access = Access::Roles(&[Role::Office, Role::Leader, Role::Supervisor]);
const OFFICE: Access = Access::Roles(&[Role::Office]);
const LEADERS: Access = Access::Roles(&[Role::Leader]);

/// The routes of yearly reports.
pub fn routes() -> Routes<Reports> {
    Routes::new()
        .get("/office/reports", READERS, list::page)
        .post("/office/reports", OFFICE, list::begin)
        .get("/office/reports/{year}", READERS, report::page)
        .get("/office/reports/{year}/figures", READERS, figure::page)
        .get("/office/reports/{year}/files/{format}", READERS, files::file)
        .get("/office/reports/{year}/parts/{part}", OFFICE, part::page)
        .post("/office/reports/{year}/parts/{part}", OFFICE, part::save)
        .get("/office/reports/{year}/answers", OFFICE, answers::page)
        .post("/office/reports/{year}/answers", OFFICE, answers::save)
        .get("/office/reports/{year}/forms/{code}", OFFICE, forms::page)
        .post("/office/reports/{year}/forms/{code}", OFFICE, forms::save)
        .post("/office/reports/{year}/note", OFFICE, steps::note)
        .post("/office/reports/{year}/submit", OFFICE, steps::submit)
        .post("/office/reports/{year}/take-back", OFFICE, steps::take_back)
        .post("/office/reports/{year}/publish", OFFICE, steps::publish)
        .post("/office/reports/{year}/approve", LEADERS, steps::approve)
        .post("/office/reports/{year}/return", LEADERS, steps::return_)
}

/// The year of an address; a wrong one names nothing.
fn year(text: &str) -> Outcome<AcademicYear> {
    Ok(text.parse().map_err(|_| Kind::NotFound)?)
}

/// The report of an address, where it was begun.
async fn begun(reports: &Reports, visit: &Visit, year: AcademicYear) -> Outcome<Report> {
    let mut reader = reports.site.store().reader().await?;
    let report = crate::of_year(&mut reader, visit.school(), year).await?;
    Ok(report.filter(|_| way::may_see(&visit.viewer)).ok_or(Kind::NotFound)?)
}

/// The same with what it says; while that is counted, the page that tells how far it is.
async fn loaded(
    reports: &Reports,
    visit: &Visit,
    year: AcademicYear,
) -> Outcome<Result<Ready<Arc<Contents>>, Response>> {
    let report = begun(reports, visit, year).await?;
    match reports.making.contents(visit, &report).await? {
        Look::Ready(ready) => Ok(Ok(ready)),
        Look::Going(told) => {
            let title = format!("正在数{}", crate::paper::title(year));
            Ok(Err(wait::page(reports, visit, title, told, &visit.path_and_query).await?))
        }
    }
}

/// The same for a form that has to come back, however long it takes.
async fn whole(reports: &Reports, visit: &Visit, year: AcademicYear) -> Outcome<Arc<Contents>> {
    let report = begun(reports, visit, year).await?;
    reports.making.whole_contents(visit, &report).await
}

/// The reasons against a form by the fields that they are about; whatever no field can mend has a page of
/// its own.
fn mendable(error: StatisticsError, field_of: impl Fn(&Refusal) -> String) -> Outcome<Problems> {
    match error {
        StatisticsError::Refused(reasons) if !reasons.iter().any(Refusal::is_final) => {
            Ok(placed(&reasons, field_of))
        }
        other => Err(other.into()),
    }
}

/// Reasons by the fields that they are about.
fn placed(reasons: &[Refusal], field_of: impl Fn(&Refusal) -> String) -> Problems {
    let mut problems = Problems::default();
    reasons.iter().for_each(|reason| problems.push(&field_of(reason), reason));
    problems
}

fn path(year: AcademicYear) -> String {
    format!("/office/reports/{year}")
}
