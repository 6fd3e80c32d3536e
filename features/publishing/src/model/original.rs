//! What lies sealed with the office: of what a masked file was made, what was taken down at once.

use jiff::Timestamp;
use terms::{AttachmentId, PersonId, VersionId};

/// Something sealed, of a version.
#[derive(Clone, Debug)]
pub struct Original {
    /// Its number.
    pub id: i64,
    /// The version.
    pub version: VersionId,
    /// The masked file in its place; none of what was taken down at once (紧急撤下).
    pub attachment: Option<AttachmentId>,
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
    /// Who masked it, or took it down.
    pub masked_by: Option<PersonId>,
    /// When.
    pub masked_at: Timestamp,
}

/// Somebody looked into something sealed.
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
