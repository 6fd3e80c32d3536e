//! Masking: what is shown of a value. Safer than the custom: the first six and
//! last four of an identity number leave about 200 candidates.

use serde::Deserialize;

use crate::lists::OF_COLUMNS;
use crate::{Finding, Kind, Level, Rules};

/// For whom a text is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody: lists on the open web are put side by side, and their masks add up.
    Public,
    /// Members of the school: people must be able to find themselves.
    Inside,
}

/// What stands for a value of which nothing may be shown.
pub const DROPPED: &str = "（已隐去）";

/// How much of a value is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Shown {
    /// Characters at its beginning.
    head: usize,
    /// Characters at its end.
    tail: usize,
    /// Nothing of it, not even its length.
    drop: bool,
}

impl Shown {
    /// The other, where it shows no more than this.
    pub fn tighter(self, other: Shown) -> Option<Shown> {
        let within = other.head <= self.head && other.tail <= self.tail && !self.drop;
        (other.drop || within).then_some(other)
    }

    /// The mask that is allowed where none is built in: nothing shown.
    pub fn alone(self) -> Option<Shown> {
        self.drop.then_some(self)
    }

    fn of(self, value: &str) -> String {
        if self.drop { DROPPED.to_owned() } else { shown(value, self.head, self.tail) }
    }
}

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

/// The text with every finding that is not harmless replaced by what reviewers are shown of
/// it. For a text that is to be published, see [`Rules::apply_masks`].
pub fn apply_masks(text: &str, findings: &[Finding]) -> String {
    replaced(text, findings, |finding, _| finding.masked.clone())
}

impl Rules {
    /// What an audience may see of a value. The public sees nothing of an identity number,
    /// a mobile, a card: the custom of six and four characters leaves some 200 identity
    /// numbers to try, and two lists that mask differently leave one. A school may show less
    /// (`[masks]` in its rules), never more.
    pub fn mask(&self, kind: Kind, value: &str, audience: Audience) -> String {
        match self.shown(kind, audience) {
            Some(shown) => shown.of(value),
            None => mask(kind, value),
        }
    }

    /// The text with every finding that is not harmless replaced by its mask for an audience.
    /// Where what was hidden kept apart two numbers or made one of them, what is left is read
    /// again and masked too. A finding about a whole column stands at its head and covers
    /// nothing: it stays.
    pub fn apply_masks(&self, text: &str, findings: &[Finding], audience: Audience) -> String {
        let mask = |finding: &Finding, value: &str| match self.shown(finding.kind, audience) {
            Some(shown) => shown.of(value),
            None => finding.masked.clone(),
        };
        let mut masked = replaced(text, findings, mask);
        for _ in 0..MOST_ROUNDS {
            let left = self.scan(&masked);
            if !left.iter().any(is_covered) {
                break;
            }
            masked = replaced(&masked, &left, mask);
        }
        masked
    }

    fn shown(&self, kind: Kind, audience: Audience) -> Option<Shown> {
        self.data().masks.get(&audience)?.get(&kind).copied()
    }
}

/// Rounds after which a text is left as it is; two are enough for any that was not made for it.
const MOST_ROUNDS: usize = 4;

fn is_covered(finding: &Finding) -> bool {
    finding.level > Level::Info && !finding.rule.starts_with(OF_COLUMNS)
}

fn replaced(text: &str, findings: &[Finding], mask: impl Fn(&Finding, &str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    let mut place = 0;
    for finding in findings.iter().filter(|finding| is_covered(finding)) {
        // Of one that begins inside another, what is left is hidden too.
        let from = finding.start.max(place);
        if finding.end <= from {
            continue;
        }
        out.extend(characters.by_ref().take(from - place));
        let value: String = characters.by_ref().take(finding.end - from).collect();
        match from == finding.start {
            true => out.push_str(&mask(finding, &value)),
            false => out.push('*'),
        }
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
