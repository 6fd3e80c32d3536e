//! What the journeys stand on: a database of their own, the built program as a
//! process, and a real browser.

pub mod browser;
pub mod caller;
pub mod engines;
pub mod house;
pub mod postgresql;
pub mod publications;
pub mod scene;
pub mod servers;
