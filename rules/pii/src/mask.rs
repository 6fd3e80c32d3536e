//! Masking: what is shown of a value. Safer than the custom: the first six and
//! last four of an identity number leave about 200 candidates.

use crate::{Finding, Kind};

/// A value with its telling part hidden.
pub fn mask(kind: Kind, value: &str) -> String {
    let shown = |head: usize, tail: usize| {
        let count = value.chars().count();
        let hidden = count.saturating_sub(head + tail);
        let stars = "*".repeat(hidden.max(1));
        let first: String = value.chars().take(head.min(count)).collect();
        let last: String = value.chars().skip(count.saturating_sub(tail).max(head)).collect();
        format!("{first}{stars}{last}")
    };
    match kind {
        Kind::IdCard => shown(3, 0),
        Kind::Mobile => shown(3, 4),
        Kind::BankCard => shown(0, 4),
        Kind::Uscc => value.to_owned(),
        Kind::Email => match value.split_once('@') {
            Some((name, host)) => format!("{}***@{host}", name.chars().next().unwrap_or('*')),
            None => shown(1, 0),
        },
    }
}

/// The text with every finding that is not harmless replaced by its mask.
pub fn apply_masks(text: &str, findings: &[Finding]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    let mut place = 0;
    for finding in findings.iter().filter(|f| f.level > crate::Level::Info) {
        if finding.start < place {
            continue;
        }
        out.extend(characters.by_ref().take(finding.start - place));
        characters.by_ref().take(finding.end - finding.start).for_each(drop);
        out.push_str(&finding.masked);
        place = finding.end;
    }
    out.extend(characters);
    out
}
