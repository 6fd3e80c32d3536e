//! Personal data in plain text: where it stands, what it is, how sure.
//!
//! Pure: text in, findings out; no value is kept.

mod checks;
mod finding;
mod mask;
mod scan;

pub use finding::{Finding, Kind, Level};
pub use mask::{apply_masks, mask};
pub use scan::scan;
