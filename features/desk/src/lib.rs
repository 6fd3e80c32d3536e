//! The desk (办公桌): what waits for whoever looks, what they handed over, what their units
//! owe. It keeps nothing of its own and asks every feature before it.

mod owed;
mod page;
mod waiting;

use web::{Access, Routes, Site};

/// The route of the desk.
pub fn routes() -> Routes<Site> {
    Routes::new().get("/office", Access::Office, page::page)
}
