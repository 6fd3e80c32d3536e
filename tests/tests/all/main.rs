//! Whole journeys, on whichever engine the run has chosen.

mod browser;
mod harness;
mod import;
mod imports;
mod order;
mod people;
mod routes;
mod story;
mod upkeep;
