//! Whole journeys, on whichever engine the run has chosen.

mod browser;
mod harness;
mod import;
mod order;
mod report;
mod routes;
mod story;
mod upkeep;
