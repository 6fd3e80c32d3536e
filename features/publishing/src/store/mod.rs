//! The SQL of publications.

pub mod attachments;
pub mod incoming;
pub mod issued;
pub mod lists;
pub mod manuscripts;
pub mod originals;
pub mod outgoing;
pub mod publications;
pub mod read;
pub mod remarks;
pub mod rereadings;
pub mod sheets;
pub mod standing;
pub mod steps;
pub mod takedowns;
pub mod tallies;
pub mod uploads;
pub mod versions;
