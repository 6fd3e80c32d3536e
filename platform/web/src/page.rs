//! Pages and redirects.

use askama::Template;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFRESH};
use http::{HeaderValue, StatusCode};

use crate::cache::Depends;
use crate::headers::{FRAMED, FRAMING};
use crate::{Error, Visit, make_relative};

/// A page of HTML, on its way out.
pub struct Page {
    html: String,
    status: StatusCode,
    depends: Option<Depends>,
    policy: Option<&'static str>,
    looks_again: Option<HeaderValue>,
}

/// A page of something that goes on looks again after so many seconds.
const LOOK_AGAIN_SECS: u32 = 3;

impl Page {
    /// Renders a template for this visit. Nobody keeps the page.
    pub fn render(template: &impl Template, visit: &Visit) -> Result<Page, Error> {
        let html = make_relative(&template.render()?, &visit.path);
        Ok(Page { html, status: StatusCode::OK, depends: None, policy: None, looks_again: None })
    }

    /// The same, kept for the public until one of the keys is touched.
    pub fn keep(mut self, depends: Depends) -> Page {
        self.depends = Some(depends);
        self
    }

    /// The same, which a page of ours may show within itself; nothing can be sent from there.
    pub fn framed(mut self) -> Page {
        self.policy = Some(FRAMED);
        self
    }

    /// The same, which shows pages of ours within itself.
    pub fn framing(mut self) -> Page {
        self.policy = Some(FRAMING);
        self
    }

    /// The same of something that goes on: the browser looks again by itself, at this path of ours.
    pub fn looking_again(mut self, visit: &Visit, at: &str) -> Page {
        let at = format!("{LOOK_AGAIN_SECS}; url={}", crate::relative::to(&visit.path, at));
        self.looks_again = HeaderValue::from_str(&at).ok();
        self
    }

    /// The page of a form that the rules refuse, with the reasons and all that was typed.
    pub fn refused(self) -> Response {
        self.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
    }

    /// The same with another status.
    pub fn with_status(mut self, status: StatusCode) -> Page {
        self.status = status;
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.html));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if let Some(policy) = self.policy {
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        }
        if let Some(again) = self.looks_again {
            headers.insert(REFRESH, again);
        }
        match self.depends {
            Some(depends) => {
                headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
                response.extensions_mut().insert(depends);
            }
            None => {
                headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            }
        }
        response
    }
}

/// Sends the reader on to a path of ours (`/office/…`), after a form (303).
pub fn redirect(visit: &Visit, to: &str) -> Response {
    moved(StatusCode::SEE_OTHER, &crate::relative::to(&visit.path, to))
}

fn moved(status: StatusCode, location: &str) -> Response {
    let location = HeaderValue::from_str(location).unwrap_or_else(|_| HeaderValue::from_static("./"));
    let mut response = status.into_response();
    response.headers_mut().insert(LOCATION, location);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Tells that a page has another address for good (301).
pub fn moved_for_good(visit: &Visit, to: &str) -> Response {
    moved(StatusCode::MOVED_PERMANENTLY, &crate::relative::to(&visit.path, to))
}
