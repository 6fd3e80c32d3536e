//! The pages of channels in the office.
