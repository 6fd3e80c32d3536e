//! Masking: what is shown of a value. Safer than the custom: the first six and
//! last four of an identity number leave about 200 candidates.

use crate::{Finding, Kind, Level};

/// A value with its telling part hidden. Never the whole of it.
pub fn mask(kind: Kind, value: &str) -> String {
    match kind {
        Kind::IdCard => shown(value, 3, 0),
        Kind::Mobile => shown(value, 3, 4),
        Kind::Landline => shown(value, 4, 2),
        Kind::BankCard => shown(value, 0, 4),
        Kind::Uscc => shown(value, 6, 4),
        Kind::Passport | Kind::TravelPermit => shown(value, 1, 2),
        Kind::Plate => shown(value, 2, 2),
        Kind::Email => mask_email(value),
        Kind::Address => mask_address(value),
        Kind::BirthDate => shown(value, 4, 0),
        Kind::StudentNo => shown(value, 2, 2),
        Kind::Hardship | Kind::Classification | Kind::Word => shown(value, 1, 0),
    }
}

/// The head and the tail of a value; of one too short to hide two characters between them, the first.
fn shown(value: &str, head: usize, tail: usize) -> String {
    let count = value.chars().count();
    let (head, tail) = match count {
        0 | 1 => (0, 0),
        _ if count <= head + tail + 1 => (1, 0),
        _ => (head, tail),
    };
    let first: String = value.chars().take(head).collect();
    let last: String = value.chars().skip(count - tail).collect();
    format!("{first}{}{last}", "*".repeat((count - head - tail).max(1)))
}

fn mask_email(value: &str) -> String {
    match value.split_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.chars().next().unwrap_or('*')),
        None => shown(value, 1, 0),
    }
}

/// Down to the county.
fn mask_address(value: &str) -> String {
    let county = value.char_indices().skip(2).find(|(_, c)| matches!(c, '区' | '县' | '旗'));
    match county {
        Some((at, c)) if at + c.len_utf8() < value.len() => format!("{}***", &value[..at + c.len_utf8()]),
        _ => shown(value, 2, 0),
    }
}

/// The text with every finding that is not harmless replaced by its mask.
pub fn apply_masks(text: &str, findings: &[Finding]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    let mut place = 0;
    for finding in findings.iter().filter(|finding| finding.level > Level::Info) {
        // Of one that begins inside another, what is left is hidden too.
        let from = finding.start.max(place);
        if finding.end <= from {
            continue;
        }
        out.extend(characters.by_ref().take(from - place));
        characters.by_ref().take(finding.end - from).for_each(drop);
        out.push_str(if from == finding.start { &finding.masked } else { "*" });
        place = finding.end;
    }
    out.extend(characters);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_overlap_nothing_is_left_over() {
        let finding = |start, end, masked: &str| Finding {
            start,
            end,
            kind: Kind::Word,
            level: Level::Warn,
            masked: masked.to_owned(),
            rule: String::new(),
        };
        let findings = [finding(1, 4, "A*"), finding(3, 6, "B*"), finding(4, 5, "C*")];
        assert_eq!(apply_masks("一二三四五六七", &findings), "一A**七");
    }

    #[test]
    fn short_values_show_one_character_at_most() {
        for kind in Kind::ALL {
            for value in ["", "7", "78", "京A1"] {
                let shown = mask(*kind, value);
                assert!(
                    shown.contains('*') && shown.replace('*', "").chars().count() <= 1,
                    "{kind:?} {shown}"
                );
            }
        }
    }
}
