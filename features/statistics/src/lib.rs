//! Statistics (统计) and the yearly report (年度报告): counted from the records, written by the
//! office, approved, frozen, published.

pub mod actions;
mod error;
mod gather;
mod model;
pub mod pages;
mod paper;
mod render;
pub mod rules;
mod store;
pub mod tables;
mod workbook;

pub use error::StatisticsError;
pub use gather::{for_report, for_viewer};
pub use model::{Answered, FrozenFiles, PartText, Report};
pub use render::{Contents, Format, contents, file};
pub use rules::ledger::Ledger;
pub use rules::text::Shown;
pub use store::{answers, list, of_year, texts};
pub use workbook::workbook;

/// Figures and what they count.
pub mod figures {
    pub use crate::rules::figure::{Group, Key, Measure};
    pub use crate::rules::figures::growth_percent;
}
