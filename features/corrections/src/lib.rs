//! Corrections (纠错): readers say what is wrong on a page, and are answered.

pub mod actions;
mod error;
mod model;
pub mod pages;
pub mod rules;
mod store;

pub use error::CorrectionError;
pub use model::{Correction, Kind, Outcome};
pub use rules::Refusal;
pub use store::{by_code, open, open_count, settled};
