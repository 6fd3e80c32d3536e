//! Documents of other people, read; HTML cleaned. Knows nothing of disclosure.

pub mod html;
pub mod sheets;
