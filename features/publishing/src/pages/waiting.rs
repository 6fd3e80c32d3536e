//! The large files that somebody has on the way to a draft, as its form lists them.

use jiff::civil::Date;
use web::format;

use crate::model::Upload;
use crate::rules::uploads::kept;

/// One of them.
pub(super) struct WaitingLine {
    pub code: String,
    pub name: String,
    /// How far it is.
    pub about: String,
    /// The day on which it is cleared.
    pub until: String,
}

impl WaitingLine {
    pub fn new(upload: Upload, today: Date) -> WaitingLine {
        // As the script that sends it says it.
        let megabytes = |bytes: i64| (bytes + (1 << 19)) >> 20;
        WaitingLine {
            about: format!(
                "已有 {} MB，共 {} MB",
                megabytes(upload.received_bytes),
                megabytes(upload.size_bytes)
            ),
            until: format::day(terms::day_of(upload.touched_at + kept()), today),
            code: upload.code,
            name: upload.name,
        }
    }
}
