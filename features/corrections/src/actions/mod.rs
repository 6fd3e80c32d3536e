//! What can be done with corrections, one verb a file.

mod report;
mod settle;

pub(crate) use report::publication_of;
pub use report::{Report, report};
pub use settle::settle;
