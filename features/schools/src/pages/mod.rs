//! The pages of units and of the school's settings.

mod settings;
mod units;

use terms::Role;
use web::{Access, Routes, Site};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);

/// The routes of units and settings.
pub fn routes() -> Routes<Site> {
    Routes::new()
        .get("/office/units", ADMINISTRATORS, units::list)
        .post("/office/units", ADMINISTRATORS, units::add)
        .get("/office/units/{id}", ADMINISTRATORS, units::unit)
        .post("/office/units/{id}", ADMINISTRATORS, units::change)
        .post("/office/units/{id}/rename", ADMINISTRATORS, units::rename)
        .post("/office/units/{id}/merge", ADMINISTRATORS, units::merge)
        .get("/office/settings", ADMINISTRATORS, settings::page)
        .post("/office/settings", ADMINISTRATORS, settings::save)
}
