//! What the crate makes and reads, seen from outside.

mod archives;
mod bad;
mod hostile;
mod made;
mod manuscripts;
mod mutations;
mod office;
mod older;
mod papers;
mod pastes;
mod pdfs;
mod reading;
mod redacting;
