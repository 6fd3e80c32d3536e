use files::Files;
use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, take_unchanged};
use crate::render::{contents, freeze};
use crate::rules::way;
use crate::{StatisticsError, store as rows};

/// The leader approves the report: text, figures and records are frozen, and its files kept
/// as bytes.
pub async fn approve(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
) -> Result<(), StatisticsError> {
    if !way::may_see(viewer) {
        return Err(StatisticsError::Missing);
    }
    let contents = contents(&mut *store.reader().await?, files, context.school, year).await?;
    let read = contents.report.as_ref().ok_or(StatisticsError::Missing)?;
    // Before type is set, which takes its time.
    way::check_approve(viewer, read.state, read.submitted_by)?;
    let frozen = freeze(files, &contents, context.now).await?;
    let mut tx = store.begin(context).await?;
    let report = take_unchanged(&mut tx, viewer, read).await?;
    rows::set_frozen(tx.connection(), context, report.id, &frozen).await?;
    tx.append(event("statistics.frozen", &report));
    tx.commit().await?;
    Ok(())
}
