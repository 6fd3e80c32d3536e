use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The file that a draft was read from (稿件来源).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manuscript {
    /// The name that people gave it.
    pub file_name: String,
    /// What was read out of it into fields.
    pub read_out: Vec<ReadField>,
    /// What of it could not be kept, in words.
    pub lost: Vec<String>,
    /// When it was read.
    pub read_at: Timestamp,
}

/// A field that was read out of a file (读出).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadField {
    /// The field of the form.
    pub field: String,
    /// What was put there.
    pub value: String,
    /// The words of the file that say so.
    pub from: String,
}

impl ReadField {
    /// What people call the field.
    pub fn label(&self) -> &str {
        match self.field.as_str() {
            "title" => "标题",
            "document_no" => "文号",
            "made_on" => "生成日期",
            other => other,
        }
    }
}
