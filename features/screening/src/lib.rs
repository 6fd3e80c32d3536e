//! Secrecy review (保密审查): what the machine finds in a version before a
//! person passes it, and who answers for each finding by name.

pub mod rules;
mod scan;
mod store;

pub use rules::{Answer, NotPassed};
pub use scan::{Found, MOST_FOUND, Part, Placed, placed, scan};
pub use store::{Finding, answer, find, findings, findings_of_school, replace};
