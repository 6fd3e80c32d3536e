//! A request, opened.

use cases::{Case, Paper, Step};
use clock::{Regime, Way};
use serde::{Deserialize, Serialize};

use crate::rules::decision::Decision;
use crate::rules::form::{Applicant, Asked};
use crate::rules::machine::State;

/// A request with what was done.
#[derive(Clone, Debug)]
pub struct Request {
    /// The case.
    pub case: Case,
    /// Where it is.
    pub state: State,
    /// Who asks.
    pub applicant: Applicant,
    /// What was asked.
    pub asked: Asked,
    /// By which rule its clock runs.
    pub regime: Regime,
    /// What was done.
    pub steps: Vec<Step>,
    /// The letters.
    pub papers: Vec<Paper>,
    /// What became of it.
    pub decision: Option<Decision>,
}

/// What was said at a step: sealed beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// In words.
    pub words: String,
    /// A number that goes with it: the days of an extension, the number of a letter.
    pub number: u32,
}

/// The ways in which a request comes, for forms: code, name, what the clock calls it. E-mail counts
/// as online, what is said and written down as handed in (《政府信息公开条例》第二十九条).
pub const WAYS: [(&str, &str, Way); 7] = [
    ("online", "网上", Way::Online),
    ("desk", "当面", Way::InPerson),
    ("oral", "口头，代填", Way::InPerson),
    ("signed_mail", "邮寄，签收的", Way::SignedMail),
    ("mail", "平信", Way::OrdinaryMail),
    ("email", "电子邮件", Way::Online),
    ("fax", "传真", Way::Fax),
];

/// What people call a way.
pub fn way_name(code: &str) -> &'static str {
    WAYS.iter().find(|(one, ..)| *one == code).map_or("其他", |(_, name, _)| name)
}

/// What the clock calls a way.
pub fn clock_way(code: &str) -> Option<Way> {
    WAYS.iter().find(|(one, ..)| *one == code).map(|(.., way)| *way)
}
