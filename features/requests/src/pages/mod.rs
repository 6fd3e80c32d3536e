//! The pages of requests: asking and following up in public, the office's desk, letters, figures.

mod case;
mod days;
mod entry;
mod figures;
mod list;
mod papers;
mod public;
mod sent;

use ::calendar::Calendar;
use axum::extract::FromRef;
use cases::Vault;
use screening::Gate;
use terms::Role;
use web::{Access, Queue, Routes, Site};

use crate::actions::Desk;

/// What these pages need.
#[derive(Clone)]
pub struct Requests {
    /// The site.
    pub site: Site,
    /// Working days.
    pub calendar: Calendar,
    /// Opens what was written.
    pub vault: Vault,
    /// Looks through what goes out.
    pub gate: Gate,
    /// What is public already.
    pub index: search::Index,
}

impl FromRef<Requests> for Site {
    fn from_ref(requests: &Requests) -> Site {
        requests.site.clone()
    }
}

impl Requests {
    fn desk(&self) -> Desk<'_> {
        Desk { store: self.site.store(), vault: &self.vault, calendar: &self.calendar, gate: &self.gate }
    }
}

/// The place in the navigation under which the office's pages stand.
const PLACE: &str = "/office/requests";
/// Whoever takes a step; which, the rules say.
const WORKERS: Access =
    Access::Roles(&[Role::Liaison, Role::UnitHead, Role::Office, Role::SecrecyReviewer, Role::Leader]);
/// The same, and who watches.
const READERS: Access = Access::Roles(&[
    Role::Liaison,
    Role::UnitHead,
    Role::Office,
    Role::SecrecyReviewer,
    Role::Leader,
    Role::Supervisor,
]);
const OFFICE: Access = Access::Roles(&[Role::Office]);
/// Who writes, reviews and signs letters.
const WRITERS: Access = Access::Roles(&[Role::Office, Role::SecrecyReviewer, Role::Leader]);
/// Whoever answers for the figures.
const COUNTERS: Access = Access::Roles(&[Role::Office, Role::Leader, Role::Supervisor]);

/// The routes of requests.
pub fn routes() -> Routes<Requests> {
    Routes::new()
        .get("/requests/new", Access::Public, public::form)
        .post_queued(Queue::Letters, "/requests/new", Access::Public, public::send)
        .post_queued(Queue::Letters, "/requests/sufficed", Access::Public, public::sufficed)
        .get("/requests", Access::Public, public::follow_form)
        .post_queued(Queue::Letters, "/requests", Access::Public, public::follow)
        .post_queued(Queue::Letters, "/requests/correction", Access::Public, public::correct)
        .post_queued(Queue::Letters, "/requests/withdrawal", Access::Public, public::withdraw)
        .get("/office/requests", READERS, list::page)
        .get("/office/requests/new", OFFICE, entry::page)
        .post("/office/requests/new", OFFICE, entry::send)
        .get("/office/requests/figures", COUNTERS, figures::page)
        .get("/office/requests/{id}", READERS, case::page)
        .post("/office/requests/{id}/identity", OFFICE, case::identity)
        .post("/office/requests/{id}/publish", OFFICE, case::publish)
        .post("/office/requests/{id}/steps/{step}", WORKERS, case::take)
        .get("/office/requests/{id}/papers/{paper}/{format}", WRITERS, papers::file)
}
