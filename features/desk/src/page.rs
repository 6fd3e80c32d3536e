//! The page of the desk.

use askama::Template;
use axum::extract::State;
use publishing::pages::Line;
use terms::Role;
use web::{OfficeShell, Outcome, Page, Site, Visit};

use crate::owed::{Owed, owed};
use crate::waiting::waiting;

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct Desk {
    shell: OfficeShell,
    next: Option<Line>,
    waiting: Vec<Line>,
    handed: Vec<Line>,
    owed: Vec<Owed>,
    held: Vec<(i64, String)>,
    may_write: bool,
    is_administrator: bool,
}

pub async fn page(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let units = schools::units(c, visit.school()).await?;
    let waits = waiting(c, viewer, &units, visit.today()).await?;
    let held = match viewer.has(Role::SecrecyReviewer) {
        true => {
            publishing::holding(c, visit.school()).await?.into_iter().map(|p| (p.id.0, p.title)).collect()
        }
        false => Vec::new(),
    };
    let mut lines = waits.lines.into_iter();
    let desk = Desk {
        next: lines.next(),
        waiting: lines.collect(),
        handed: waits.handed,
        owed: owed(c, &visit).await?,
        held,
        may_write: [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role)),
        is_administrator: viewer.has(Role::Administrator),
        shell: schools::shell::office_shell(c, &site, &visit, "/office").await?,
    };
    Page::render(&desk, &visit)
}
