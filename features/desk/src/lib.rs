//! The desk (办公桌): what waits for whoever looks, what they handed over, what their units
//! owe. It keeps nothing of its own and asks every feature before it.

mod day;
mod find;
mod owed;
mod page;
mod waiting;

use axum::extract::FromRef;
use calendar::Calendar;
use web::{Access, Queue, Routes, Site};

pub use waiting::Counts;

/// What the desk needs.
#[derive(Clone)]
pub struct Desks {
    /// The site.
    pub site: Site,
    /// Working days.
    pub calendar: Calendar,
    /// The index of this node.
    pub index: search::Index,
}

impl FromRef<Desks> for Site {
    fn from_ref(desks: &Desks) -> Site {
        desks.site.clone()
    }
}

/// The routes of the desk.
pub fn routes() -> Routes<Desks> {
    Routes::new().get("/office", Access::Office, page::page).get_queued(
        Queue::Search,
        "/office/find",
        Access::Office,
        find::page,
    )
}
