//! Personal data in plain text: where it stands, what it is, how sure.
//!
//! Pure: text in, findings out; no value is kept. A first look (`runs`, `sieve`, `places`) tells which
//! stretches of a text are worth reading. In those, numbers are looked for in groups of digits
//! (`groups`) with their disguises taken off (`disguise`), and checked by their check digits
//! and by the words around them (`context`); the words are data (`data/rules.toml`).

mod address;
mod aid;
mod checks;
mod context;
mod data;
mod disguise;
mod finding;
pub mod fragments;
mod groups;
mod letters;
mod lists;
mod mask;
mod masked;
mod messengers;
mod mobile;
mod numbers;
mod places;
mod registers;
mod rules;
mod runs;
mod scan;
mod secrecy;
mod sieve;
mod stream;
mod table;
mod together;
mod words;

pub use data::BadRules;
pub use finding::{Finding, Kind, Level};
pub use mask::{Audience, apply_masks, mask};
pub use rules::Rules;
pub use scan::scan;
pub use stream::Stream;
pub use together::Together;
