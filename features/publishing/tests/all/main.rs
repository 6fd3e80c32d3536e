//! A publication's life, from the first draft to its withdrawal.

mod attachments;
mod chains;
mod ending;
mod gate;
mod house;
mod imported;
mod life;
mod masking;
mod notices;
mod remarks;
mod standing;
mod two_eyes;
mod visibility;
