//! The finder by tables of cases, by properties, and against sets of lines with known values.

mod aid;
mod cases;
mod detection_set;
mod disguises;
mod fragments;
mod generated;
mod kinds;
mod marks;
mod masks;
mod notices;
mod properties;
mod school;
mod score;
mod told;
