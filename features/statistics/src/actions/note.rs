use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, take};
use crate::rules::refusal::Refusal;
use crate::rules::{check, way};
use crate::{StatisticsError, store as rows};

/// Writes down what the writer says to the warnings.
pub async fn note(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
    note: &str,
) -> Result<(), StatisticsError> {
    let mut tx = store.begin(context).await?;
    let report = take(&mut tx, viewer, year).await?;
    way::check_write(viewer, report.state)?;
    if note.chars().count() > check::LONGEST_NOTE {
        return Err(Refusal::NoteTooLong(check::LONGEST_NOTE).into());
    }
    rows::set_note(tx.connection(), report.id, note).await?;
    tx.append(event("statistics.noted", &report));
    tx.commit().await?;
    Ok(())
}
