//! What can be done with requests, one verb a file.

mod ask;
mod effects;
mod follow;
mod letter;
mod publish;
mod read_identity;
mod recount;
mod suffice;
mod take;

pub use ask::{Incoming, Taken, ask};
pub use effects::SEALS;
pub(crate) use effects::reply_of;
pub use follow::{correct, follow, withdraw};
pub(crate) use letter::told;
pub use publish::publish;
pub use read_identity::read_identity;
pub use recount::{RECOUNTED, recount};
pub use suffice::suffice;
pub use take::{Desk, Input, take};
