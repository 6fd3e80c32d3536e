//! Numbers: identity cards, mobiles, bank cards, credit codes, landlines,
//! student numbers. A number counts when it is whole (no digit touches it) and
//! is what its check digits, or the words around it, say.

use crate::checks::{has_id_card_form, is_id_card, is_luhn, is_old_id_card, is_uscc};
use crate::context::Context;
use crate::disguise::{is_hiding, is_invisible, unspelt};
use crate::finding::Hit;
use crate::groups::{Gap, Groups, Script};
use crate::rules::Role;
use crate::{Kind, Level};

/// A stretch of groups that begins at one of them.
pub(crate) struct Reader<'a> {
    pub groups: &'a Groups,
    pub context: &'a Context<'a>,
}

/// What was read: the last group, and what it is.
pub(crate) type Read = (usize, Kind, Level, &'static str);

impl Reader<'_> {
    pub fn start(&self, at: usize) -> usize {
        self.groups.list[at].start
    }

    /// Whether digits touch this group from before.
    fn is_inside(&self, at: usize) -> bool {
        let group = &self.groups.list[at];
        group.gap == Gap::Touch && at > 0 && self.groups.list[at - 1].script == Script::Digits
    }

    /// Whether anything of Latin script touches this group from before.
    pub fn is_touched(&self, at: usize) -> bool {
        let group = &self.groups.list[at];
        group.gap == Gap::Touch && at > 0 && self.groups.list[at - 1].script != Script::Numerals
    }

    /// Whether a value may end with this group.
    pub fn ends(&self, at: usize) -> bool {
        match self.groups.list.get(at + 1) {
            Some(next) => next.gap != Gap::Touch || next.script == Script::Numerals,
            None => true,
        }
    }

    /// The group with which exactly `length` characters are full, over gaps that are allowed.
    pub fn join(&self, at: usize, length: usize, allowed: impl Fn(Gap) -> bool) -> Option<usize> {
        let mut full = self.groups.list[at].len();
        let mut last = at;
        while full < length {
            last += 1;
            let group = self.groups.list.get(last).filter(|group| allowed(group.gap))?;
            full += group.len();
        }
        (full == length && self.ends(last)).then_some(last)
    }

    /// Whether the value's neighbours are signs that hide: then it is part of a masked one.
    pub fn is_masked(&self, first: usize, last: usize) -> bool {
        let (start, end) = (self.groups.list[first].start, self.groups.list[last].end);
        let hides = |c: Option<char>| c.is_some_and(is_hiding);
        let text = self.context.text;
        let blank = |c: &char| *c == ' ' || is_invisible(*c);
        hides(text[..start].chars().rev().find(|c| !blank(c)))
            || hides(text[end..].chars().find(|c| !blank(c)))
    }

    /// Whether letters at this group may be digits by their shape: l38, O571.
    fn is_misspelt(&self, at: usize) -> bool {
        let lookalike = self.groups.joined(at, at).iter().all(|c| b"OQIL".contains(c));
        lookalike && self.groups.gap_after(at) == Gap::Touch
    }

    /// Reads a number that begins at this group.
    pub fn number(&self, at: usize) -> Option<Read> {
        let letters = self.groups.list[at].script == Script::Letters && !self.is_misspelt(at);
        if letters || self.is_inside(at) {
            return None;
        }
        self.id_card(at)
            .or_else(|| self.bank_card(at))
            .or_else(|| self.mobile(at))
            .or_else(|| self.old_id_card(at))
            .or_else(|| self.landline(at))
    }

    fn id_card(&self, at: usize) -> Option<Read> {
        let last = self.join(at, 18, |gap| !matches!(gap, Gap::Far | Gap::Bracket))?;
        let value = self.groups.joined(at, last);
        let said = self.context.said(self.start(at));
        if is_id_card(value) {
            let is_code = said == Some(Role::Uscc) && is_uscc(value);
            return (!is_code).then_some((last, Kind::IdCard, Level::Block, "id_card"));
        }
        if unspelt(value).is_some_and(|value| is_id_card(&value)) {
            return Some((last, Kind::IdCard, Level::Block, "id_card_letters"));
        }
        let mistyped = said == Some(Role::IdCard) && has_id_card_form(value);
        mistyped.then_some((last, Kind::IdCard, Level::Warn, "id_card_mistyped"))
    }

    fn old_id_card(&self, at: usize) -> Option<Read> {
        let last = self.join(at, 15, |gap| matches!(gap, Gap::Touch | Gap::Space))?;
        let start = self.start(at);
        let said = [self.context.said(start), self.context.near(start)].contains(&Some(Role::IdCard));
        let whole = is_old_id_card(self.groups.joined(at, last)) && !self.is_masked(at, last);
        (said && whole).then_some((last, Kind::IdCard, Level::Block, "id_card_15"))
    }

    /// GB 32100. Letters may begin it, so it is asked of every group.
    pub fn uscc(&self, at: usize) -> Option<Read> {
        if self.is_touched(at) {
            return None;
        }
        let said = self.context.said(self.start(at));
        let is_code = said == Some(Role::Uscc);
        let allowed = |gap| gap == Gap::Touch || (is_code && matches!(gap, Gap::Space | Gap::Dash));
        let last = self.join(at, 18, allowed)?;
        let value = self.groups.joined(at, last);
        // One in 31 of other things' numbers fits.
        let other = said.is_some_and(Role::is_of_things) && value.iter().all(u8::is_ascii_digit);
        (is_uscc(value) && !other).then_some((last, Kind::Uscc, Level::Info, "uscc"))
    }

    fn bank_card(&self, at: usize) -> Option<Read> {
        let start = self.start(at);
        let said = self.context.said(start);
        let direct = is_bank(said) || is_bank(self.context.column(start));
        let near = direct || is_bank(self.context.near(start)) || self.context.is_near(start, Role::Account);
        let lengths = [16, 19, 17, 18, 15, 14, 13];
        let card = lengths.into_iter().find_map(|length| {
            let allowed = |gap| match gap {
                Gap::Far | Gap::Bracket | Gap::Dot => false,
                Gap::Mark => direct,
                _ => true,
            };
            let last = self.join(at, length, allowed)?;
            let value = self.groups.joined(at, last);
            let plain = unspelt(value);
            let value = plain.as_deref().unwrap_or(value);
            let digits = value.iter().all(u8::is_ascii_digit);
            (digits && is_luhn(value) && self.is_card(at, last, near, direct)).then_some(last)
        });
        if let Some(last) = card {
            let level = if said.is_some_and(Role::is_of_things) { Level::Warn } else { Level::Block };
            return Some((last, Kind::BankCard, level, "bank_card"));
        }
        self.account(at)
    }

    /// Passbooks and companies' accounts have no check digit: words must say so.
    fn account(&self, at: usize) -> Option<Read> {
        let start = self.start(at);
        let column = is_bank(self.context.column(start));
        let shortest = if self.context.said(start) == Some(Role::Account) { 12 } else { 15 };
        let mut last = at;
        let mut length = self.groups.list[at].len();
        while column && self.groups.gap_after(last) == Gap::Space {
            last += 1;
            length += self.groups.list[last].len();
        }
        let digits = self.groups.joined(at, last).iter().all(u8::is_ascii_digit);
        let whole =
            digits && (shortest..=21).contains(&length) && self.ends(last) && !self.is_masked(at, last);
        (self.is_account(start) && whole).then_some((last, Kind::BankCard, Level::Warn, "bank_account"))
    }

    /// Whether words say that a number here is an account.
    pub fn is_account(&self, start: usize) -> bool {
        let said = self.context.said(start);
        let holder = said == Some(Role::Bank) && self.context.is_near(start, Role::Holder);
        said == Some(Role::Account) || is_bank(self.context.column(start)) || holder
    }

    /// A number with a Luhn digit is a card where it begins as UnionPay's do
    /// and is written in one or in fours, or where words say so.
    fn is_card(&self, at: usize, last: usize, near: bool, direct: bool) -> bool {
        let groups = &self.groups.list[at..=last];
        let length: usize = groups.iter().map(|group| group.len()).sum();
        let value = self.groups.joined(at, last);
        let unionpay = value.starts_with(b"62") && (16..=19).contains(&length);
        let newline = groups[1..].iter().any(|group| group.gap == Gap::Newline);
        let fours = groups[..groups.len() - 1].iter().all(|group| group.len() == 4);
        let whole = groups.len() == 1;
        let written = whole || (fours && !newline);
        (written && (unionpay || near)) || (direct && (unionpay || !newline))
    }

    fn landline(&self, at: usize) -> Option<Read> {
        let start = self.start(at);
        let group = &self.groups.list[at];
        let said = self.context.said(start) == Some(Role::Phone);
        let digits = self.groups.joined(at, at);
        let found = (Kind::Landline, Level::Info, "landline");
        if group.script != Script::Digits || self.is_touched(at) {
            return None;
        }
        let subscriber = |digits: &[u8]| matches!(digits.len(), 7 | 8) && (b'2'..=b'8').contains(&digits[0]);
        if self.ends(at) && said && (subscriber(digits) || is_area_and_number(digits)) {
            return Some((at, found.0, found.1, found.2));
        }
        let next = self
            .groups
            .list
            .get(at + 1)
            .filter(|n| matches!(n.gap, Gap::Dash | Gap::Space | Gap::Bracket))?;
        let number = self.groups.joined(at + 1, at + 1);
        let whole = next.script == Script::Digits && self.ends(at + 1) && subscriber(number);
        (whole && is_area(digits)).then_some((at + 1, found.0, found.1, found.2))
    }

    /// A student's number: only words can tell it. In a list it identifies
    /// people; alone in a sentence it is told and left.
    pub fn student_no(&self, at: usize) -> Option<Read> {
        let start = self.start(at);
        if !self.is_student_no(start) {
            return None;
        }
        let mut last = at;
        while self.groups.gap_after(last) == Gap::Touch {
            last += 1;
            // 学籍号 is G and an identity number.
            if last - at > 8 || self.id_card(last).is_some() {
                return None;
            }
        }
        let value = self.groups.joined(at, last);
        let masked = self.is_masked(at, last);
        let plausible =
            (6..=20).contains(&value.len()) && value.iter().filter(|d| d.is_ascii_digit()).count() >= 5;
        let level = self.level_of_student_no(start);
        (plausible && !masked).then_some((last, Kind::StudentNo, level, "student_no"))
    }

    /// Whether words say that a number here is a student's.
    pub fn is_student_no(&self, start: usize) -> bool {
        [self.context.column(start), self.context.direct(start)].contains(&Some(Role::StudentNo))
    }

    pub fn level_of_student_no(&self, start: usize) -> Level {
        if self.context.column(start) == Some(Role::StudentNo) { Level::Warn } else { Level::Info }
    }
}

fn is_bank(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Bank | Role::Account | Role::Holder))
}

/// 010, 02x, 03xx to 09xx.
fn is_area(digits: &[u8]) -> bool {
    matches!(digits, [b'0', b'1', b'0'] | [b'0', b'2', _] | [b'0', b'3'..=b'9', _, _])
}

fn is_area_and_number(digits: &[u8]) -> bool {
    (10..=12).contains(&digits.len()) && [3, 4].into_iter().any(|length| is_area(&digits[..length]))
}

/// The hit of what was read. A mobile's mask is that of its own eleven digits,
/// and its place takes in the + of +86.
pub(crate) fn hit(reader: &Reader<'_>, at: usize, read: Read) -> Hit {
    let (last, kind, level, rule) = read;
    let list = &reader.groups.list;
    let joined = reader.groups.joined(at, last);
    let country = if kind == Kind::Mobile { joined.len().saturating_sub(11) } else { 0 };
    let plain = String::from_utf8_lossy(&joined[country..]).into_owned();
    let start = list[at].start;
    let plus = reader.context.text[..start].chars().next_back().filter(|c| country > 0 && "+＋".contains(*c));
    let start = start - plus.map_or(0, char::len_utf8);
    Hit { plain: Some(plain), ..Hit::new(start, list[last].end, kind, level, rule) }
}
