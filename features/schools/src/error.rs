//! What can go wrong with schools and units.

use store::Failure;
use thiserror::Error;

use crate::rules::{CampusRefusal, SchoolRefusal, UnitRefusal};

/// An action on a school or a unit that was not done.
#[derive(Debug, Error)]
pub enum SchoolError {
    /// The rules refuse a school, for all these reasons.
    #[error("{}", join(.0))]
    School(Vec<SchoolRefusal>),
    /// The rules refuse a unit, for all these reasons.
    #[error("{}", join(.0))]
    Unit(Vec<UnitRefusal>),
    /// The rules refuse a campus, for all these reasons.
    #[error("{}", join(.0))]
    Campus(Vec<CampusRefusal>),
    /// There is no such campus in this school.
    #[error("没有这个校区")]
    NoSuchCampus,
    /// There is no such unit in this school.
    #[error("没有这个部门")]
    NoSuchUnit,
    /// There is no such school.
    #[error("没有这所学校")]
    NoSuchSchool,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] files::FileError),
}

impl SchoolError {
    /// The rules' reasons, each a sentence; `None` where it was not the rules that refused.
    pub fn reasons(&self) -> Option<Vec<String>> {
        match self {
            SchoolError::School(reasons) => Some(sentences(reasons)),
            SchoolError::Unit(reasons) => Some(sentences(reasons)),
            SchoolError::Campus(reasons) => Some(sentences(reasons)),
            _ => None,
        }
    }
}

fn sentences(reasons: &[impl std::fmt::Display]) -> Vec<String> {
    reasons.iter().map(ToString::to_string).collect()
}

fn join(reasons: &[impl std::fmt::Display]) -> String {
    sentences(reasons).join("；")
}

impl From<sqlx::Error> for SchoolError {
    fn from(error: sqlx::Error) -> Self {
        SchoolError::Store(error.into())
    }
}

impl From<SchoolError> for web::Error {
    fn from(error: SchoolError) -> Self {
        if let Some(reasons) = error.reasons() {
            return web::Kind::Refused(reasons).into();
        }
        match error {
            SchoolError::Store(failure) => failure.into(),
            SchoolError::File(error) => error.into(),
            _ => web::Kind::NotFound.into(),
        }
    }
}
