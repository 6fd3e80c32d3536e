//! Followers: whoever reads the event log, in order, at least once.
//!
//! A *local* follower keeps its cursor with what it builds (an index, a cache)
//! and is driven by [`follow`]. A *shared* one keeps it in the database, moves
//! it in the transaction of what it did, and runs on one node at a time under
//! a lease: [`Shared`].

mod follow;
mod shared;

pub use follow::{Answer, Follower, Progress, catch_up, follow};
pub use shared::{Consequence, Shared, cursors};
