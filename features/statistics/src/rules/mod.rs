//! What decides: nothing here reads a clock, a file or a database.

pub mod across;
pub mod check;
pub mod counts;
pub mod figure;
pub mod figures;
pub mod form;
pub mod ledger;
pub mod outline;
pub mod question;
pub mod refusal;
#[cfg(test)]
pub(crate) mod samples;
pub mod source;
pub mod text;
pub mod token;
pub mod way;
