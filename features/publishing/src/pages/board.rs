//! The catalogue board: the whole year in one look.

use askama::Template;
use axum::extract::State;
use catalogue::EntryView;
use catalogue::rules::CoverageState;
use jiff::civil::Date;
use web::{Kind, OfficeShell, Outcome, Page, Visit, format};

use super::Office;

#[derive(Template)]
#[template(path = "publishing/board.html")]
struct BoardPage {
    shell: OfficeShell,
    year: String,
    summary: String,
    squares: Vec<(String, &'static str, &'static str)>,
    rows: Vec<Row>,
}

struct Row {
    number: String,
    name: String,
    unit: String,
    rule: String,
    count: String,
    changed: String,
    due: String,
    state: &'static str,
    mark: &'static str,
}

/// The word and the shape of an entry's standing.
pub fn mark(view: &EntryView, today: Date) -> (&'static str, &'static str) {
    match view.coverage.state {
        _ if view.coverage.is_overdue(today) => ("逾期", "late"),
        CoverageState::Covered => ("已公开", "done"),
        CoverageState::Stale => ("该更新", "near"),
        CoverageState::Missing => ("缺", "missing"),
        CoverageState::Nil => ("本学年无", "nil"),
        CoverageState::NotApplicable => ("不适用", "na"),
        CoverageState::AtDiscretion => ("按安排公开", "waiting"),
    }
}

pub async fn page(State(office): State<Office>, visit: Visit) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let today = visit.today();
    let edition = catalogue::edition_on(c, &visit.viewer, None, today).await?.ok_or(Kind::NotFound)?;
    let board = catalogue::board(c, &visit.viewer, edition, today).await?;
    let units = schools::units(c, visit.school()).await?;
    let totals = board.totals();
    let row = |view: &EntryView| {
        let (state, shape) = mark(view, today);
        let unit = units.iter().find(|unit| Some(unit.id) == view.entry.lead_unit);
        Row {
            number: view.entry.no.to_string(),
            name: view.entry.shown_name().to_owned(),
            unit: unit.map(|unit| unit.short_name().to_owned()).unwrap_or_default(),
            rule: view.entry.due.iter().map(|rule| rule.sentence()).collect::<Vec<_>>().join("；"),
            count: format::count(view.publications),
            changed: view.last_change.map(|day| day.to_string()).unwrap_or_default(),
            due: view.coverage.due_on.map(|day| day.to_string()).unwrap_or_default(),
            state,
            mark: shape,
        }
    };
    let page = BoardPage {
        year: board.edition.year.label(),
        summary: format!(
            "{}项，适用{}项：已公开{}，该更新{}，缺{}，本学年无{}",
            totals.entries, totals.applicable, totals.covered, totals.stale, totals.missing, totals.nil
        ),
        squares: board
            .entries
            .iter()
            .filter(|view| view.entry.no.part == 0)
            .map(|view| {
                let (state, shape) = mark(view, today);
                (view.entry.no.to_string(), state, shape)
            })
            .collect(),
        rows: board.entries.iter().map(row).collect(),
        shell: schools::shell::office_shell(c, &office.site, &visit, "/office/catalogue").await?,
    };
    Page::render(&page, &visit)
}
