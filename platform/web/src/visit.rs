//! A visit: one request with who, where and when, handed to every page.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::{Timestamp, civil::Date};
use store::Context;
use terms::{SchoolId, Viewer};

use crate::done::Done;
use crate::{Error, FormKey, Kind};

/// The circumstances of a request. An extractor: any page may ask for it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Who asks, in which school.
    pub viewer: Viewer,
    /// The number of the session, if signed in.
    pub session: Option<i64>,
    /// What the form token is bound to: the session or the visitor's own cookie.
    pub binding: String,
    /// When the request came.
    pub now: Timestamp,
    /// From which address, behind trusted proxies.
    pub address: IpAddr,
    /// Whether the connection, or the trusted proxy's, is encrypted.
    pub is_secure: bool,
    /// Whether large type was chosen (大字版).
    pub is_big: bool,
    /// The path asked for.
    pub path: String,
    /// The path with its query.
    pub path_and_query: String,
    /// Whether the page goes into a copy of files, where nothing can be asked.
    pub is_export: bool,
    /// Whether a script of ours asks, which reads JSON and not pages.
    pub takes_json: bool,
    /// A short number to read out on the phone, also in the log.
    pub number: String,
    /// What the form before it did, and what its own did.
    pub(crate) done: Done,
    /// What its form said, for the page that has to refuse it.
    pub(crate) typed: Arc<OnceLock<Vec<(String, String)>>>,
}

impl Visit {
    /// What was typed in the form that came with this visit, without passwords; nothing where none
    /// came or it was not read.
    pub fn typed(&self) -> &[(String, String)] {
        self.typed.get().map_or(&[], Vec::as_slice)
    }

    /// What was done just now, for the page that says it; it is said once.
    pub fn take_done(&self) -> Option<String> {
        self.done.take()
    }

    /// The school.
    pub fn school(&self) -> SchoolId {
        self.viewer.school
    }

    /// The day of the visit in Asia/Shanghai.
    pub fn today(&self) -> Date {
        terms::day_of(self.now)
    }

    /// The circumstances of an action that this visit's form asks for. A script sends the form of
    /// its page many times.
    pub fn context(&self, form: &FormKey) -> Context {
        match self.takes_json {
            true => self.bare_context(),
            false => self.bare_context().with_form(form.as_str()),
        }
    }

    /// The circumstances of bookkeeping that no form asked for.
    pub fn bare_context(&self) -> Context {
        Context::of(&self.viewer, self.now)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts
            .extensions
            .get::<Visit>()
            .cloned()
            .ok_or_else(|| Kind::Broken("a page was asked without a visit").into())
    }
}
