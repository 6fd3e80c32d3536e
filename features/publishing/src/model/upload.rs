use jiff::Timestamp;
use terms::{AttachmentId, PersonId, VersionId};

/// A large file on its way to a draft, in chunks (分段上传).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its number in the database.
    pub id: i64,
    /// Names its chunks, and stands in its address.
    pub code: String,
    /// The draft.
    pub version: VersionId,
    /// Who began it; nobody else may go on.
    pub person: PersonId,
    /// The name that the person gave the file.
    pub name: String,
    /// How large the whole file is.
    pub size_bytes: i64,
    /// Of the whole content, as the browser counted it.
    pub checksum: String,
    /// How large each chunk is, but for the last.
    pub chunk_bytes: i64,
    /// How much has come, without a gap.
    pub received_bytes: i64,
    /// When the last chunk came.
    pub touched_at: Timestamp,
    /// What it became, once it is whole.
    pub attachment: Option<AttachmentId>,
}

/// A large file to be sent.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The name that the person gave it.
    pub name: String,
    /// How large it is.
    pub size_bytes: i64,
    /// Of the whole content, as [`crate::rules::uploads::checksum`] counts it.
    pub checksum: String,
}
