//! Import (导入): what already stood public elsewhere comes in, row by row,
//! each an action. From the command line the host's operator answers for a
//! batch; from the office a second person does.

pub mod actions;
mod attachments;
mod check;
mod error;
pub mod pages;
mod prepare;
mod record;
mod rejects;
pub mod rules;
mod run;
mod sheet;
mod store;
pub mod work;

pub use attachments::{Attachments, UploadedAttachment};
pub use check::{Check, FirstRow, RowErrors, RowFinding};
pub use error::ImportingError;
pub use record::{FieldProblem, Record, ToldChannel, read};
pub use run::{Counts, Importer, Options, Rejected};
pub use store::{Batch, batch, batches, waiting_for};
