//! The pages of signing in, one's own account, and people.

mod account;
mod people;
mod sign_in;

use axum::extract::FromRef;
use store::{Connection, Failure};
use terms::Role;
use web::{Access, NavItem, OfficeShell, Routes, Site, Visit, asset};

use crate::Hasher;

pub use sign_in::sealed_form;

/// What these pages need.
#[derive(Clone)]
pub struct Identity {
    /// The site.
    pub site: Site,
    /// Hashes passwords.
    pub hasher: Hasher,
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
        .get("/office/people", ADMINISTRATORS, people::list)
        .post("/office/people", ADMINISTRATORS, people::add)
        .get("/office/people/{id}", ADMINISTRATORS, people::person)
        .post("/office/people/{id}/roles", ADMINISTRATORS, people::give_roles)
        .post("/office/people/{id}/link", ADMINISTRATORS, people::give_link)
        .post("/office/people/{id}/dismiss", ADMINISTRATORS, people::dismiss)
}

/// The words of the office's navigation that a person can use.
fn nav(visit: &Visit) -> Vec<NavItem> {
    let viewer = &visit.viewer;
    let works = [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role))
        || viewer.sees_all_drafts();
    let items = [
        ("办公桌", "/office", viewer.is_staff_user()),
        ("发布", "/office/drafts", works),
        ("目录", "/office/catalogue", works),
        ("人员", "/office/people", viewer.has(Role::Administrator)),
    ];
    items.into_iter().filter(|(_, _, may)| *may).map(|(word, path, _)| NavItem { word, path }).collect()
}

/// What stands around every page of the office.
pub async fn office_shell(
    c: &mut Connection,
    site: &Site,
    visit: &Visit,
    place: &'static str,
) -> Result<OfficeShell, Failure> {
    let school = schools::find(c, visit.school()).await?;
    let person = visit.viewer.person.as_ref();
    let mut roles: Vec<&str> =
        person.map(|person| person.roles.iter().map(|(role, _)| role.name()).collect()).unwrap_or_default();
    roles.dedup();
    Ok(OfficeShell {
        school: school.map(|school| school.name).unwrap_or_default(),
        person: person.map(|person| person.name.clone()).unwrap_or_default(),
        roles: roles.join("、"),
        style: asset("office.css"),
        script: asset("office.js"),
        nav: nav(visit),
        place,
        token: site.tokens().make(&visit.binding, visit.now),
        done: None,
    })
}
