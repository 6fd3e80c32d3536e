//! The pages of units, campuses and the school's settings.

mod campuses;
mod crest;
mod settings;
mod unit;
mod units;

use jiff::civil::Date;
use terms::Role;
use web::{Access, FieldError, Problems, Routes, Site};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);

/// The routes of units, campuses and settings.
pub fn routes() -> Routes<Site> {
    Routes::new()
        .get("/office/units", ADMINISTRATORS, units::list)
        .post("/office/units", ADMINISTRATORS, units::add)
        .get("/office/units/{id}", ADMINISTRATORS, unit::page)
        .post("/office/units/{id}", ADMINISTRATORS, unit::change)
        .post("/office/units/{id}/rename", ADMINISTRATORS, unit::rename)
        .post("/office/units/{id}/merge", ADMINISTRATORS, unit::merge)
        .get("/office/campuses", ADMINISTRATORS, campuses::page)
        .post("/office/campuses", ADMINISTRATORS, campuses::add)
        .post("/office/campuses/{id}", ADMINISTRATORS, campuses::change)
        .post("/office/campuses/{id}/remove", ADMINISTRATORS, campuses::remove)
        .get("/office/settings", ADMINISTRATORS, settings::page)
        .post("/office/settings", ADMINISTRATORS, settings::save)
        .post("/office/settings/crest", ADMINISTRATORS, crest::save)
        .post("/office/settings/crest/remove", ADMINISTRATORS, crest::remove)
        .get("/crests/{name}", Access::Public, crest::picture)
}

/// The day that was typed; an empty field is today, and what is no day a problem.
fn day_of(field: &str, typed: &str, today: Date, problems: &mut Problems) -> Date {
    if typed.is_empty() {
        return today;
    }
    web::format::parse_day(typed).unwrap_or_else(|| {
        problems.push(field, FieldError::NotADay(typed.to_owned()));
        today
    })
}
