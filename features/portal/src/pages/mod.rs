//! The public pages.

mod about;
mod cards;
mod catalogue;
mod files;
mod guide;
mod home;
mod item;
mod lists;
mod preview;
pub(crate) mod search;
mod statistics;
mod units;

use ::calendar::Calendar;
use axum::extract::FromRef;
use store::Connection;
use terms::Role;
use web::{Access, Outcome, Queue, Routes, Shell, Site, Visit};

use crate::parts;

/// What the public pages need.
#[derive(Clone)]
pub struct Portal {
    /// The site.
    pub site: Site,
    /// Working days.
    pub calendar: Calendar,
    /// The index of this node.
    pub index: ::search::Index,
    /// Reads attachments that are shown as pages.
    pub intake: documents::Intake,
}

impl FromRef<Portal> for Site {
    fn from_ref(portal: &Portal) -> Site {
        portal.site.clone()
    }
}

const WORKERS: Access = Access::Roles(&Role::DISCLOSURE);

/// The public routes, and what the public will see before it does.
pub fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/", Access::Public, home::page)
        .get("/catalogue", Access::Public, catalogue::page)
        .get("/catalogue/{number}", Access::Public, catalogue::entry)
        .get("/categories/{number}", Access::Public, catalogue::category)
        .get("/items", Access::Public, lists::newest)
        .get("/items/{key}", Access::Public, item::page)
        .get("/items/{key}/versions/{number}", Access::Public, item::version)
        .get_queued(
            Queue::Bulk,
            "/items/{key}/versions/{number}/changes",
            Access::Public,
            item::changes::page,
        )
        .get("/office/drafts/{id}/preview", WORKERS, item::preview::page)
        .get("/office/drafts/{id}/looks", WORKERS, item::preview::looks)
        .get("/notices", Access::Public, lists::notices)
        .get("/reports", Access::Public, lists::reports)
        .get("/units", Access::Public, units::list)
        .get("/units/{code}", Access::Public, units::page)
        .get("/guide", Access::Public, guide::page)
        .get("/statistics", Access::Public, statistics::page)
        .get_queued(Queue::Search, "/statistics/figures.xlsx", Access::Public, statistics::workbook)
        .get_queued(Queue::Search, "/statistics/records", Access::Public, statistics::figure)
        .get_queued(Queue::Search, "/search", Access::Public, search::page)
        .get_queued(Queue::Search, "/suggest", Access::Public, search::suggest)
        .get_queued(Queue::Search, "/api/v1/search", Access::Public, search::api)
        .get("/api/openapi.json", Access::Public, about::openapi)
        .get("/about/data", Access::Public, about::data)
        .get("/about/access", Access::Public, about::access)
        .get_queued(Queue::Bulk, "/files/{id}/{name}", Access::Public, files::file)
        .get_queued(Queue::Drawing, "/cards/{name}", Access::Public, cards::picture)
        .get_queued(Queue::Bulk, "/previews/{id}", Access::Public, preview::page)
        .get_queued(Queue::Bulk, "/feed.atom", Access::Public, crate::feeds::atom)
        .get_queued(Queue::Bulk, "/feed.json", Access::Public, crate::feeds::json)
        .get_queued(Queue::Bulk, "/sitemap.xml", Access::Public, crate::sitemap::whole)
        .get_queued(Queue::Bulk, "/sitemaps/{month}", Access::Public, crate::sitemap::month)
        .get("/robots.txt", Access::Public, crate::sitemap::robots)
        .get("/display", Access::Public, about::display)
        .get("/{*path}", Access::Public, about::old_address)
}

/// The shell of a page, with when what it shows changed last.
async fn shell(c: &mut Connection, portal: &Portal, visit: &Visit, place: &'static str) -> Outcome<Shell> {
    let mut shell = schools::shell::shell(&mut *c, visit, place).await?;
    let base = portal.site.public_url(visit.school()).await?;
    shell.domain =
        base.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default().to_owned();
    // Before the school says where it is, no page knows its whole address.
    if !base.is_empty() {
        shell.address = format!("{base}{}", parts::canonical(&visit.path, &visit.path_and_query));
    }
    shell.shared = cards::of_school(&shell, &base);
    if !visit.is_export {
        shell.script = web::asset("portal.js");
    }
    shell.feed = "/feed.atom".to_owned();
    let changed = publishing::newest_change(c, &visit.viewer).await?;
    shell.updated = changed.map(web::format::long_instant).unwrap_or_default();
    Ok(shell)
}

/// What list pages depend on.
pub(crate) fn depends_on_lists(visit: &Visit) -> web::Depends {
    let school = visit.school().0;
    web::Depends::on([crate::keys::lists(school), crate::keys::school(school), web::Key::today()])
}
