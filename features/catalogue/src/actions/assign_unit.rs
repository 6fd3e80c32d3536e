use store::{Context, Event, Store};
use terms::{EditionId, UnitId};

use super::{check_seen, present_units, save_known, take};
use crate::CatalogueError;
use crate::rules::EntryNo;

/// Who leads an entry (牵头单位) and who co-operates (协办单位).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// 牵头单位
    pub lead: Option<UnitId>,
    /// 协办单位
    pub co_units: Vec<UnitId>,
}

/// Assigns an entry's units. `seen` is as for [`super::amend_entry`].
///
/// # Errors
/// [`CatalogueError::Overtaken`] where somebody changed the entry since.
pub async fn assign_unit(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    seen: Option<i64>,
    to: &Units,
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    check_seen(&mut tx, &edition, no, seen).await?;
    let units = present_units(&mut tx, context).await?;
    let entry = edition.assign(no, to.lead, &to.co_units, &units, context.today())?;
    let id = save_known(&mut tx, &edition, &entry).await?;
    let co_units: Vec<i64> = to.co_units.iter().map(|unit| unit.0).collect();
    tx.append(
        Event::new("catalogue.unit_assigned", id.0)
            .with(serde_json::json!({ "lead": to.lead.map(|unit| unit.0), "co_units": co_units })),
    );
    tx.commit().await?;
    Ok(())
}
