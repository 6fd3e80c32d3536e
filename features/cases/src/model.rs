//! What a case is.

use clock::Event;
use jiff::Timestamp;
use jiff::civil::Date;
use terms::{CaseId, PersonId, SchoolId, UnitId};

/// A case, without what its applicant wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its number in the records.
    pub id: CaseId,
    /// The school.
    pub school: SchoolId,
    /// What it is: `request`.
    pub kind: String,
    /// The number that people say.
    pub number: String,
    /// The kind of applicant.
    pub applicant: String,
    /// How it came.
    pub way: String,
    /// By which rule its clock runs.
    pub regime: String,
    /// Where it is.
    pub state: String,
    /// The unit that has it.
    pub unit: Option<UnitId>,
    /// By when that unit owes its part.
    pub unit_due: Option<Date>,
    /// What became of it.
    pub outcome: Option<String>,
    /// The day it came.
    pub received_on: Date,
    /// When it is due, by the clock at the last step.
    pub due_on: Option<Date>,
    /// Whether that day lies in a year without a notice of holidays.
    pub is_provisional: bool,
    /// When it was answered or ended.
    pub closed_on: Option<Date>,
    /// For which place what was written is sealed.
    pub place: String,
    /// What was written, sealed.
    pub sealed: String,
    /// When it was taken in.
    pub came_at: Timestamp,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number in the records.
    pub id: i64,
    /// The verb.
    pub code: String,
    /// When.
    pub at: Timestamp,
    /// By whom; nobody where the applicant did it.
    pub by: Option<PersonId>,
    /// What the clock hears of it.
    pub clock: Option<Event>,
    /// What was said, sealed for the case's place.
    pub said: String,
}

/// A letter (文书).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its number in the records.
    pub id: i64,
    /// What it is.
    pub kind: String,
    /// The document number, once it is issued.
    pub number: Option<String>,
    /// A reply's decision.
    pub decision: Option<String>,
    /// Its text, sealed for the case's place.
    pub body: String,
    /// Who wrote it last.
    pub made_by: Option<PersonId>,
    /// When.
    pub made_at: Timestamp,
    /// The day it bears.
    pub issued_on: Option<Date>,
    /// Who signed it.
    pub signed_by: Option<PersonId>,
    /// Which seal stands under it.
    pub seal: Option<String>,
    /// Who set it.
    pub seal_by: Option<PersonId>,
    /// When it was served, and how.
    pub served_on: Option<Date>,
    /// How it was served.
    pub served_how: Option<String>,
}

/// Somebody looked at an applicant's identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}
