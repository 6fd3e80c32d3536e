//! A publication's life, from the first draft to its withdrawal.

mod house;
mod life;
mod notices;
mod visibility;
