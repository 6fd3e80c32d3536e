//! The public portal (公开门户): home, catalogue, publications, units, guide,
//! statistics, search, feeds. Reads everything, through stores that ask the viewer.

mod errors;
mod feeds;
mod keys;
pub mod pages;
mod parts;
mod sitemap;

pub use errors::PublicErrors;
pub use keys::touched_by;
pub use pages::{Portal, routes};
