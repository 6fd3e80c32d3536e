//! What may be published, by whom, in which order. Pure: facts in, answer out.

pub mod advice;
pub mod again;
pub mod compare;
pub mod content;
pub mod index_number;
pub mod likely;
pub mod reading;
pub mod refusal;
pub mod remarks;
pub mod sorting;
pub mod uploads;
pub mod workflow;
