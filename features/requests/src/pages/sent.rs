//! What the forms of requests say when they are sent.

use terms::UnitId;
use web::{Fields, Outcome, Problems};

use crate::actions::{Incoming, Input};
use crate::error::Refusal;
use crate::rules::form::{Applicant, Asked};

/// Reads what an applicant wrote, or the office for one.
pub(super) fn incoming(fields: &mut Fields, way: String) -> Outcome<Incoming> {
    let mut text = |name: &str| -> Outcome<String> { Ok(fields.optional(name)?.unwrap_or_default()) };
    let applicant = Applicant::from_code(&text("applicant")?);
    let asked = Asked {
        name: text("name")?,
        proof: text("proof")?.to_uppercase(),
        contact: text("contact")?,
        phone: text("phone")?,
        email: text("email")?,
        address: text("address")?,
        wanted: text("wanted")?,
        features: text("features")?,
        purpose: text("purpose")?,
        delivery: text("delivery")?,
    };
    Ok(Incoming { applicant, asked, way, on: None })
}

/// Reads what was filled in for a step, and what of it is no day or number.
pub(super) fn input(fields: &mut Fields) -> Outcome<(Input, Problems)> {
    let mut problems = Problems::default();
    let on = day(fields, "on", &mut problems);
    let until = day(fields, "until", &mut problems);
    let days = fields.filled("days")?;
    let number = days.as_deref().and_then(|days| days.parse().ok());
    if days.is_some() && number.is_none() {
        problems.push("days", "延期几天要填数字");
    }
    let mut text = |name: &str| -> Outcome<String> { Ok(fields.optional(name)?.unwrap_or_default()) };
    let unit: Option<i64> = text("unit")?.parse().ok();
    let input = Input {
        on,
        until,
        words: text("words")?,
        body: text("body")?,
        unit: unit.map(UnitId),
        days: number,
        choice: text("choice")?,
        regime: text("regime")?,
    };
    Ok((input, problems))
}

/// A day; what is none stands at its field.
pub(super) fn day(
    fields: &mut Fields,
    name: &'static str,
    problems: &mut Problems,
) -> Option<jiff::civil::Date> {
    fields.optional_day(name).unwrap_or_else(|error| {
        problems.push(name, error);
        None
    })
}

/// The reasons at their fields.
pub(super) fn problems(reasons: &[Refusal]) -> Problems {
    reasons.iter().map(|reason| (reason.field(), reason.to_string())).collect()
}
