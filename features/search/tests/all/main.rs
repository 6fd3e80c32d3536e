//! Search: everything that stands in a text is found, in a sensible order, by
//! whoever may read it, and nothing is lost when a process dies.

mod attachments;
mod finding;
mod following;
mod lasting;
mod made;
mod order;
mod visibility;
