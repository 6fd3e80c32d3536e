use cases::{Change, NewStep};
use clock::{Event as Tick, What};
use store::{Context, Event};
use terms::{CaseId, SchoolId};

use super::take::{Desk, due_of};
use crate::model::Said;
use crate::rules::machine::OPEN;
use crate::{KIND, RequestError, store as rows};

/// What a deadline that moved with the calendar is called in the records.
pub const RECOUNTED: &str = "recounted";

/// Requests that are counted anew at once.
const PORTION: i64 = 200;

/// Counts the deadlines of a school's open requests by the calendar of now: when the notice of a
/// year has come they move, and the move is on record. Answers how many moved.
pub async fn recount(desk: &Desk<'_>, context: &Context) -> Result<usize, RequestError> {
    let filter = cases::Filter {
        states: OPEN.iter().copied().map(crate::rules::machine::State::code).collect(),
        units: None,
    };
    let mut ids: Vec<CaseId> = Vec::new();
    loop {
        let skip = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        let mut reader = desk.store.reader().await?;
        let some = cases::list(&mut reader, context.school, KIND, &filter, (skip, PORTION)).await?;
        ids.extend(some.iter().map(|case| case.id));
        if (some.len() as i64) < PORTION {
            break;
        }
    }
    let mut moved = 0;
    for id in ids {
        moved += usize::from(recount_one(desk, context, context.school, id).await?);
    }
    Ok(moved)
}

async fn recount_one(
    desk: &Desk<'_>,
    context: &Context,
    school: SchoolId,
    id: CaseId,
) -> Result<bool, RequestError> {
    let mut reader = desk.store.reader().await?;
    let Some(case) = cases::find(&mut reader, school, KIND, id).await? else { return Ok(false) };
    let request = rows::opened(&mut reader, desk.vault, case).await?;
    drop(reader);
    let clock = cases::clock_of(&request.regime, &request.steps, desk.calendar)?;
    let (due_on, is_provisional) = due_of(&clock);
    let (Some(was), Some(now)) = (request.case.due_on, due_on) else { return Ok(false) };
    if was == now && is_provisional == request.case.is_provisional {
        return Ok(false);
    }
    let mut tx = desk.store.begin(context).await?;
    let locked = cases::lock(tx.connection(), school, KIND, id).await?;
    if locked.is_none_or(|case| case.due_on != Some(was) || case.state != request.case.state) {
        // Somebody was at it meanwhile, and has counted it.
        return Ok(false);
    }
    let change = Change { due_on, is_provisional, ..Change::none(&request.case) };
    cases::change(tx.connection(), id, &change).await?;
    let what = What::CalendarChanged { calendar: clock.calendar_version(), was, now };
    let tick = (was != now).then_some(Tick { on: context.today(), what });
    let words = format!("期限从{was}改为{now}");
    let said = desk.vault.seal(&request.case.place, &Said { words, number: 0 })?;
    let step = NewStep { code: RECOUNTED, clock: tick.as_ref(), said: &said };
    cases::add_step(tx.connection(), context, id, &step).await?;
    tx.append(Event::new("requests.recounted", id.0));
    tx.commit().await?;
    Ok(true)
}
