//! Channels (公开渠道): by which ways a publication reaches people. One
//! publication on five channels is one publication and five releases, each a
//! record that somebody answers for.

pub mod actions;
mod error;
mod model;
pub mod pages;
mod register;
pub mod rules;
mod store;

pub use error::ChannelError;
pub use model::{Channel, Details, Entry, Kind, Release, State};
pub use register::Register;
pub use rules::Refusal;
pub use store::{
    Filter, channels, entries, entry_counts, released_before, released_counts, released_list, releases_of,
    standing_on,
};
