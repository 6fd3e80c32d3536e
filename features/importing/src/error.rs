//! What can go wrong with batches.

use store::Failure;
use thiserror::Error;

use crate::rules::BatchRefusal;

/// An action on a batch that was not done.
#[derive(Debug, Error)]
pub enum ImportingError {
    /// The rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<BatchRefusal>),
    /// There is no such batch in this school.
    #[error("没有这一批")]
    Missing,
    /// The file store failed.
    #[error(transparent)]
    Files(#[from] files::FileError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<sqlx::Error> for ImportingError {
    fn from(error: sqlx::Error) -> Self {
        ImportingError::Store(error.into())
    }
}

impl From<BatchRefusal> for ImportingError {
    fn from(refusal: BatchRefusal) -> Self {
        ImportingError::Refused(vec![refusal])
    }
}

impl From<ImportingError> for web::Error {
    fn from(error: ImportingError) -> Self {
        match error {
            ImportingError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            ImportingError::Missing => web::Kind::NotFound.into(),
            ImportingError::Files(error) => error.into(),
            ImportingError::Store(failure) => failure.into(),
        }
    }
}
