use jiff::Timestamp;

/// The file that a draft was read from (稿件来源).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manuscript {
    /// The name that people gave it.
    pub file_name: String,
    /// What was read out of it into fields, by their names.
    pub read_out: Vec<String>,
    /// What of it could not be kept, in words.
    pub lost: Vec<String>,
    /// When it was read.
    pub read_at: Timestamp,
}
