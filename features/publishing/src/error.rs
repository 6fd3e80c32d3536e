//! What can go wrong with publications.

use store::Failure;
use thiserror::Error;

use crate::rules::refusal::Refusal;

/// An action on a publication that was not done.
#[derive(Debug, Error)]
pub enum PublishingError {
    /// The rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<Refusal>),
    /// Not there, or not this person's business: the same.
    #[error("没有这条信息")]
    Missing,
    /// Somebody saved the draft since this page was opened.
    #[error("这一稿刚才被别人保存过")]
    Overtaken,
    /// The file store failed.
    #[error(transparent)]
    Files(#[from] files::FileError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<sqlx::Error> for PublishingError {
    fn from(error: sqlx::Error) -> Self {
        PublishingError::Store(error.into())
    }
}

impl From<Refusal> for PublishingError {
    fn from(refusal: Refusal) -> Self {
        PublishingError::Refused(vec![refusal])
    }
}

impl From<PublishingError> for web::Error {
    fn from(error: PublishingError) -> Self {
        match error {
            PublishingError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            PublishingError::Missing => web::Kind::NotFound.into(),
            PublishingError::Overtaken => {
                web::Kind::Conflict("这一稿刚才被别人保存过。你写的还在，请对照后再保存。".to_owned()).into()
            }
            PublishingError::Files(error) => error.into(),
            PublishingError::Store(failure) => failure.into(),
        }
    }
}
