//! What can be done with schools and units, one verb a file.

mod add_campus;
mod add_unit;
mod change_unit;
mod found_school;
mod merge_unit;
mod rename_unit;
mod save_settings;

pub use add_campus::add_campus;
pub use add_unit::{AddUnit, add_unit};
pub use change_unit::{ChangeUnit, change_unit};
pub use found_school::{FoundSchool, found_school};
pub use merge_unit::merge_unit;
pub use rename_unit::rename_unit;
pub use save_settings::save_settings;
