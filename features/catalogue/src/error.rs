//! What can go wrong with the catalogue.

use store::Failure;
use thiserror::Error;

use crate::rules::{Refusal, Refusals};

/// An action on the catalogue that was not done.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The rules refuse, for all these reasons.
    #[error(transparent)]
    Refused(#[from] Refusals),
    /// The school has no such edition.
    #[error("没有这一版清单")]
    NoSuchEdition,
    /// Somebody changed the entry since the writer opened it.
    #[error("你打开以后，别人改过这一项")]
    Overtaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<Refusal> for CatalogueError {
    fn from(refusal: Refusal) -> Self {
        CatalogueError::Refused(refusal.into())
    }
}

impl From<CatalogueError> for web::Error {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Refused(Refusals(reasons)) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            CatalogueError::NoSuchEdition => web::Kind::NotFound.into(),
            CatalogueError::Overtaken => {
                web::Kind::Conflict("你打开以后，别人改过这一项。请返回上一页，对照着再改一次。".to_owned())
                    .into()
            }
            CatalogueError::Store(failure) => failure.into(),
        }
    }
}
