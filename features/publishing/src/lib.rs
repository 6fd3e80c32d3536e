//! publishing

pub mod kinds;
