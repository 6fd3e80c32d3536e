//! Numbers that were masked so little that anybody can work them out.

use crate::checks::{PROVINCES, is_day};
use crate::disguise::{fold, is_hiding, is_invisible};
use crate::finding::Hit;
use crate::groups::Script;
use crate::numbers::Reader;
use crate::rules::Role;
use crate::{Kind, Level, Rules};

/// Characters of an identity number that may be hidden without hiding it: with the check
/// digit, three leave about ninety numbers to try.
const FEW: usize = 3;
/// Of a mobile: a hundred to call.
const FEW_OF_MOBILE: usize = 2;
/// Of an account, which has no check digit: a hundred to try. Of a student's number: ten.
const FEW_OF_ACCOUNT: usize = 2;
const FEW_OF_STUDENT_NO: usize = 1;
/// A number is no longer than this, hidden characters counted.
const LONGEST: usize = 24;

impl Reader<'_> {
    /// A number that begins at this group, is written in one and hides hardly anything.
    /// What hides enough is no finding.
    pub(crate) fn badly_masked(&self, at: usize, rules: &Rules) -> Option<(Hit, usize)> {
        let group = &self.groups.list[at];
        let text = self.context.text;
        let hides = |c: char| is_hiding(c);
        if group.script == Script::Letters || !text[group.end..].starts_with(hides) || self.is_touched(at) {
            return None;
        }
        if text[..group.start].ends_with(hides) {
            return None;
        }
        let (value, end) = read(text, group.start);
        let hidden = value.iter().filter(|c| **c == b'*').count();
        let start = self.start(at);
        let kind = match value.len() {
            18 if (1..=FEW).contains(&hidden) && may_be_id_card(&value) => Kind::IdCard,
            11 if (1..=FEW_OF_MOBILE).contains(&hidden) && may_be_mobile(&value) && self.is_phone(at) => {
                Kind::Mobile
            }
            16..=19 if (1..=FEW).contains(&hidden) && value.starts_with(b"62") && self.is_bank(at) => {
                Kind::BankCard
            }
            12..=21 if (1..=FEW_OF_ACCOUNT).contains(&hidden) && self.is_account(start) => Kind::BankCard,
            6..=20 if hidden == FEW_OF_STUDENT_NO && self.is_student_no(start) => Kind::StudentNo,
            _ => return None,
        };
        let level = match kind {
            Kind::IdCard => rules.level(kind),
            Kind::StudentNo => self.level_of_student_no(start),
            _ => Level::Warn,
        };
        let last = self.groups.list.partition_point(|group| group.start < end) - 1;
        let plain = Some(String::from_utf8_lossy(&value).into_owned());
        let hit = Hit { plain, ..Hit::new(group.start, end, kind, level, "badly_masked") };
        Some((hit, last))
    }

    fn is_phone(&self, at: usize) -> bool {
        matches!(self.context.said(self.start(at)), Some(Role::Phone | Role::Wechat))
    }

    fn is_bank(&self, at: usize) -> bool {
        matches!(self.context.said(self.start(at)), Some(Role::Bank | Role::Account | Role::Holder))
    }
}

/// The characters from a place on, a star for each that is hidden; and where they end.
fn read(text: &str, start: usize) -> (Vec<u8>, usize) {
    let (mut value, mut end) = (Vec::new(), start);
    for (at, c) in text[start..].char_indices() {
        if is_invisible(c) {
            continue;
        }
        match fold(c) {
            Some((Script::Digits, digit)) => value.push(digit),
            Some((Script::Letters, b'X')) if value.len() == 17 => value.push(b'X'),
            _ if is_hiding(c) => value.push(b'*'),
            _ => break,
        }
        end = start + at + c.len_utf8();
        if value.len() > LONGEST {
            break;
        }
    }
    (value, end)
}

/// Whether what is shown is what stands in an identity number at these places.
fn may_be_id_card(value: &[u8]) -> bool {
    let shown = |range: std::ops::Range<usize>| !value[range].contains(&b'*');
    let province = !shown(0..2) || PROVINCES.contains(&((value[0] - b'0') * 10 + value[1] - b'0'));
    let century = !shown(6..8) || matches!(&value[6..8], b"18" | b"19" | b"20");
    province && century && (!shown(6..14) || is_day(&value[6..14]))
}

fn may_be_mobile(value: &[u8]) -> bool {
    value[0] == b'1' && matches!(value[1], b'3'..=b'9' | b'*')
}
