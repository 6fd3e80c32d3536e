//! Documents: those of other people, read; papers of our own, written. HTML is
//! cleaned, sheets become rows. Knows nothing of disclosure.

pub mod card;
pub mod chart;
pub mod child;
pub mod html;
mod intake;
pub mod manuscript;
pub mod paper;
pub mod phrase;
pub mod reader;
pub mod redact;
pub mod sheets;

pub use intake::Intake;
