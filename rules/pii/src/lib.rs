//! Personal data in plain text: where it stands, what it is, how sure.
//!
//! Pure: text in, findings out; no value is kept. Numbers are looked for in
//! groups of digits (`groups`) and checked by their check digits and by the
//! words around them (`context`); the words are data (`data/rules.toml`).

mod address;
mod checks;
mod context;
mod finding;
mod groups;
mod letters;
mod mask;
mod mobile;
mod numbers;
mod rules;
mod scan;
mod table;
mod words;

pub use finding::{Finding, Kind, Level};
pub use mask::{apply_masks, mask};
pub use rules::{BadRules, Rules};
pub use scan::scan;
