//! The store's promises, on whichever engine the tests run.

mod actions;
mod copying;
mod order;
