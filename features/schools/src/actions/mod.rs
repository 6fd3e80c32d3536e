//! What can be done with schools and units, one verb a file.

mod add_campus;
mod add_unit;
mod change_campus;
mod change_unit;
mod found_school;
mod mark_kind;
mod merge_unit;
mod remove_campus;
mod rename_unit;
mod save_settings;
mod set_crest;

pub use add_campus::add_campus;
pub use add_unit::{AddUnit, add_unit};
pub use change_campus::change_campus;
pub use change_unit::{ChangeUnit, change_unit};
pub use found_school::{FoundSchool, found_school};
pub use mark_kind::mark_kind;
pub use merge_unit::merge_unit;
pub use remove_campus::remove_campus;
pub use rename_unit::rename_unit;
pub use save_settings::save_settings;
pub use set_crest::{remove_crest, set_crest};
