//! What can go wrong with schools and units.

use store::Failure;
use thiserror::Error;
use web::Problems;

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
    /// The rules' reasons, each a sentence with its field; `None` where it was not the rules that refused.
    pub fn reasons(&self) -> Option<Problems> {
        fn told<R: std::fmt::Display>(reasons: &[R], field: fn(&R) -> &'static str) -> Option<Problems> {
            Some(reasons.iter().map(|reason| (field(reason), reason.to_string())).collect())
        }
        match self {
            SchoolError::School(reasons) => told(reasons, SchoolRefusal::field),
            SchoolError::Unit(reasons) => told(reasons, UnitRefusal::field),
            SchoolError::Campus(reasons) => told(reasons, CampusRefusal::field),
            _ => None,
        }
    }
}

fn join(reasons: &[impl std::fmt::Display]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")
}

impl From<sqlx::Error> for SchoolError {
    fn from(error: sqlx::Error) -> Self {
        SchoolError::Store(error.into())
    }
}

impl From<SchoolError> for web::Error {
    fn from(error: SchoolError) -> Self {
        if let Some(reasons) = error.reasons() {
            return web::Kind::Refused(reasons.into_iter().map(|one| one.words).collect()).into();
        }
        match error {
            SchoolError::Store(failure) => failure.into(),
            SchoolError::File(error) => error.into(),
            _ => web::Kind::NotFound.into(),
        }
    }
}
