//! Disclosure on request (依申请公开): asked with a form, confirmed, handled on a legal clock, answered
//! with a numbered letter, counted in the national form.

pub mod actions;
mod error;
mod model;
pub mod pages;
pub mod rules;
mod store;

pub use error::RequestError;
pub use model::{Request, Said};
pub use store::{counted, open, open_count};

/// What these cases are called in the records.
pub const KIND: &str = "request";
