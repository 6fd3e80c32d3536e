//! The catalogue (公开清单): what a school must publish, who owes it, and
//! whether it stands.

pub mod actions;
mod board;
mod directories;
mod error;
mod national;
pub mod pages;
pub mod rules;
mod store;
mod taxonomies;

pub use board::{Board, CategoryView, EntryView, Totals, board, edition, edition_of, edition_on, editions};
pub use directories::{Placed, chosen_on, directories_on, placed_on, with_below};
pub use error::CatalogueError;
pub use national::{
    Basis, Category, Certainty, Clock, NationalEntry, NationalList, NoticeRule, SchoolType, Standing,
    national_list,
};
pub use taxonomies::{TagRefusal, Taxonomy, check_tags, tagged, taxonomies, taxonomy};
