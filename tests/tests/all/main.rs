//! Whole journeys, on whichever engine the run has chosen.

mod accessibility;
mod browser;
mod harness;
mod import;
mod isolation;
mod order;
mod routes;
mod story;
mod upkeep;
mod visibility;
