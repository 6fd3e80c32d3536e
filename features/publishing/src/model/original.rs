//! What a masked file was made of.

use jiff::Timestamp;
use terms::{AttachmentId, PersonId, VersionId};

/// An original: sealed, with the office.
#[derive(Clone, Debug)]
pub struct Original {
    /// Its number.
    pub id: i64,
    /// The version.
    pub version: VersionId,
    /// The masked file in its place.
    pub attachment: AttachmentId,
    /// The name that people gave it.
    pub name: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// The sealed file.
    pub(crate) sealed_hash: String,
    /// For which place it was sealed.
    pub(crate) place: String,
    /// What was taken out besides what was masked, for people.
    pub removed: String,
    /// Who masked it.
    pub masked_by: Option<PersonId>,
    /// When.
    pub masked_at: Timestamp,
}

/// Somebody looked into an original.
#[derive(Clone, Debug)]
pub struct OriginalReading {
    /// The original.
    pub original: i64,
    /// Who.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}
