//! What can go wrong with schools and units.

use store::Failure;
use thiserror::Error;

use crate::rules::{SchoolRefusal, UnitRefusal};

/// An action on a school or a unit that was not done.
#[derive(Debug, Error)]
pub enum SchoolError {
    /// The rules refuse a school, for all these reasons.
    #[error("{}", join(.0))]
    School(Vec<SchoolRefusal>),
    /// The rules refuse a unit, for all these reasons.
    #[error("{}", join(.0))]
    Unit(Vec<UnitRefusal>),
    /// There is no such unit in this school.
    #[error("没有这个部门")]
    NoSuchUnit,
    /// There is no such school.
    #[error("没有这所学校")]
    NoSuchSchool,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
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
        match error {
            SchoolError::School(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            SchoolError::Unit(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            SchoolError::NoSuchUnit | SchoolError::NoSuchSchool => web::Kind::NotFound.into(),
            SchoolError::Store(failure) => failure.into(),
        }
    }
}
