//! Requests, opened from their cases; and how often what is public was enough.

use cases::{Case, Filter, Vault};
use clock::Regime;
use jiff::civil::Date;
use store::{Connection, Failure};
use terms::{CaseId, Role, SchoolId, UnitId, Viewer};

use crate::KIND;
use crate::model::Request;
use crate::rules::decision::Decision;
use crate::rules::figures::Counted;
use crate::rules::form::Applicant;
use crate::rules::machine::{self, OPEN, State};

/// Requests that a list shows at most.
const SHOWN: i64 = 200;
/// Requests that a form counts at once.
const PORTION: i64 = 1000;

/// A request that this viewer may read.
pub(crate) async fn request(
    c: &mut Connection,
    vault: &Vault,
    viewer: &Viewer,
    id: CaseId,
) -> Result<Option<Request>, Failure> {
    let case = cases::find(&mut *c, viewer.school, KIND, id).await?;
    match case.filter(|case| machine::may_read(viewer, case.unit)) {
        Some(case) => Ok(Some(opened(c, vault, case).await?)),
        None => Ok(None),
    }
}

/// A case as the request that it is.
pub(crate) async fn opened(c: &mut Connection, vault: &Vault, case: Case) -> Result<Request, Failure> {
    Ok(Request {
        state: State::from_code(&case.state).ok_or(Failure::Unreadable("cases.state"))?,
        applicant: Applicant::from_code(&case.applicant).ok_or(Failure::Unreadable("cases.applicant"))?,
        asked: vault.open(&case.place, &case.sealed)?,
        regime: Regime::built_in(&case.regime).ok_or(Failure::Unreadable("cases.regime"))?,
        steps: cases::steps(&mut *c, case.id).await?,
        papers: cases::papers(&mut *c, case.id).await?,
        decision: case.outcome.as_deref().and_then(Decision::from_code),
        case,
    })
}

/// Whose requests a viewer sees: all, or those of the viewer's units.
fn units_of(viewer: &Viewer) -> Option<Vec<UnitId>> {
    match machine::may_read(viewer, None) {
        true => None,
        false => {
            Some([Role::Liaison, Role::UnitHead].into_iter().flat_map(|role| viewer.units_of(role)).collect())
        }
    }
}

fn filter(viewer: &Viewer, states: impl IntoIterator<Item = State>) -> Filter {
    Filter { states: states.into_iter().map(State::code).collect(), units: units_of(viewer) }
}

/// The requests that wait for an answer and are the viewer's business, what is due first first.
pub async fn open(c: &mut Connection, viewer: &Viewer) -> Result<Vec<Case>, Failure> {
    cases::list(c, viewer.school, KIND, &filter(viewer, OPEN.iter().copied()), (0, SHOWN)).await
}

/// How many these are.
pub async fn open_count(c: &mut Connection, viewer: &Viewer) -> Result<i64, Failure> {
    cases::count(c, viewer.school, KIND, &filter(viewer, OPEN.iter().copied())).await
}

/// Those that were answered or ended and are the viewer's business, the last first.
pub(crate) async fn ended(c: &mut Connection, viewer: &Viewer) -> Result<Vec<Case>, Failure> {
    let states = [State::Replied, State::Closed, State::Archived];
    cases::list(c, viewer.school, KIND, &filter(viewer, states), (0, SHOWN)).await
}

/// What the national form counts of every request of a school.
pub async fn counted(c: &mut Connection, school: SchoolId) -> Result<Vec<Counted>, Failure> {
    let mut all = Vec::new();
    loop {
        let skip = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let some = cases::list(&mut *c, school, KIND, &Filter::default(), (skip, PORTION)).await?;
        let is_last = (some.len() as i64) < PORTION;
        all.extend(some.iter().map(of_case));
        if is_last {
            return Ok(all);
        }
    }
}

fn of_case(case: &Case) -> Counted {
    Counted {
        id: case.id.0,
        applicant: Applicant::from_code(&case.applicant).unwrap_or(Applicant::Other),
        received: case.received_on,
        ended: case.closed_on,
        decision: case.outcome.as_deref().and_then(Decision::from_code),
    }
}

/// Counts that somebody who began to ask found it public already.
pub(crate) async fn count_sufficed(c: &mut Connection, school: SchoolId, day: Date) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO requests_sufficed (school_id, month, times) VALUES ($1, $2, 1)
         ON CONFLICT (school_id, month) DO UPDATE SET times = requests_sufficed.times + 1",
    )
    .bind(school.0)
    .bind(day.strftime("%Y-%m").to_string())
    .execute(c)
    .await?;
    Ok(())
}

/// How often that was, from one month to another, both in.
pub(crate) async fn sufficed(
    c: &mut Connection,
    school: SchoolId,
    (from, to): (Date, Date),
) -> Result<i64, Failure> {
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    let times: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM requests_sufficed
         WHERE school_id = $1 AND month >= $2 AND month <= $3",
    )
    .bind(school.0)
    .bind(month(from))
    .bind(month(to))
    .fetch_one(c)
    .await?;
    Ok(times)
}
