//! The SQL of findings, of what stands public with some, and of a school's words.

pub(crate) mod findings;
pub(crate) mod fragments;
pub(crate) mod own;
pub(crate) mod standing;

#[cfg(test)]
pub(crate) use findings::samples;
