use calendar::Calendar;
use cases::{Change, NewStep, Opened, Vault};
use clock::{Event as Tick, Ground, What};
use store::{Context, Event, Store};

use super::take::due_of;
use crate::model::{Request, Said};
use crate::rules::decision::Decision;
use crate::rules::machine::{self, Step};
use crate::{KIND, RequestError, store as rows};

/// Opens a request for its applicant, who has the number and the code, and no account.
///
/// # Errors
/// `Missing` where they do not fit; `TooMany` after ten wrong codes of one number in an hour.
pub async fn follow(
    store: &Store,
    vault: &Vault,
    context: &Context,
    number: &str,
    code: &str,
) -> Result<Request, RequestError> {
    // Counting wrong codes is no act of anybody's: it leaves no event.
    let mut tx = store.tidy(context).await?;
    let request = opened(&mut tx, vault, context, number, code).await;
    tx.commit().await?;
    request
}

async fn opened(
    tx: &mut store::Tx,
    vault: &Vault,
    context: &Context,
    number: &str,
    code: &str,
) -> Result<Request, RequestError> {
    let number = number.trim().to_uppercase();
    let code = cases::plain(code);
    let key = (KIND, number.as_str(), code.as_str());
    match cases::open_with_code(tx.connection(), vault, context.school, key, context.now).await? {
        Opened::Case(case) => Ok(rows::opened(tx.connection(), vault, *case).await?),
        Opened::Wrong => Err(RequestError::Missing),
        Opened::TooMany => Err(RequestError::TooMany),
    }
}

/// The applicant takes the request back.
pub async fn withdraw(
    store: &Store,
    vault: &Vault,
    context: &Context,
    number: &str,
    code: &str,
) -> Result<(), RequestError> {
    let request = follow(store, vault, context, number, code).await?;
    let mut tx = store.begin(context).await?;
    let case = cases::lock(tx.connection(), context.school, KIND, request.case.id).await?;
    let request = rows::opened(tx.connection(), vault, case.ok_or(RequestError::Missing)?).await?;
    let state = machine::next(request.state, Step::Withdraw)?;
    let tick = Tick { on: context.today(), what: What::Closed { ground: Ground::Withdrawn } };
    let change = Change {
        state: state.code().to_owned(),
        outcome: Some(Decision::Other.code().to_owned()),
        closed_on: Some(context.today()),
        ..Change::none(&request.case)
    };
    let said = vault.seal(&request.case.place, &Said { words: "申请人自己撤回".into(), number: 0 })?;
    write(tx, context, &request, Step::Withdraw, &tick, &change, &said).await
}

/// What the applicant adds when asked to make it clear.
#[derive(Clone, Copy, Debug)]
pub struct Correction<'a> {
    /// The number.
    pub number: &'a str,
    /// The code.
    pub code: &'a str,
    /// In the applicant's words.
    pub words: &'a str,
}

/// The applicant makes a request clear that was asked to be (补正); the clock starts anew.
pub async fn correct(
    store: &Store,
    vault: &Vault,
    calendar: &Calendar,
    context: &Context,
    correction: Correction<'_>,
) -> Result<(), RequestError> {
    let request = follow(store, vault, context, correction.number, correction.code).await?;
    if correction.words.is_empty() {
        return Err(crate::error::Refusal::Missing("words", "补正的内容").into());
    }
    let mut tx = store.begin(context).await?;
    let case = cases::lock(tx.connection(), context.school, KIND, request.case.id).await?;
    let request = rows::opened(tx.connection(), vault, case.ok_or(RequestError::Missing)?).await?;
    let state = machine::next(request.state, Step::GiveCorrection)?;
    let tick = Tick { on: context.today(), what: What::CorrectionGiven };
    let clock = cases::clock_of(&request.regime, &request.steps, calendar)?.then(tick.clone())?;
    let (due_on, is_provisional) = due_of(&clock);
    let change = Change {
        state: state.code().to_owned(),
        due_on,
        is_provisional,
        sealed: vault.seal(&request.case.place, &request.asked.corrected(correction.words))?,
        ..Change::none(&request.case)
    };
    let said = Said { words: correction.words.to_owned(), number: 0 };
    let said = vault.seal(&request.case.place, &said)?;
    write(tx, context, &request, Step::GiveCorrection, &tick, &change, &said).await
}

async fn write(
    mut tx: store::Tx,
    context: &Context,
    request: &Request,
    step: Step,
    tick: &Tick,
    change: &Change,
    said: &str,
) -> Result<(), RequestError> {
    let id = request.case.id;
    cases::change(tx.connection(), id, change).await?;
    let new = NewStep { code: step.code(), clock: Some(tick), said };
    cases::add_step(tx.connection(), context, id, &new).await?;
    tx.append(Event::new("requests.moved", id.0).with(serde_json::json!({ "step": step.code() })));
    Ok(tx.commit().await?)
}
