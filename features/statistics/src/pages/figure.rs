//! The records behind a figure.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Kind, OfficeShell, Outcome, Page, Path, Query, Visit, format};

use super::view::{RecordView, TableView};
use super::{Reports, figure_query, grouped, loaded, path, records};
use crate::rules::figure::{Group, Key, Measure};
use crate::rules::source::Source;
use crate::rules::text::Shown;

#[derive(Template)]
#[template(path = "statistics/figure.html")]
struct FigurePage {
    shell: OfficeShell,
    path: String,
    report: String,
    words: String,
    count: String,
    unit: &'static str,
    definition: &'static str,
    is_sealed: bool,
    by_unit: Option<TableView>,
    records: Vec<RecordView>,
}

/// Which figure.
#[derive(Deserialize)]
pub struct Name {
    name: Option<String>,
}

pub async fn page(
    State(reports): State<Reports>,
    visit: Visit,
    Path(year): Path<String>,
    Query(Name { name }): Query<Name>,
) -> Outcome<Response> {
    let year = super::year(&year)?;
    let key = name.as_deref().and_then(Key::parse).ok_or(Kind::NotFound)?;
    let contents = match loaded(&reports, &visit, year).await? {
        Ok(ready) => ready.made,
        Err(progress) => return Ok(progress),
    };
    let lines = contents.ledger.lines(&key);
    let open = |key: &Key| format!("{}/figures?{}", path(year), figure_query(key));
    let by_unit = (key.group == Group::All && key.measure != Measure::Releases)
        .then(|| grouped(Shown::Units, &contents.ledger, &open));
    let mut reader = reports.site.store().reader().await?;
    let page = FigurePage {
        path: path(year),
        report: crate::paper::title(year),
        words: key.words(),
        count: format::count(contents.ledger.count(&key)),
        unit: key.measure.unit(),
        definition: key.measure.definition(),
        is_sealed: contents.report.as_ref().is_some_and(|report| report.ledger.is_some()),
        by_unit,
        records: records(&lines, visit.today()),
        shell: schools::shell::office_shell(&mut reader, &reports.site, &visit, "/office/reports").await?,
    };
    Ok(Page::render(&page, &visit)?.into_response())
}
