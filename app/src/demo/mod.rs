//! The demo: a fictional college with two academic years of publications,
//! filled by the same actions that people use.

mod catalogue;
mod channels;
mod content;
mod corrections;
mod days;
mod fill;
mod publish;
mod reports;
mod requests;
mod way;
mod words;

pub use fill::fill;
