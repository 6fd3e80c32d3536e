//! The two engines.

use crate::OpenError;

/// Which database is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, in a file of the data folder.
    Sqlite,
    /// PostgreSQL or what speaks its protocol.
    Postgres,
}

impl Engine {
    /// The engine that an address names.
    pub fn of_url(url: &str) -> Result<Self, OpenError> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Engine::Sqlite),
            Some("postgres" | "postgresql") => Ok(Engine::Postgres),
            _ => Err(OpenError::UnknownEngine),
        }
    }
}
