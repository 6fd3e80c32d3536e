//! The finder by tables of cases, by properties, and against the detection set beside the project.

mod cases;
mod detection_set;
mod properties;
