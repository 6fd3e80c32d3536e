//! Errors as pages: status and wording are chosen once, here and in the
//! templates of whoever draws them; the cause goes to the log.

use std::future::Future;
use std::pin::Pin;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use store::Failure;

use crate::Visit;

/// What a handler answers.
pub type Outcome<T = Response> = Result<T, Error>;

/// Why no page can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not there, or not for this viewer: the same answer.
    NotFound,
    /// Was there, and was withdrawn for error.
    Gone,
    /// Only for people who have signed in.
    SignIn,
    /// The session ended while a form was being filled in.
    SessionEnded,
    /// The form came from another site, or its token has run out.
    Forged,
    /// The rules refuse, for these reasons, each a sentence.
    Refused(Vec<String>),
    /// Somebody else changed the same thing meanwhile.
    Conflict(String),
    /// More was sent than is taken; a sentence that says how much is.
    TooLarge(String),
    /// Too many tries; how many seconds to wait.
    TooMany(u64),
    /// The request cannot be understood; a sentence.
    BadRequest(String),
    /// The host name stands for no school.
    Misdirected,
    /// This method is not taken here.
    Method,
    /// The records cannot be reached now.
    Unavailable,
    /// The disk is full.
    Full,
    /// Our own fault; the cause is in the log.
    Broken(&'static str),
}

impl Kind {
    /// The status that goes with it.
    pub fn status(&self) -> StatusCode {
        match self {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Gone => StatusCode::GONE,
            Kind::SignIn | Kind::SessionEnded => StatusCode::UNAUTHORIZED,
            Kind::Forged => StatusCode::FORBIDDEN,
            Kind::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Conflict(_) => StatusCode::CONFLICT,
            Kind::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Kind::BadRequest(_) => StatusCode::BAD_REQUEST,
            Kind::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Kind::Method => StatusCode::METHOD_NOT_ALLOWED,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Full => StatusCode::INSUFFICIENT_STORAGE,
            Kind::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// An error on its way to a page.
#[derive(Clone, Debug)]
pub struct Error {
    /// What the page says.
    pub kind: Kind,
    /// What the log says.
    pub cause: Option<String>,
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Error { kind, cause: None }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let kind = match &failure {
            Failure::Unreachable(_) => Kind::Unavailable,
            Failure::Full(_) => Kind::Full,
            Failure::Repeated => Kind::Conflict("这一步刚才已经做过了，不用再做一次。".to_owned()),
            Failure::Duplicate(_) => Kind::Conflict("同样的一条刚刚已经有了。".to_owned()),
            _ => Kind::Broken("the store failed"),
        };
        Error { kind, cause: Some(failure.to_string()) }
    }
}

impl From<files::FileError> for Error {
    fn from(error: files::FileError) -> Self {
        let kind = match &error {
            files::FileError::Missing => Kind::NotFound,
            files::FileError::Full => Kind::Full,
            _ => Kind::Unavailable,
        };
        Error { kind, cause: Some(error.to_string()) }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Error { kind: Kind::Broken("a template failed"), cause: Some(error.to_string()) }
    }
}

/// A response carries its error as an extension until the front draws the page.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

/// Draws error pages; implemented above the platform.
pub trait ErrorPages: Send + Sync {
    /// Title and sentence of an error, for programs.
    fn words(&self, kind: &Kind) -> (String, String);

    /// A whole page for the error. Without a visit (the host stands for no
    /// school, or the records cannot be reached) it must need nothing.
    fn draw<'a>(
        &'a self,
        visit: Option<&'a Visit>,
        kind: &'a Kind,
        number: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + Send + 'a>>;
}
