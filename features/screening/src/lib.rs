//! Secrecy review (保密审查): what the machine finds in a version before a
//! person passes it, and who answers for each finding by name.

pub mod actions;
mod fragments;
mod gate;
mod masks;
pub mod own;
pub mod pages;
pub mod rules;
mod scan;
mod store;
mod why;

pub use fragments::{Fragment, fragments};
pub use gate::{Gate, Lens, rules_of};
pub use masks::{MaskedPlace, masks, replaced};
pub use rules::{Answer, NotPassed, TOGETHER, name_of};
pub use scan::{BODY, Found, MOST_FOUND, Part, Placed, TITLE, is_aid, placed, placed_in_document, scan};
pub use store::findings::{Finding, Keep, answer, confirm, find, findings, findings_of_school, merge};
pub use store::fragments::{Together, keep_fragments, together};
pub use store::own::{in_force, removed};
pub use store::standing::{Recall, gone, recall_count, recalls, stands};
pub use why::why;
