//! A publication's life, from the first draft to its withdrawal.

mod attachments;
mod house;
mod life;
mod notices;
mod visibility;
