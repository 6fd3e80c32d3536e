//! The SQL of publications.

pub mod attachments;
pub mod incoming;
pub mod issued;
pub mod lists;
pub mod manuscripts;
pub mod outgoing;
pub mod publications;
pub mod read;
pub mod remarks;
pub mod standing;
pub mod steps;
pub mod tallies;
pub mod uploads;
pub mod versions;
