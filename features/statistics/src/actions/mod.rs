//! What can be done with a yearly report, one verb a file.

mod answer;
mod approve;
mod begin_report;
mod fill_form;
mod note;
mod publish;
mod return_report;
mod save_part;
mod submit;
mod take_back;

use files::Files;
use store::{Context, Event, Store, Tx};
use terms::{AcademicYear, Viewer};

use crate::model::Report;
use crate::render::{Contents, contents};
use crate::rules::way;
use crate::{StatisticsError, store as rows};

pub use answer::answer;
pub use approve::approve;
pub use begin_report::begin_report;
pub use fill_form::fill_form;
pub use note::note;
pub use publish::publish;
pub use return_report::return_report;
pub use save_part::save_part;
pub use submit::submit;
pub use take_back::take_back;

/// What a report says, before its turn is taken. Whoever may not see it finds nothing.
async fn read(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
) -> Result<(Contents, Report), StatisticsError> {
    if !way::may_see(viewer) {
        return Err(StatisticsError::Missing);
    }
    let contents = contents(&mut *store.reader().await?, files, context.school, year).await?;
    let report = contents.report.clone().ok_or(StatisticsError::Missing)?;
    Ok((contents, report))
}

/// Takes the report's turn and loads it. Whoever may not see it finds nothing.
async fn take(tx: &mut Tx, viewer: &Viewer, year: AcademicYear) -> Result<Report, StatisticsError> {
    let school = tx.context().school;
    if !way::may_see(viewer) || !rows::lock(tx.connection(), school, year).await? {
        return Err(StatisticsError::Missing);
    }
    rows::of_year(tx.connection(), school, year).await?.ok_or(StatisticsError::Missing)
}

/// Takes the report's turn, where nobody changed it since it was read.
async fn take_unchanged(tx: &mut Tx, viewer: &Viewer, read: &Report) -> Result<Report, StatisticsError> {
    let report = take(tx, viewer, read.year).await?;
    if report.version == read.version + 1 { Ok(report) } else { Err(StatisticsError::Overtaken) }
}

/// An event about a report; its year is no secret.
fn event(name: &'static str, report: &Report) -> Event {
    Event::new(name, report.id.0).with(serde_json::json!({ "year": report.year.to_string() }))
}
