//! The SQL of cases.

pub(crate) mod cases;
pub(crate) mod numbers;
pub(crate) mod papers;
pub(crate) mod readings;
pub(crate) mod steps;
pub(crate) mod tries;
