//! What people asked the demo's college for, and how far it is.

use ::requests::RequestError;
use ::requests::actions::{Desk, Incoming, Input, ask, take};
use ::requests::rules::form::{Applicant, Asked};
use ::requests::rules::machine::Step;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use store::Actor;
use terms::{CaseId, Role, Viewer};

use super::content::file;
use super::fill::{DemoError, Filling};

/// When somebody asks, and when the office works.
const HOUR: i8 = 9;

#[derive(Deserialize)]
struct RequestsFile {
    requests: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    applicant: String,
    name: String,
    proof: String,
    phone: String,
    wanted: String,
    /// How many days ago it was asked.
    days: i64,
    #[serde(default)]
    steps: Vec<StepRow>,
}

#[derive(Deserialize)]
struct StepRow {
    step: String,
    /// By whom, by role.
    by: String,
    /// How many days after it was asked.
    after: i64,
    #[serde(default)]
    words: String,
    #[serde(default)]
    choice: String,
    #[serde(default)]
    body: String,
    unit: Option<String>,
}

/// Asks for everything, and takes every step.
pub async fn ask_all(filling: &Filling<'_>) -> Result<(), DemoError> {
    let data: RequestsFile = file("requests.toml");
    let vault = filling.house.vault();
    let public = Viewer::public(filling.school);
    for row in &data.requests {
        let asked_on = before(filling.days.today, row.days)?;
        let asked = Asked {
            name: row.name.clone(),
            proof: row.proof.clone(),
            phone: row.phone.clone(),
            wanted: row.wanted.clone(),
            delivery: "desk".to_owned(),
            ..Asked::default()
        };
        let applicant = Applicant::from_code(&row.applicant);
        let incoming = Incoming { applicant, asked, way: "online".to_owned(), on: None };
        let context = filling.context(Actor::Public, asked_on, HOUR);
        let taken = ask(filling.store(), &vault, &context, &public, &incoming).await?;
        for step in &row.steps {
            take_one(filling, taken.id, asked_on, step).await?;
        }
    }
    Ok(())
}

fn before(today: Date, days: i64) -> Result<Date, DemoError> {
    today.checked_sub(days.days()).map_err(|_| DemoError::Day)
}

async fn take_one(filling: &Filling<'_>, id: CaseId, asked_on: Date, row: &StepRow) -> Result<(), DemoError> {
    let role = Role::from_code(&row.by).ok_or(DemoError::Day)?;
    let unit = row.unit.as_deref().map(|code| filling.unit(code)).transpose()?;
    let viewer = filling.viewers.iter().find(|viewer| match unit {
        Some(unit) if role == Role::Liaison => viewer.has_for(role, unit),
        _ => viewer.has(role),
    });
    let viewer = viewer.ok_or(DemoError::Day)?;
    let on = asked_on.checked_add(row.after.days()).map_err(|_| DemoError::Day)?;
    let person = viewer.person_id().ok_or(DemoError::Day)?;
    let context = filling.context(Actor::Person(person), on, HOUR);
    let input = Input {
        words: row.words.clone(),
        choice: row.choice.clone(),
        body: row.body.clone(),
        unit,
        ..Input::default()
    };
    let step = Step::from_code(&row.step).ok_or(DemoError::Day)?;
    let vault = filling.house.vault();
    let house = filling.house;
    let desk =
        Desk { store: &house.store, vault: &vault, calendar: &house.calendar, gate: &house.screen.gate };
    let outcome: Result<(), RequestError> = take(&desk, &context, viewer, id, (step, &input)).await;
    Ok(outcome?)
}
