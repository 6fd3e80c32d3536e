//! Search in Chinese (检索): one index on each node that follows the event log.
//!
//! Characters and bigrams find every substring; nothing is asked of the
//! database, so search is the same on both engines.

mod entry;
mod facets;
mod follower;
mod grams;
mod highlight;
mod index;
mod opened;
mod query;
mod search;
mod worth;

pub use entry::{AttachmentText, Entry};
pub use facets::{Facet, Facets};
pub use follower::Indexer;
pub use highlight::Piece;
pub use index::{Index, IndexError};
pub use search::{DEEPEST, Hit, Request, Results, Sort, Suggestion};
