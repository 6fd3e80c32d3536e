//! The catalogue over its store.
