//! Decisions about the catalogue: facts in, the outcome or every reason why
//! not out.

mod change;
#[cfg(test)]
mod change_tests;
mod coverage;
mod difference;
mod due;
mod edition;
mod entry;
mod nil;
mod refusal;
mod rights;
#[cfg(test)]
mod samples;

pub use change::{Amendment, MAX_PARTS, MAX_REASON_CHARS, NewEntry, Part};
pub use coverage::{Coverage, CoverageState, Facts, counts_for, coverage, with_parts};
pub use difference::{Difference, differences};
pub use due::{DueRule, NotADueRule};
pub use edition::{Edition, check_adoption, from_national, from_previous};
pub use entry::{Entry, EntryNo, MAX_NAME_CHARS, NotAnEntryNo, NotApplicable};
pub use nil::{NilDeclaration, declare_nil, take_back_nil};
pub use refusal::{Refusal, Refusals};
pub use rights::{may_declare_nil, may_edit, may_keep};
