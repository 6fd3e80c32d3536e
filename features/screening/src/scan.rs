//! The machine's reading of a version.

use terms::AttachmentId;

/// A piece of a version to be read: the title, the body, a part of an attachment.
pub struct Part {
    /// What people call it: 标题, 正文, or the attachment and the place inside it.
    pub name: String,
    /// The attachment, if it stands in one.
    pub attachment: Option<AttachmentId>,
    /// Its text, or why there is none.
    pub text: Result<String, String>,
}

/// Something found, not yet kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What people call the part.
    pub part: String,
    /// The attachment, if it stands in one.
    pub attachment: Option<AttachmentId>,
    /// Its first Unicode scalar value in the part.
    pub from: usize,
    /// The one after its last.
    pub to: usize,
    /// What it is.
    pub kind: String,
    /// `block`, `warn` or `info`.
    pub level: String,
    /// The value with its telling part hidden.
    pub masked: String,
    /// The rule that found it.
    pub rule: String,
}

/// Reads every part. What cannot be read is a finding too: a person must open
/// it and answer for it by name.
pub fn scan(parts: &[Part]) -> Vec<Found> {
    parts
        .iter()
        .flat_map(|part| match &part.text {
            Ok(text) => pii::scan(text).into_iter().map(|finding| found(part, &finding)).collect(),
            Err(why) => vec![unreadable(part, why)],
        })
        .collect()
}

fn found(part: &Part, finding: &pii::Finding) -> Found {
    Found {
        part: part.name.clone(),
        attachment: part.attachment,
        from: finding.start,
        to: finding.end,
        kind: finding.kind.code().to_owned(),
        level: finding.level.code().to_owned(),
        masked: finding.masked.clone(),
        rule: finding.rule.to_owned(),
    }
}

fn unreadable(part: &Part, why: &str) -> Found {
    Found {
        part: part.name.clone(),
        attachment: part.attachment,
        from: 0,
        to: 0,
        kind: "unreadable".to_owned(),
        level: pii::Level::Warn.code().to_owned(),
        masked: String::new(),
        rule: why.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_a_finding_too() {
        let part = |name: &str, text| Part { name: name.into(), attachment: None, text };
        let found =
            scan(&[part("正文", Ok("电话13800138000".into())), part("扫描件.pdf", Err("是扫描件".into()))]);
        let told: Vec<_> =
            found.iter().map(|f| (f.part.as_str(), f.kind.as_str(), f.level.as_str())).collect();
        assert_eq!(told, [("正文", "mobile", "block"), ("扫描件.pdf", "unreadable", "warn")]);
        assert!(!found[0].masked.contains("0013"));
    }
}
