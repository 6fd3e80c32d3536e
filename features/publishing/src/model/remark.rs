use jiff::Timestamp;
use terms::{PersonId, VersionId};

/// A remark's number in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemarkId(pub i64);

/// A remark (批注) on a version, by one of those who work on it.
#[derive(Clone, Debug)]
pub struct Remark {
    /// Its number.
    pub id: RemarkId,
    /// The version it was made on.
    pub version: VersionId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// The passage that is meant, as it stood then; empty where the whole is meant.
    pub quote: String,
    /// What is remarked.
    pub text: String,
    /// By whom and when it was settled (已处理); nothing while it is open.
    pub settled: Option<(PersonId, Timestamp)>,
    /// What was answered, the first first.
    pub answers: Vec<RemarkAnswer>,
}

/// An answer to a remark.
#[derive(Clone, Debug)]
pub struct RemarkAnswer {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// What.
    pub text: String,
}
