//! Import (导入): what already stood public elsewhere comes in, row by row,
//! each an action.

mod record;
mod run;
mod store;

pub use record::{FieldProblem, Record, read};
pub use run::{Counts, Importer, Options, Rejected};
