//! What can go wrong with channels.

use store::Failure;
use thiserror::Error;

use crate::rules::Refusal;

/// An action on a channel or a release that was not done.
#[derive(Debug, Error)]
pub enum ChannelError {
    /// The rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<Refusal>),
    /// Not there, or not this person's business: the same.
    #[error("没有这个渠道或这条信息")]
    Missing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<sqlx::Error> for ChannelError {
    fn from(error: sqlx::Error) -> Self {
        ChannelError::Store(error.into())
    }
}

impl From<ChannelError> for web::Error {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            ChannelError::Missing => web::Kind::NotFound.into(),
            ChannelError::Store(failure) => failure.into(),
        }
    }
}
