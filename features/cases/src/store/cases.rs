//! The SQL of cases.

use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Context, Failure, sql};
use terms::{CaseId, SchoolId, UnitId};

use crate::model::Case;

const COLUMNS: &str =
    "id, school_id, kind, number, applicant, way, regime, state, unit_id, unit_due, outcome,
    received_on, due_on, is_provisional, closed_on, place, sealed, came_at";

fn read(row: &AnyRow) -> Result<Case, Failure> {
    let unit: Option<i64> = row.try_get("unit_id")?;
    Ok(Case {
        id: CaseId(row.try_get("id")?),
        school: SchoolId(row.try_get("school_id")?),
        kind: row.try_get("kind")?,
        number: row.try_get("number")?,
        applicant: row.try_get("applicant")?,
        way: row.try_get("way")?,
        regime: row.try_get("regime")?,
        state: row.try_get("state")?,
        unit: unit.map(UnitId),
        unit_due: sql::day_opt(row, "unit_due")?,
        outcome: row.try_get("outcome")?,
        received_on: sql::day(row, "received_on")?,
        due_on: sql::day_opt(row, "due_on")?,
        is_provisional: sql::flag(row, "is_provisional")?,
        closed_on: sql::day_opt(row, "closed_on")?,
        place: row.try_get("place")?,
        sealed: row.try_get("sealed")?,
        came_at: sql::timestamp(row, "came_at")?,
    })
}

/// A case that comes in.
pub struct NewCase<'a> {
    /// What it is.
    pub kind: &'a str,
    /// The number that people say.
    pub number: &'a str,
    /// What tells the code again.
    pub code_mac: &'a str,
    /// The kind of applicant.
    pub applicant: &'a str,
    /// How it came.
    pub way: &'a str,
    /// By which rule its clock runs.
    pub regime: &'a str,
    /// Where it is.
    pub state: &'a str,
    /// The day it came.
    pub received_on: Date,
    /// For which place what was written is sealed.
    pub place: &'a str,
    /// What was written, sealed.
    pub sealed: &'a str,
}

/// Takes a case in.
pub async fn insert(c: &mut Connection, context: &Context, new: &NewCase<'_>) -> Result<CaseId, Failure> {
    let row = sqlx::query(
        "INSERT INTO cases_cases
            (school_id, kind, number, code_mac, tries, tried_at, applicant, way, regime, state, received_on,
             is_provisional, place, sealed, came_at, version)
         VALUES ($1, $2, $3, $4, 0, 0, $5, $6, $7, $8, $9, 0, $10, $11, $12, 1) RETURNING id",
    )
    .bind(context.school.0)
    .bind(new.kind)
    .bind(new.number)
    .bind(new.code_mac)
    .bind(new.applicant)
    .bind(new.way)
    .bind(new.regime)
    .bind(new.state)
    .bind(new.received_on.to_string())
    .bind(new.place)
    .bind(new.sealed)
    .bind(context.now_ms())
    .fetch_one(c)
    .await?;
    Ok(CaseId(row.try_get("id")?))
}

/// A case of a school and a kind.
pub async fn find(
    c: &mut Connection,
    school: SchoolId,
    kind: &str,
    id: CaseId,
) -> Result<Option<Case>, Failure> {
    let text = format!("SELECT {COLUMNS} FROM cases_cases WHERE school_id = $1 AND kind = $2 AND id = $3");
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(kind).bind(id.0);
    query.fetch_optional(c).await?.as_ref().map(read).transpose()
}

/// A case by the number that people say.
pub async fn by_number(
    c: &mut Connection,
    school: SchoolId,
    kind: &str,
    number: &str,
) -> Result<Option<Case>, Failure> {
    Ok(with_code(c, school, kind, number).await?.map(|(case, ..)| case))
}

/// The same with what tells its code, and how often a wrong one was tried of late.
pub(crate) async fn with_code(
    c: &mut Connection,
    school: SchoolId,
    kind: &str,
    number: &str,
) -> Result<Option<(Case, String, i64)>, Failure> {
    let text = format!(
        "SELECT {COLUMNS}, code_mac, tries FROM cases_cases WHERE school_id = $1 AND kind = $2 AND number = $3"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(kind).bind(number);
    let row = query.fetch_optional(c).await?;
    row.map(|row| Ok((read(&row)?, row.try_get("code_mac")?, row.try_get("tries")?))).transpose()
}

/// Takes a case's turn: whoever comes second sees what the first one did.
pub async fn lock(
    c: &mut Connection,
    school: SchoolId,
    kind: &str,
    id: CaseId,
) -> Result<Option<Case>, Failure> {
    sqlx::query(
        "UPDATE cases_cases SET version = version + 1 WHERE school_id = $1 AND kind = $2 AND id = $3",
    )
    .bind(school.0)
    .bind(kind)
    .bind(id.0)
    .execute(&mut *c)
    .await?;
    find(c, school, kind, id).await
}

/// What a step changes of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it is.
    pub state: String,
    /// By which rule its clock runs.
    pub regime: String,
    /// The unit that has it.
    pub unit: Option<UnitId>,
    /// By when that unit owes its part.
    pub unit_due: Option<Date>,
    /// What became of it.
    pub outcome: Option<String>,
    /// When it is due.
    pub due_on: Option<Date>,
    /// Whether that day lies in a year without a notice of holidays.
    pub is_provisional: bool,
    /// When it was answered or ended.
    pub closed_on: Option<Date>,
    /// What was written, sealed: a correction adds to it.
    pub sealed: String,
}

impl Change {
    /// A case as it is.
    pub fn none(case: &Case) -> Change {
        Change {
            state: case.state.clone(),
            regime: case.regime.clone(),
            unit: case.unit,
            unit_due: case.unit_due,
            outcome: case.outcome.clone(),
            due_on: case.due_on,
            is_provisional: case.is_provisional,
            closed_on: case.closed_on,
            sealed: case.sealed.clone(),
        }
    }
}

/// Writes what a step changed.
pub async fn change(c: &mut Connection, id: CaseId, change: &Change) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE cases_cases SET state = $2, unit_id = $3, unit_due = $4, outcome = $5, due_on = $6,
            is_provisional = $7, closed_on = $8, sealed = $9, regime = $10 WHERE id = $1",
    )
    .bind(id.0)
    .bind(&change.state)
    .bind(change.unit.map(|unit| unit.0))
    .bind(change.unit_due.map(|day| day.to_string()))
    .bind(change.outcome.as_deref())
    .bind(change.due_on.map(|day| day.to_string()))
    .bind(i64::from(change.is_provisional))
    .bind(change.closed_on.map(|day| day.to_string()))
    .bind(&change.sealed)
    .bind(&change.regime)
    .execute(c)
    .await?;
    Ok(())
}

/// Which cases.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In one of these states; in any, where none is named.
    pub states: Vec<&'static str>,
    /// Of one of these units; of any, where there is none.
    pub units: Option<Vec<UnitId>>,
}

impl Filter {
    fn condition(&self) -> String {
        let mut text = " WHERE school_id = $1 AND kind = $2".to_owned();
        if !self.states.is_empty() {
            let states: Vec<String> = self.states.iter().map(|state| format!("'{state}'")).collect();
            text.push_str(&format!(" AND state IN ({})", states.join(", ")));
        }
        if let Some(units) = &self.units {
            // Who has no unit sees nothing.
            let units: Vec<String> =
                units.iter().map(|unit| unit.0.to_string()).chain(["0".into()]).collect();
            text.push_str(&format!(" AND unit_id IN ({})", units.join(", ")));
        }
        text
    }
}

/// Cases of a kind: what is due first comes first; what is not on the clock comes last.
pub async fn list(
    c: &mut Connection,
    school: SchoolId,
    kind: &str,
    filter: &Filter,
    (skip, limit): (i64, i64),
) -> Result<Vec<Case>, Failure> {
    let text = format!(
        "SELECT {COLUMNS} FROM cases_cases{} ORDER BY COALESCE(closed_on, '') DESC,
            CASE WHEN due_on IS NULL THEN 1 ELSE 0 END, due_on, id DESC LIMIT {limit} OFFSET {skip}",
        filter.condition()
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(kind).fetch_all(c).await?;
    rows.iter().map(read).collect()
}

/// How many cases there are of a kind.
pub async fn count(
    c: &mut Connection,
    school: SchoolId,
    kind: &str,
    filter: &Filter,
) -> Result<i64, Failure> {
    let text = format!("SELECT COUNT(*) AS n FROM cases_cases{}", filter.condition());
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(kind).fetch_one(c).await?;
    Ok(row.try_get("n")?)
}
