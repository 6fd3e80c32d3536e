//! The SQL of channels and releases.

mod register;
mod releases;

pub use register::channels;
pub(crate) use register::{insert, locked, standing_portal, update};
pub use releases::{
    Filter, entries, entry_counts, released_before, released_counts, released_list, releases_of, standing_on,
};
pub(crate) use releases::{
    Record, entry, follow_version, held, put, set_cancelled, set_recalled, set_to_recall,
};
