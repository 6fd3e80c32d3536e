//! Whole journeys, on whichever engine the run has chosen.

mod browser;
mod harness;
mod upkeep;
