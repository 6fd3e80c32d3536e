//! All routes of the program, in one table.

use std::sync::Arc;

use axum::Router;
use events::Progress;
use portal::{Portal, PublicErrors};
use web::{Front, Readiness, Routes, Row, Site, asset_router};

use crate::house::House;
use crate::upkeep::{self, Upkeep};

/// The front of an installation and the table of its routes. It is ready once
/// the followers have come to the event `caught_up_at`, and while they can look for more.
pub fn front(
    house: &House,
    site: &Site,
    index: search::Index,
    progress: Progress,
    caught_up_at: i64,
) -> (Front, Vec<Row>) {
    let (router, rows) = all(house, site, index).into_parts();
    let router: Router = router.merge(asset_router());
    let ready: Readiness = Arc::new(move || progress.number() >= caught_up_at && !progress.is_stuck());
    (Front::new(site.clone(), router, Arc::new(PublicErrors::new(site.clone())), ready), rows)
}

fn all(house: &House, site: &Site, index: search::Index) -> Routes<()> {
    let upkeep = Upkeep::new(house, site, &index);
    let desks = desk::Desks { site: site.clone(), calendar: house.calendar.clone(), index: index.clone() };
    let portal = Portal {
        site: site.clone(),
        calendar: house.calendar.clone(),
        index: index.clone(),
        intake: house.intake.with_own_turns(),
    };
    let catalogue =
        catalogue::pages::CatalogueOffice { site: site.clone(), calendar: house.calendar.clone() };
    let pages = identity::pages::Identity {
        site: site.clone(),
        hasher: house.hasher.clone(),
        intake: house.intake.clone(),
    };
    let office = publishing::pages::Office {
        site: site.clone(),
        calendar: house.calendar.clone(),
        intake: house.intake.clone(),
        channels: Arc::new(channels::Register),
        screen: house.screen.clone(),
    };
    let corrections =
        corrections::pages::Corrections { site: site.clone(), calendar: house.calendar.clone() };
    let requests = requests::pages::Requests {
        site: site.clone(),
        calendar: house.calendar.clone(),
        vault: house.vault(),
        gate: house.screen.gate.clone(),
        index,
    };
    let imports = importing::pages::Imports { site: site.clone(), intake: house.intake.clone() };
    let reports = statistics::pages::Reports::new(site, &house.intake);
    portal::routes()
        .with_state(portal)
        .and(schools::pages::routes().with_state(site.clone()))
        .and(identity::pages::routes().with_state(pages))
        .and(catalogue::pages::routes().with_state(catalogue))
        .and(screening::pages::routes().with_state(site.clone()))
        .and(publishing::pages::routes().with_state(office))
        .and(channels::pages::routes().with_state(site.clone()))
        .and(corrections::pages::routes().with_state(corrections))
        .and(requests::pages::routes().with_state(requests))
        .and(desk::routes().with_state(desks))
        .and(statistics::pages::routes().with_state(reports))
        .and(importing::pages::routes().with_state(imports))
        .and(upkeep::routes().with_state(upkeep))
}
