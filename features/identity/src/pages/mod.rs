//! The pages of signing in, one's own account, and people.

mod account;
mod device;
mod links;
mod people;
mod roster;
mod seal;
mod sign_in;

use axum::extract::FromRef;
use documents::Intake;
use terms::Role;
use web::{Access, Routes, Site};

use crate::Hasher;

pub use sign_in::sealed_form;

/// What these pages need.
#[derive(Clone)]
pub struct Identity {
    /// The site.
    pub site: Site,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Reads files as they come in.
    pub intake: Intake,
}

impl FromRef<Identity> for Site {
    fn from_ref(identity: &Identity) -> Site {
        identity.site.clone()
    }
}

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);

/// The routes of signing in, accounts and people.
pub fn routes() -> Routes<Identity> {
    Routes::new()
        .get("/sign-in", Access::Public, sign_in::page)
        .post("/sign-in", Access::Public, sign_in::send)
        .post("/sign-out", Access::SignedIn, sign_in::out)
        .get("/link/{secret}", Access::Public, sign_in::link)
        .post("/link/{secret}", Access::Public, sign_in::set_password)
        .get("/account", Access::SignedIn, account::page)
        .post("/account/password", Access::SignedIn, account::change_password)
        .post("/account/sessions/{id}/end", Access::SignedIn, account::end_session)
        .post("/account/sessions/end-others", Access::SignedIn, account::end_other_sessions)
        .get("/office/people", ADMINISTRATORS, people::list)
        .post("/office/people", ADMINISTRATORS, people::add)
        .get("/office/people/roster", ADMINISTRATORS, roster::page)
        .post("/office/people/roster", ADMINISTRATORS, roster::check)
        .post("/office/people/roster/take", ADMINISTRATORS, roster::take_in)
        .get("/office/people/template/{name}", ADMINISTRATORS, roster::template)
        .post("/office/people/links", ADMINISTRATORS, links::give)
        .get("/office/people/{id}", ADMINISTRATORS, people::person)
        .post("/office/people/{id}", ADMINISTRATORS, people::change)
        .post("/office/people/{id}/roles", ADMINISTRATORS, people::give_roles)
        .post("/office/people/{id}/link", ADMINISTRATORS, people::give_link)
        .post("/office/people/{id}/dismiss", ADMINISTRATORS, people::dismiss)
        .post("/office/people/{id}/restore", ADMINISTRATORS, people::restore)
}
