//! What can go wrong with reports.

use store::Failure;
use thiserror::Error;

use crate::rules::refusal::Refusal;

/// An action on a report that was not done.
#[derive(Debug, Error)]
pub enum StatisticsError {
    /// The rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<Refusal>),
    /// Not there, or not this person's business: the same.
    #[error("没有这份年报")]
    Missing,
    /// Somebody saved the same thing meanwhile; nothing was written.
    #[error("刚才被别人保存过")]
    Overtaken,
    /// A paper could not be made.
    #[error(transparent)]
    Paper(#[from] documents::paper::PaperError),
    /// The publication could not be begun.
    #[error(transparent)]
    Publishing(#[from] publishing::PublishingError),
    /// The file store failed.
    #[error(transparent)]
    Files(#[from] files::FileError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<Vec<Refusal>> for StatisticsError {
    fn from(reasons: Vec<Refusal>) -> Self {
        StatisticsError::Refused(reasons)
    }
}

impl From<Refusal> for StatisticsError {
    fn from(refusal: Refusal) -> Self {
        StatisticsError::Refused(vec![refusal])
    }
}

impl From<StatisticsError> for web::Error {
    fn from(error: StatisticsError) -> Self {
        match error {
            StatisticsError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            StatisticsError::Missing => web::Kind::NotFound.into(),
            StatisticsError::Overtaken => {
                web::Kind::Conflict("刚才别人也改了这份年报，请回到年报页看一看再做。".to_owned()).into()
            }
            StatisticsError::Paper(error) => {
                web::Error { kind: web::Kind::Broken("a paper failed"), cause: Some(error.to_string()) }
            }
            StatisticsError::Publishing(error) => error.into(),
            StatisticsError::Files(error) => error.into(),
            StatisticsError::Store(failure) => failure.into(),
        }
    }
}
