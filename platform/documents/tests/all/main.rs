//! What the crate makes and reads, seen from outside.

mod hostile;
mod manuscripts;
mod papers;
mod pastes;
mod reading;
mod redacting;
