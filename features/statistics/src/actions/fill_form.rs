use std::collections::BTreeMap;

use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, take};
use crate::rules::form::{Form, Table};
use crate::rules::ledger::Answer;
use crate::rules::refusal::Refusal;
use crate::rules::{question, way};
use crate::{StatisticsError, store as rows};

/// Fills in a form as a whole; without a table, takes it back.
pub async fn fill_form(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
    form: &'static Form,
    table: Option<Table>,
    source: &str,
) -> Result<(), StatisticsError> {
    let mut tx = store.begin(context).await?;
    let report = take(&mut tx, viewer, year).await?;
    way::check_write(viewer, report.state)?;
    let answers = match table {
        Some(table) => BTreeMap::from([(form.code.clone(), checked(form, table, source)?)]),
        None => BTreeMap::new(),
    };
    rows::replace_answers(tx.connection(), context, report.id, &[&form.code], &answers).await?;
    tx.append(event("statistics.form_filled", &report));
    tx.commit().await?;
    Ok(())
}

/// Every reason at once: numbers and source.
fn checked(form: &'static Form, table: Table, source: &str) -> Result<Answer, Vec<Refusal>> {
    let source = source.trim();
    let mut reasons = Vec::new();
    let table = form.check(table).map_err(|refused| reasons.extend(refused)).ok();
    reasons.extend(question::check_source(&form.code, source));
    match table {
        Some(table) if reasons.is_empty() => {
            let value = serde_json::to_string(&table).expect("numbers are always JSON");
            Ok(Answer { value, source: source.to_owned() })
        }
        _ => Err(reasons),
    }
}
