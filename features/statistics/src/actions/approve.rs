use files::Files;
use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, read, take_unchanged};
use crate::render::freeze;
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
    let (contents, read) = read(store, files, context, viewer, year).await?;
    // Before type is set, which takes its time.
    way::check_approve(viewer, read.state, read.submitted_by)?;
    let frozen = freeze(files, contents, context.now).await?;
    let mut tx = store.begin(context).await?;
    let report = take_unchanged(&mut tx, viewer, &read).await?;
    rows::set_frozen(tx.connection(), context, report.id, &frozen).await?;
    tx.append(event("statistics.frozen", &report));
    tx.commit().await?;
    Ok(())
}
