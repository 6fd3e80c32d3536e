//! What an address says, taken apart; a wrong one gets a page of ours.

use axum::extract::FromRequestParts;
use http::Uri;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::encoding::utf8_query;
use crate::{Error, Kind};

/// The parameters of a path. An extractor. An address whose parts cannot be
/// what they should be names nothing: 404.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(_) => Err(Kind::NotFound.into()),
        }
    }
}

/// What stands behind the question mark, in UTF-8 or in the GBK of an old page's link. An extractor.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let query = utf8_query(parts.uri.query().unwrap_or_default());
        let asked = Uri::try_from(format!("/?{query}")).ok();
        match asked.and_then(|asked| axum::extract::Query::try_from_uri(&asked).ok()) {
            Some(axum::extract::Query(value)) => Ok(Query(value)),
            None => Err(Kind::BadRequest("网址里“?”后面的条件有误，请回到页面重新选择。".to_owned()).into()),
        }
    }
}
