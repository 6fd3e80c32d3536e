//! The clock: tables of cases counted by hand from the notices, refusals, and
//! properties over all orders of pause and extension.

mod cases;
mod house;
mod life;
mod moving;
mod properties;
mod refusals;
mod regimes;
