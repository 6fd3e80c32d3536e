//! The desk (办公桌): what waits for whoever looks, what they handed over, what their units
//! owe. It keeps nothing of its own and asks every feature before it.

mod day;
mod owed;
mod page;
mod waiting;

use axum::extract::FromRef;
use calendar::Calendar;
use web::{Access, Routes, Site};

/// What the desk needs.
#[derive(Clone)]
pub struct Desks {
    /// The site.
    pub site: Site,
    /// Working days.
    pub calendar: Calendar,
}

impl FromRef<Desks> for Site {
    fn from_ref(desks: &Desks) -> Site {
        desks.site.clone()
    }
}

/// The route of the desk.
pub fn routes() -> Routes<Desks> {
    Routes::new().get("/office", Access::Office, page::page)
}
