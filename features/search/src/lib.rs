//! Search in Chinese (检索): one index on each node that follows the event log.
//!
//! Characters and bigrams find every substring; nothing is asked of the
//! database, so search is the same on both engines.

mod follower;
mod grams;
mod highlight;
mod index;
mod query;

pub use follower::Indexer;
pub use highlight::Piece;
pub use index::{Entry, Index, IndexError};
pub use query::{Facet, Facets, Hit, Request, Results, Sort};
