//! The catalogue (公开清单): what a school must publish, who owes it, and
//! whether it stands.

mod national;
mod taxonomies;

pub mod rules;

pub use national::{
    Basis, Category, Certainty, Clock, DayUnit, NationalEntry, NationalList, NoticeRule, SchoolType,
    Standing, national_list,
};
pub use taxonomies::{Taxonomy, taxonomies, taxonomy};
