use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, take};
use crate::rules::{check, way};
use crate::{StatisticsError, gather, store as rows};

/// Saves the text of a part.
///
/// # Errors
/// [`StatisticsError::Overtaken`] where somebody saved it since `edits` was read; nothing is lost.
pub async fn save_part(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
    part: usize,
    text: &str,
    edits: i64,
) -> Result<(), StatisticsError> {
    if !way::may_see(viewer) {
        return Err(StatisticsError::Missing);
    }
    // Only names are checked here, so the records may move on meanwhile.
    let ledger = gather::for_report(&mut *store.reader().await?, context.school, year).await?;
    let mut tx = store.begin(context).await?;
    let report = take(&mut tx, viewer, year).await?;
    if part == 0 || part > report.outline.parts.len() {
        return Err(StatisticsError::Missing);
    }
    way::check_write(viewer, report.state)?;
    check::check_part(part, text, &ledger)?;
    let number = i64::try_from(part).unwrap_or(i64::MAX);
    if !rows::save_text(tx.connection(), context, report.id, number, text, edits).await? {
        return Err(StatisticsError::Overtaken);
    }
    tx.append(event("statistics.part_saved", &report));
    tx.commit().await?;
    Ok(())
}
