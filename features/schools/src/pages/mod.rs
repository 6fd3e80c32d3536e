//! The pages of schools and units.
