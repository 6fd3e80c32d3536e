use store::{Context, Event, Store};
use terms::{EditionId, UnitId};

use super::{present_units, save_known, take};
use crate::CatalogueError;
use crate::rules::EntryNo;

/// Assigns who leads an entry (牵头单位) and who co-operates (协办单位).
pub async fn assign_unit(
    store: &Store,
    context: &Context,
    edition: EditionId,
    no: EntryNo,
    lead: Option<UnitId>,
    co_units: &[UnitId],
) -> Result<(), CatalogueError> {
    let mut tx = store.begin(context).await?;
    let edition = take(&mut tx, context, edition).await?;
    let units = present_units(&mut tx, context).await?;
    let entry = edition.assign(no, lead, co_units, &units, context.today())?;
    let id = save_known(&mut tx, &edition, &entry).await?;
    let co_units: Vec<i64> = co_units.iter().map(|unit| unit.0).collect();
    tx.append(
        Event::new("catalogue.unit_assigned", id.0)
            .with(serde_json::json!({ "lead": lead.map(|unit| unit.0), "co_units": co_units })),
    );
    tx.commit().await?;
    Ok(())
}
