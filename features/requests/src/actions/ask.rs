use cases::{NewCase, NewStep, Vault};
use clock::{Event as Tick, Regime, What};
use jiff::civil::Date;
use serde_json::json;
use store::{Context, Event, Store};
use terms::{CaseId, Role, Viewer};

use crate::error::Refusal;
use crate::model::{Said, clock_way};
use crate::rules::form::{self, Applicant, Asked};
use crate::rules::machine::State;
use crate::{KIND, RequestError};

/// The word of the numbers that people say: 2026-YSQ-0001.
const WORD: &str = "YSQ";
/// What a request is handled by until the office chooses (《高等学校信息公开办法》).
const USUAL: &str = "measures_2010";

/// A request as it comes in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Who asks.
    pub applicant: Option<Applicant>,
    /// What was written.
    pub asked: Asked,
    /// How it came: `online` from the form of the portal.
    pub way: String,
    /// The day it came; of what is written at the portal, today.
    pub on: Option<Date>,
}

/// What the applicant keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The case.
    pub id: CaseId,
    /// The number that people say.
    pub number: String,
    /// The code that opens it; it is told once and kept nowhere.
    pub code: String,
}

/// Takes a request in: from the portal's form, or written down by the office from a letter, a
/// desk, a call. Whoever writes down what came on paper gives the day it truly came.
pub async fn ask(
    store: &Store,
    vault: &Vault,
    context: &Context,
    viewer: &Viewer,
    incoming: &Incoming,
) -> Result<Taken, RequestError> {
    let by_office = viewer.has(Role::Office) && incoming.way != "online";
    let way = clock_way(&incoming.way).filter(|_| by_office || incoming.way == "online");
    let mut refusals = Vec::new();
    if way.is_none() {
        refusals.push(Refusal::Choice("way", "怎样收到的"));
    }
    let on = incoming.on.unwrap_or(context.today());
    if on > context.today() {
        refusals.push(Refusal::Future(on));
    }
    let applicant = form::check(incoming.applicant, &incoming.asked, by_office);
    let applicant = applicant.map_err(|wrong| refusals.extend(wrong.into_iter().map(Refusal::Form))).ok();
    let (Some(applicant), Some(way), true) = (applicant, way, refusals.is_empty()) else {
        return Err(RequestError::Refused(refusals));
    };
    let regime = Regime::built_in(USUAL).ok_or(store::Failure::Unreadable("a regime"))?;
    let received = Tick { on, what: What::Received { way } };
    let state = if way.needs_confirmation() { State::Awaiting } else { State::Received };
    let (place, code) = (vault.place(), cases::new_code());
    let sealed = vault.seal(&place, &incoming.asked)?;
    let said = vault.seal(&place, &Said::default())?;

    let mut tx = store.begin(context).await?;
    let year = on.year();
    let serial = cases::next_number(tx.connection(), context.school, WORD, year).await?;
    let number = format!("{year}-{WORD}-{serial:04}");
    let new = NewCase {
        kind: KIND,
        number: &number,
        code_mac: &vault.code_mac(&number, &code),
        applicant: applicant.code(),
        way: &incoming.way,
        regime: &regime.code,
        state: state.code(),
        received_on: on,
        place: &place,
        sealed: &sealed,
    };
    let id = cases::insert(tx.connection(), context, &new).await?;
    let step = NewStep { code: "received", clock: Some(&received), said: &said };
    cases::add_step(tx.connection(), context, id, &step).await?;
    tx.append(Event::new("requests.received", id.0).with(json!({ "way": incoming.way })));
    tx.commit().await?;
    Ok(Taken { id, number, code })
}
