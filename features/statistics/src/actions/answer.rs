use std::collections::BTreeMap;

use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, take};
use crate::rules::ledger::Answer;
use crate::rules::{question, way};
use crate::{StatisticsError, store as rows};

/// Writes down the figures that no record tells, each with its source.
pub async fn answer(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
    typed: &BTreeMap<String, Answer>,
) -> Result<(), StatisticsError> {
    let mut tx = store.begin(context).await?;
    let report = take(&mut tx, viewer, year).await?;
    way::check_write(viewer, report.state)?;
    let answers = question::check(typed)?;
    let codes: Vec<&str> = question::questions().iter().map(|question| question.code.as_str()).collect();
    rows::replace_answers(tx.connection(), context, report.id, &codes, &answers).await?;
    tx.append(event("statistics.answered", &report));
    tx.commit().await?;
    Ok(())
}
