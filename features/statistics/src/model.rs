//! A yearly report, as it is kept.

use jiff::Timestamp;
use terms::{AcademicYear, PersonId, PublicationId, ReportId};

use crate::rules::ledger::Answer;
use crate::rules::outline::Outline;
use crate::rules::way::State;

/// A yearly report (年度报告), from its first word until it is frozen.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its number.
    pub id: ReportId,
    /// The year it tells of.
    pub year: AcademicYear,
    /// Its parts, and the words they began with.
    pub outline: &'static Outline,
    /// Where it is.
    pub state: State,
    /// What the writer says to the warnings.
    pub note: String,
    /// Why the leader returned it; empty where it was not.
    pub opinion: String,
    /// Who handed it to the leader.
    pub submitted_by: Option<PersonId>,
    /// When.
    pub submitted_at: Option<Timestamp>,
    /// Who approved it.
    pub frozen_by: Option<PersonId>,
    /// When.
    pub frozen_at: Option<Timestamp>,
    /// The file of its ledger, sealed when it was handed to the leader.
    pub ledger: Option<String>,
    /// The files made on approval; never made again.
    pub files: Option<FrozenFiles>,
    /// The publication by which it is made public.
    pub publication: Option<PublicationId>,
    /// Counts every change.
    pub version: i64,
}

/// Hashes of a frozen report's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenFiles {
    /// The figures.
    pub json: String,
    /// The page.
    pub html: String,
    /// For Word.
    pub docx: String,
    /// For print.
    pub pdf: String,
}

/// The text of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartText {
    /// The text, as its writer left it.
    pub text: String,
    /// Who saved it last; nobody while it is the outline's.
    pub edited_by: Option<PersonId>,
    /// When it was saved last.
    pub edited_at: Timestamp,
    /// Counts every saving, so that two people at once lose nothing.
    pub edits: i64,
}

/// A typed figure with who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The number and its source.
    pub answer: Answer,
    /// Who typed it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}
