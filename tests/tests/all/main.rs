//! Whole journeys, on whichever engine the run has chosen.

mod browser;
mod harness;
mod import;
mod keeping;
mod machine;
mod order;
mod routes;
mod story;
mod upkeep;
