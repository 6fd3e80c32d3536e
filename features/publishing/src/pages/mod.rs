//! The pages of drafts, reviews and publications in the office.
