use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, take};
use crate::rules::way;
use crate::{StatisticsError, store as rows};

/// The office takes the report back from the leader.
pub async fn take_back(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
) -> Result<(), StatisticsError> {
    let mut tx = store.begin(context).await?;
    let report = take(&mut tx, viewer, year).await?;
    way::check_take_back(viewer, report.state)?;
    rows::set_drafting(tx.connection(), report.id, "").await?;
    tx.append(event("statistics.taken_back", &report));
    tx.commit().await?;
    Ok(())
}
