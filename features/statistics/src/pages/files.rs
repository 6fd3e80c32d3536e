//! The report as a file to take away.

use axum::extract::State;
use axum::response::Response;
use web::{Kind, Outcome, Path, Visit};

use super::Reports;
use crate::render::{Format, file as made};
use crate::rules::way;

pub async fn file(
    State(reports): State<Reports>,
    visit: Visit,
    Path((year, ending)): Path<(String, String)>,
) -> Outcome<Response> {
    let year = super::year(&year)?;
    let format = Format::from_ending(&ending).ok_or(Kind::NotFound)?;
    if !way::may_see(&visit.viewer) {
        return Err(Kind::NotFound.into());
    }
    let mut reader = reports.site.store().reader().await?;
    if crate::of_year(&mut reader, visit.school(), year).await?.is_none() {
        return Err(Kind::NotFound.into());
    }
    let bytes = made(&mut reader, reports.site.files(), visit.school(), year, format, visit.now).await?;
    let name = format!("{}.{ending}", crate::paper::title(year));
    web::download(&name, format.content_type(), bytes, "no-store")
}
