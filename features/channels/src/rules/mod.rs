//! What a channel may be called, what follows from a release or a withdrawal,
//! and what may be recorded. Pure: facts in, answer out.

mod channel;
mod follow;
mod guess;
mod record;
mod refusal;

pub use channel::{check_add, check_change};
pub use follow::{Held, Step, after_release, after_withdrawal};
pub use guess::{check_named, guess, named};
pub use record::{Facts, check_cancel, check_recall, check_record, is_web, may_record};
pub use refusal::Refusal;
