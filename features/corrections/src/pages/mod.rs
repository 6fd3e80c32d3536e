//! The pages of corrections: the public form and its answer, the office's list.

mod office;
mod public;

use ::calendar::Calendar;
use axum::extract::FromRef;
use terms::Role;
use web::{Access, Queue, Routes, Site};

/// What these pages need.
#[derive(Clone)]
pub struct Corrections {
    /// The site.
    pub site: Site,
    /// Working days.
    pub calendar: Calendar,
}

impl FromRef<Corrections> for Site {
    fn from_ref(corrections: &Corrections) -> Site {
        corrections.site.clone()
    }
}

/// Whoever answers, and the supervision group, which looks.
const READERS: Access = Access::Roles(&[Role::Liaison, Role::UnitHead, Role::Office, Role::Supervisor]);
const WORKERS: Access = Access::Roles(&[Role::Liaison, Role::UnitHead, Role::Office]);

/// The routes of corrections.
pub fn routes() -> Routes<Corrections> {
    Routes::new()
        .get("/corrections/new", Access::Public, public::form)
        .get("/corrections", Access::Public, public::look_up)
        .post_queued(Queue::Letters, "/corrections", Access::Public, public::send)
        .get("/corrections/{code}", Access::Public, public::answer)
        .get("/office/corrections", READERS, office::list)
        .post("/office/corrections/{id}", WORKERS, office::settle)
}
