//! What can go wrong with corrections.

use store::Failure;
use thiserror::Error;

use crate::rules::Refusal;

/// An action on a correction that was not done.
#[derive(Debug, Error)]
pub enum CorrectionError {
    /// The rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<Refusal>),
    /// Not there, or not this person's business: the same.
    #[error("没有这条纠错")]
    Missing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<sqlx::Error> for CorrectionError {
    fn from(error: sqlx::Error) -> Self {
        CorrectionError::Store(error.into())
    }
}

impl From<CorrectionError> for web::Error {
    fn from(error: CorrectionError) -> Self {
        match error {
            CorrectionError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            CorrectionError::Missing => web::Kind::NotFound.into(),
            CorrectionError::Store(failure) => failure.into(),
        }
    }
}
