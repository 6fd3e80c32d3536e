//! When a request may be taken, answered and counted. Pure: facts in, answer out.

pub mod decision;
pub mod figures;
pub mod form;
pub mod letters;
pub mod machine;
