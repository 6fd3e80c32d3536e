//! Schools, campuses and units (学校、校区、部门).
//!
//! A unit may be renamed or merged into another; what it published before
//! stays under the name it had then.

pub mod actions;
mod error;
pub mod pages;
pub mod rules;
mod settings;
pub mod shell;
mod store;

pub use error::SchoolError;
pub use rules::{CampusRefusal, SchoolRefusal, UnitRefusal};
pub use settings::{Contact, Crest, GuideTexts, IndexRule, SchoolSettings};
pub use store::{
    Campus, School, Unit, UnitProfile, by_code, by_host, campuses, find, list, name_on, names_on,
    set_media_channel, unit, unit_by_code, unit_by_name, units,
};
