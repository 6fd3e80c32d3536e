//! The pages of statistics and yearly reports in the office.

mod answers;
mod figure;
mod files;
mod list;
mod part;
mod report;
mod steps;
mod view;

use axum::extract::FromRef;
use documents::Intake;
use terms::{AcademicYear, Role};
use web::{Access, Kind, Outcome, Routes, Site, Visit};

use crate::render::{Contents, contents};
use crate::rules::way;

pub use view::{CellView, RecordView, TableView, by_year, crossed, figure_query, grouped, records};

/// What these pages need.
#[derive(Clone)]
pub struct Reports {
    /// The site.
    pub site: Site,
    /// Reads files as they come in.
    pub intake: Intake,
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
        .get("/office/reports/{year}/forms/{code}", OFFICE, answers::form_page)
        .post("/office/reports/{year}/forms/{code}", OFFICE, answers::save_form)
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

/// The report of an address with what it says, where it was begun.
async fn loaded(reports: &Reports, visit: &Visit, year: AcademicYear) -> Outcome<Contents> {
    if !way::may_see(&visit.viewer) {
        return Err(Kind::NotFound.into());
    }
    let site = &reports.site;
    let contents = contents(&mut *site.store().reader().await?, site.files(), visit.school(), year).await?;
    if contents.report.is_none() { Err(Kind::NotFound.into()) } else { Ok(contents) }
}

fn path(year: AcademicYear) -> String {
    format!("/office/reports/{year}")
}
