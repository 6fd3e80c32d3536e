//! Documents of other people, read and written; HTML cleaned. Knows nothing of disclosure.

pub mod html;
