use bytes::Bytes;
use files::Files;
use store::{Context, Store};
use terms::{AcademicYear, Viewer};

use super::{event, read, take_unchanged};
use crate::rules::check::{self, Written};
use crate::rules::way;
use crate::{StatisticsError, store as rows};

/// Hands the report to the leader, and seals the records that its figures count: what is
/// approved is what was read.
pub async fn submit(
    store: &Store,
    files: &Files,
    context: &Context,
    viewer: &Viewer,
    year: AcademicYear,
) -> Result<(), StatisticsError> {
    let (contents, read) = read(store, files, context, viewer, year).await?;
    let mut reasons = Vec::new();
    reasons.extend(way::check_write(viewer, read.state).err().into_iter().flatten());
    let written = Written { outline: contents.outline, texts: &contents.texts, note: &read.note };
    let checked = check::check_submit(&written, &contents.ledger, context.today());
    reasons.extend(checked.err().into_iter().flatten());
    if !reasons.is_empty() {
        return Err(reasons.into());
    }
    let ledger = serde_json::to_vec(&contents.ledger).expect("our own structs are always JSON");
    let hash = files.put(Bytes::from(ledger)).await?;
    let mut tx = store.begin(context).await?;
    let report = take_unchanged(&mut tx, viewer, &read).await?;
    rows::set_submitted(tx.connection(), context, report.id, hash.as_str()).await?;
    tx.append(event("statistics.submitted", &report));
    tx.commit().await?;
    Ok(())
}
