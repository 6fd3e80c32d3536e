//! Values with letters in them: passports, travel permits, number plates, mail addresses.

use std::ops::Range;

use crate::checks::{is_day, is_permanent_residence};
use crate::context::Context;
use crate::finding::Hit;
use crate::groups::{Gap, Script};
use crate::numbers::{Read, Reader};
use crate::rules::Role;
use crate::{Kind, Level, Rules};

/// 滇 is an older name of 云.
pub(crate) const PROVINCES: &str = "京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Whether three bytes are a character that begins plates.
pub(crate) fn is_province(bytes: &[u8; 3]) -> bool {
    PROVINCES.as_bytes().chunks_exact(3).any(|province| province == bytes)
}

impl Reader<'_> {
    /// Passports and permits have the shape of many an inventory number: only
    /// with a word that names them, the last one said.
    pub(crate) fn travel_document(&self, at: usize) -> Option<Read> {
        if self.is_touched(at) {
            return None;
        }
        let start = self.start(at);
        let role = match self.context.said(start).or_else(|| self.context.near(start)) {
            Some(role @ (Role::Passport | Role::TravelPermit)) => role,
            Some(role) if role.is_of_other_numbers() => return None,
            _ => self.context.ahead(start)?,
        };
        let whole = |length| self.join(at, length, |gap| gap == Gap::Touch);
        match role {
            Role::Passport => {
                let last = whole(9)?;
                let found = is_passport(self.groups.joined(at, last));
                found.then_some((last, Kind::Passport, Level::Block, "passport"))
            }
            Role::TravelPermit => {
                let last = [9, 11, 8, 10, 15, 18].into_iter().find_map(whole)?;
                let found = is_permit(self.groups.joined(at, last));
                found.then_some((last, Kind::TravelPermit, Level::Block, "travel_permit"))
            }
            _ => None,
        }
    }

    /// A province, a letter, and five or six characters more.
    pub(crate) fn plate(&self, at: usize, rules: &Rules) -> Option<Hit> {
        let text = self.context.text;
        let group = &self.groups.list[at];
        let province = text[..group.start].chars().next_back().filter(|c| PROVINCES.contains(*c))?;
        if group.script != Script::Letters {
            return None;
        }
        let dotted =
            |gap| gap == Gap::Touch || (group.len() == 1 && matches!(gap, Gap::Dash | Gap::Dot | Gap::Space));
        let suffix = |last: usize| {
            let next = text[self.groups.list[last].end..].chars().next();
            next.filter(|c| "挂学警港澳".contains(*c)).map_or(0, char::len_utf8)
        };
        let found = [6, 7, 5].into_iter().find_map(|length| {
            let last = self.join(at, length, dotted)?;
            let suffix = suffix(last);
            let long_enough = length > 5 || suffix > 0;
            (long_enough && is_plate(self.groups.joined(at, last))).then_some((last, suffix))
        });
        let (last, suffix) = found?;
        let (start, end) = (group.start - province.len_utf8(), self.groups.list[last].end + suffix);
        Some(Hit::new(start, end, Kind::Plate, rules.level(Kind::Plate), "plate"))
    }
}

fn is_passport(value: &[u8]) -> bool {
    let digits = |from: usize| value[from..].iter().all(u8::is_ascii_digit);
    match value[0] {
        b'E' => digits(2) && !matches!(value[1], b'I' | b'O'),
        b'G' | b'D' | b'S' | b'P' => digits(1),
        _ => false,
    }
}

fn is_permit(value: &[u8]) -> bool {
    let digits = |from: usize| value[from..].iter().all(u8::is_ascii_digit);
    match value.len() {
        8 => digits(0) && !is_day(value),
        18 => is_permanent_residence(value),
        15 => value[..3].iter().all(u8::is_ascii_uppercase) && digits(3),
        9 if value[0] == b'C' => digits(2),
        _ => matches!(value[0], b'H' | b'M' | b'C' | b'W' | b'T' | b'L') && digits(1),
    }
}

/// The letter of the city and what follows. New energy plates have six
/// characters, a letter first or last.
fn is_plate(value: &[u8]) -> bool {
    let (city, rest) = (value[0], &value[1..]);
    let allowed = rest.iter().all(|c| !matches!(c, b'I' | b'O'));
    let digits = rest.iter().filter(|c| c.is_ascii_digit()).count();
    let new_energy =
        rest.first().is_some_and(u8::is_ascii_uppercase) || rest.last().is_some_and(u8::is_ascii_uppercase);
    city.is_ascii_uppercase()
        && !matches!(city, b'I' | b'O')
        && allowed
        && digits >= 3
        && (rest.len() < 6 || new_energy)
}

/// Domains of institutions: an office's address is no fault.
const INSTITUTIONS: [&str; 4] = [".edu.cn", ".gov.cn", ".ac.cn", ".org.cn"];
/// Hosts on which an institution's students and former students write.
const STUDENTS: [&str; 5] = ["stu.", "student.", "students.", "alumni.", "mails."];

/// Mail addresses, bounded as RFC 5321 bounds them.
pub(crate) fn emails(context: &Context<'_>, stretches: &[Range<usize>], rules: &Rules, hits: &mut Vec<Hit>) {
    let bytes = context.text.as_bytes();
    let signs = stretches.iter().flat_map(|stretch| {
        let found = context.text[stretch.clone()].match_indices(['@', '＠']);
        found.map(|(at, sign)| (stretch.start + at, sign))
    });
    for (at, sign) in signs {
        let host_at = at + sign.len();
        let name = bytes[..at].iter().rev().take(64).take_while(|c| is_name(**c)).count();
        let host =
            bytes[host_at..].iter().take(253).take_while(|c| c.is_ascii_alphanumeric() || b".-".contains(c));
        let mut end = host_at + host.count();
        while end > host_at && !bytes[end - 1].is_ascii_alphanumeric() {
            end -= 1;
        }
        let host = context.text[host_at..end].to_ascii_lowercase();
        let dotted = host
            .rsplit_once('.')
            .is_some_and(|(_, top)| top.len() >= 2 && !top.as_bytes()[0].is_ascii_digit());
        if name == 0 || !dotted {
            continue;
        }
        let office = INSTITUTIONS.iter().any(|ending| host.ends_with(ending));
        let student = STUDENTS.iter().any(|start| host.starts_with(start));
        let level = match (office && !student) || rules.is_harmless_host(&host) {
            true => Level::Info,
            false => rules.level(Kind::Email),
        };
        let plain = Some(format!("{}@{host}", &context.text[at - name..at]));
        hits.push(Hit { plain, ..Hit::new(at - name, end, Kind::Email, level, "email") });
    }
}

fn is_name(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"._%+-".contains(&c)
}
