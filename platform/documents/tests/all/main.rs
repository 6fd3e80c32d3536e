//! What the crate makes and reads, seen from outside.

mod hostile;
mod papers;
mod reading;
