//! The catalogue over its store: each action, old years, and who sees what.

mod boards;
mod changes;
mod editions;
mod fulfilments;
mod nils;
mod scene;
