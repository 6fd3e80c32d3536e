use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, take};
use crate::rules::{check, refusal::Refusal, way};
use crate::{StatisticsError, store as rows};

/// The leader returns the report with an opinion.
pub async fn return_report(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
    opinion: &str,
) -> Result<(), StatisticsError> {
    let mut tx = store.begin(context).await?;
    let report = take(&mut tx, viewer, year).await?;
    let mut reasons = Vec::new();
    let checked = way::check_approve(viewer, report.state, report.submitted_by);
    reasons.extend(checked.err().into_iter().flatten());
    let opinion = opinion.trim();
    match opinion.chars().count() {
        0 => reasons.push(Refusal::OpinionMissing),
        length if length > check::LONGEST_NOTE => reasons.push(Refusal::NoteTooLong(check::LONGEST_NOTE)),
        _ => {}
    }
    if !reasons.is_empty() {
        return Err(reasons.into());
    }
    rows::set_drafting(tx.connection(), report.id, opinion).await?;
    tx.append(event("statistics.returned", &report));
    tx.commit().await?;
    Ok(())
}
