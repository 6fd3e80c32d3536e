use calendar::Calendar;
use cases::{Case, Change, NewStep, Vault};
use clock::{Clock, Event as Tick};
use jiff::civil::Date;
use screening::Gate;
use store::{Context, Event, Store, Tx};
use terms::{CaseId, UnitId, Viewer};

use super::effects::{effect, issue, ticked};
use crate::error::Refusal;
use crate::rules::machine::{self, Step};
use crate::{KIND, RequestError, store as rows};

/// What a step needs besides the records.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The records.
    pub store: &'a Store,
    /// Opens what was written.
    pub vault: &'a Vault,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Looks through what goes out.
    pub gate: &'a Gate,
}

/// What was filled in for a step; each step asks for its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The day it happened; today where nothing was written.
    pub on: Option<Date>,
    /// The last day of a period that is given.
    pub until: Option<Date>,
    /// In words.
    pub words: String,
    /// The text of a letter.
    pub body: String,
    /// A unit.
    pub unit: Option<UnitId>,
    /// Days.
    pub days: Option<u32>,
    /// One of several: a decision, whom to ask, which seal.
    pub choice: String,
    /// By which order of law.
    pub regime: String,
}

/// Takes a step with a request: the table says whether it is possible, the clock whether it is in
/// time; state, letters and one event are written together.
pub async fn take(
    desk: &Desk<'_>,
    context: &Context,
    viewer: &Viewer,
    id: CaseId,
    (step, input): (Step, &Input),
) -> Result<(), RequestError> {
    let mut tx = desk.store.begin(context).await?;
    let case = cases::lock(tx.connection(), viewer.school, KIND, id).await?.ok_or(RequestError::Missing)?;
    if viewer.school != context.school || !machine::may_read(viewer, case.unit) {
        return Err(RequestError::Missing);
    }
    machine::check_role(viewer, step, case.unit)?;
    advance(tx, desk, viewer, case, (step, input)).await
}

/// The same for whoever may: a case whose turn was taken.
pub(super) async fn advance(
    mut tx: Tx,
    desk: &Desk<'_>,
    viewer: &Viewer,
    case: Case,
    (step, input): (Step, &Input),
) -> Result<(), RequestError> {
    let context = tx.context().clone();
    let id = case.id;
    let mut request = rows::opened(tx.connection(), desk.vault, case).await?;
    let state = machine::next(request.state, step)?;
    let on = input.on.unwrap_or(context.today());
    if on > context.today() {
        return Err(Refusal::Future(on).into());
    }
    let mut change = Change { state: state.code().to_owned(), ..Change::none(&request.case) };
    let done = effect(&mut tx, desk, viewer, &mut request, (step, input), &mut change).await?;
    let tick = done.tick.map(|what| Tick { on, what });
    let clock = ticked(&request, desk.calendar, tick.clone())?;
    (change.due_on, change.is_provisional) = due_of(&clock);
    if let Some(letter) = done.letter {
        issue(&mut tx, desk.vault, &request, letter, change.due_on).await?;
    }
    let said = desk.vault.seal(&request.case.place, &done.said)?;
    cases::change(tx.connection(), id, &change).await?;
    let new = NewStep { code: step.code(), clock: tick.as_ref(), said: &said };
    cases::add_step(tx.connection(), &context, id, &new).await?;
    tx.append(Event::new("requests.moved", id.0).with(serde_json::json!({ "step": step.code() })));
    Ok(tx.commit().await?)
}

/// When a request is due by its clock, and whether that is provisional.
pub(super) fn due_of(clock: &Clock) -> (Option<Date>, bool) {
    (clock.due.map(|due| due.on), clock.due.is_some_and(|due| due.provisional))
}
