use store::{Context, Event, Failure, Store};
use terms::{AcademicYear, ReportId, Viewer};

use crate::rules::refusal::Refusal;
use crate::rules::{outline, way};
use crate::{StatisticsError, store as rows};

/// Begins the report of a year with the words of an outline.
pub async fn begin_report(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
    outline: &str,
) -> Result<ReportId, StatisticsError> {
    if !way::may_see(viewer) {
        return Err(StatisticsError::Missing);
    }
    let outline = way::check_begin(viewer, outline::by_code(outline), year, context.today())?;
    let mut tx = store.begin(context).await?;
    let id =
        rows::insert(tx.connection(), context, year, outline).await.map_err(|failure| match failure {
            Failure::Duplicate(_) => Refusal::Begun(year.label()).into(),
            other => StatisticsError::Store(other),
        })?;
    tx.append(
        Event::new("statistics.begun", id.0)
            .with(serde_json::json!({ "year": year.to_string(), "outline": outline.code })),
    );
    tx.commit().await?;
    Ok(id)
}
