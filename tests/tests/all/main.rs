//! Whole journeys, on whichever engine the run has chosen.

mod accessibility;
mod attachments;
mod browser;
mod catalogue;
mod channels;
mod directories;
mod harness;
mod import;
mod imports;
mod isolation;
mod keeping;
mod links;
mod machine;
mod manuscripts;
mod order;
mod pages;
mod people;
mod report;
mod routes;
mod schools;
mod search;
mod sorting;
mod story;
mod upkeep;
mod visibility;
mod writing;
