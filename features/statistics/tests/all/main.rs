//! Stories of yearly reports, on whichever engine is running.

mod counting;
mod scene;
mod way;
