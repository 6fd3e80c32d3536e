//! The pages of the catalogue in the office: the board, an edition with all
//! its rules, an entry.

mod above;
mod board;
mod edition;
mod editions;
mod entry;
mod history;
mod names;
mod new;
mod show;
mod words;
mod written;

use axum::extract::FromRef;
use calendar::Calendar;
use terms::Role;
use web::{Access, Routes, Site};

pub use words::mark;

/// What these pages need.
#[derive(Clone)]
pub struct CatalogueOffice {
    /// The site.
    pub site: Site,
    /// Working days.
    pub calendar: Calendar,
}

impl FromRef<CatalogueOffice> for Site {
    fn from_ref(office: &CatalogueOffice) -> Site {
        office.site.clone()
    }
}

const READERS: Access = Access::Roles(&Role::DISCLOSURE);
const OFFICE: Access = Access::Roles(&[Role::Office]);
/// Heads of units, and the office: `rules::may_keep` says for which editions.
const KEEPERS: Access = Access::Roles(&[Role::UnitHead, Role::Office]);
/// The head of the lead unit, and the office: `rules::may_declare_nil` says for which entries.
const SIGNERS: Access = Access::Roles(&[Role::UnitHead, Role::Office]);

/// The routes of the catalogue's pages.
pub fn routes() -> Routes<CatalogueOffice> {
    Routes::new()
        .get("/office/catalogue", READERS, board::page)
        .get("/office/editions", READERS, editions::page)
        .post("/office/editions", KEEPERS, editions::adopt)
        .get("/office/editions/{id}", READERS, edition::page)
        .get("/office/editions/{id}/new", KEEPERS, new::page)
        .post("/office/editions/{id}/new", KEEPERS, new::add)
        .get("/office/editions/{id}/entries/{number}", READERS, entry::page)
        .post("/office/editions/{id}/entries/{number}/amend", KEEPERS, entry::amend)
        .post("/office/editions/{id}/entries/{number}/units", KEEPERS, entry::assign)
        .post("/office/editions/{id}/entries/{number}/split", OFFICE, entry::split)
        .post("/office/editions/{id}/entries/{number}/not-applicable", KEEPERS, entry::not_applicable)
        .post("/office/editions/{id}/entries/{number}/applicable", KEEPERS, entry::applicable)
        .post("/office/editions/{id}/entries/{number}/nil", SIGNERS, entry::nil)
        .post("/office/editions/{id}/entries/{number}/nil-back", SIGNERS, entry::nil_back)
}
