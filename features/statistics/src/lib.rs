//! Statistics (统计) and the yearly report (年度报告): counted from the records, written by the
//! office, approved, frozen, published.

pub mod actions;
mod behind;
mod error;
mod gather;
mod making;
mod model;
pub mod pages;
mod paper;
mod render;
pub mod rules;
mod store;
pub mod tables;
mod tallied;
mod workbook;

pub use behind::{Behind, behind};
pub use error::StatisticsError;
pub use gather::for_report;
pub use model::{Answered, FrozenFiles, PartText, Report};
pub use render::{Contents, Format, contents, file};
pub use rules::ledger::Ledger;
pub use rules::source::Source;
pub use rules::text::Shown;
pub use store::{answers, list, of_year, texts};
pub use tallied::{Tallied, tallied};
pub use workbook::workbook;

/// Figures and what they count.
pub mod figures {
    pub use crate::rules::figure::{Group, Key, Measure};
    pub use crate::rules::figures::growth_percent;
}
