//! Mobile numbers, however they are written.

use crate::checks::is_day;
use crate::disguise::unspelt;
use crate::groups::{Gap, Group, Script};
use crate::numbers::{Read, Reader};
use crate::rules::Role;
use crate::{Kind, Level};

/// Letters that people write right before a number.
const PREFIXES: [&[u8]; 8] = [b"TEL", b"PHONE", b"MOBILE", b"QQ", b"WX", b"VX", b"V", b"WECHAT"];

fn is_mobile(digits: &[u8]) -> bool {
    digits.len() == 11
        && digits[0] == b'1'
        && (b'3'..=b'9').contains(&digits[1])
        && digits.iter().all(u8::is_ascii_digit)
}

/// Whether groups stand on one line, or the last of them on the next where blanks part the
/// others: 138 0013, and 8000 below. A column of amounts, or a row's last number and the next
/// row's first, are no number.
fn is_on_a_line(groups: &[Group]) -> bool {
    let gaps: Vec<Gap> = groups[1..].iter().map(|group| group.gap).collect();
    match gaps.iter().position(|gap| *gap == Gap::Newline) {
        None => true,
        Some(at) => at > 0 && at + 1 == gaps.len() && gaps[..at].iter().all(|gap| *gap == Gap::Space),
    }
}

/// 158 2026-2027: a number and a school year.
fn is_school_year(groups: &[Group], value: &[u8]) -> bool {
    let year = |at: usize| std::str::from_utf8(&value[at..at + 4]).ok()?.parse::<u16>().ok();
    let [_, first, second] = groups else { return false };
    let apart = first.gap != second.gap && second.gap == Gap::Dash;
    apart && year(3).is_some_and(|one| (1990..2100).contains(&one) && year(7) == Some(one + 1))
}

impl Reader<'_> {
    pub(crate) fn mobile(&self, at: usize) -> Option<Read> {
        if self.is_touched(at) && !self.is_prefixed(at) {
            return None;
        }
        let start = self.start(at);
        let said = self.context.said(start);
        if said.is_some_and(Role::is_of_other_numbers) {
            return None;
        }
        let is_phone = |role| matches!(role, Some(Role::Phone | Role::Wechat));
        let phone = is_phone(said) || is_phone(self.context.column(start));
        let last =
            self.country(at).or_else(|| self.eleven(at, phone)).or_else(|| self.with_zero(at, phone))?;
        Some((last, Kind::Mobile, Level::Block, "mobile"))
    }

    fn is_prefixed(&self, at: usize) -> bool {
        at > 0 && PREFIXES.contains(&self.groups.joined(at - 1, at - 1)) && !self.is_touched(at - 1)
    }

    /// Eleven digits: in one, as 3-4-4, digit by digit, or as they come where words say what they are.
    fn eleven(&self, at: usize, phone: bool) -> Option<usize> {
        let joins = |gap| match gap {
            Gap::Far => false,
            Gap::Bracket | Gap::Mark => phone,
            _ => true,
        };
        let last = self.join(at, 11, joins)?;
        let groups = &self.groups.list[at..=last];
        let shape: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let even = groups[1..].windows(2).all(|pair| pair[0].gap == pair[1].gap);
        let disguised = groups[1..].iter().all(|group| group.gap == Gap::Touch);
        let value = self.groups.joined(at, last);
        // 138 00138000, but not a number and a day.
        let halves = shape == [3, 8] && groups[1].gap != Gap::Dot && !is_day(&value[3..]);
        let shaped = shape == [3, 4, 4] || halves || (even && shape.len() == 11);
        let written =
            disguised || phone || (shaped && is_on_a_line(groups) && !is_school_year(groups, value));
        let mobile = is_mobile(value) || (phone && unspelt(value).is_some_and(|plain| is_mobile(&plain)));
        (written && mobile && !self.is_amount(at, last)).then_some(last)
    }

    /// 13800138000.00 is money, and 0.13800138000 a fraction.
    fn is_amount(&self, at: usize, last: usize) -> bool {
        let list = &self.groups.list;
        let tail = list.get(last + 1).is_some_and(|next| next.gap == Gap::Dot && next.len() <= 2);
        let fraction = list[at].gap == Gap::Dot && list[at - 1].script == Script::Digits;
        at == last && (tail || fraction)
    }

    /// +86, 86 or 0086 before it.
    fn country(&self, at: usize) -> Option<usize> {
        let first = self.groups.joined(at, at);
        if first == b"86" || first == b"0086" {
            let next =
                self.groups.list.get(at + 1).filter(|next| !matches!(next.gap, Gap::Far | Gap::Newline))?;
            return (next.script != Script::Letters).then(|| self.eleven(at + 1, true)).flatten();
        }
        let rest = first.strip_prefix(b"0086").or_else(|| first.strip_prefix(b"86"))?;
        (is_mobile(rest) && self.ends(at)).then_some(at)
    }

    /// 0 before it, as one dials from elsewhere.
    fn with_zero(&self, at: usize, phone: bool) -> Option<usize> {
        let rest = self.groups.joined(at, at).strip_prefix(b"0")?;
        (phone && is_mobile(rest) && self.ends(at)).then_some(at)
    }
}
