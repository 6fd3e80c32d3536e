//! One pass over the text: runs of digits (however disguised), then mail
//! addresses.

use crate::checks::{is_id_card, is_luhn, is_uscc};
use crate::{Finding, Kind, Level, mask};

/// Finds personal data in a text, in the order of their places.
pub fn scan(text: &str) -> Vec<Finding> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = numbers(&characters);
    found.extend(emails(&characters));
    found.sort_by_key(|finding| finding.start);
    found
}

/// A run of digits and letters, separators left out, with the place of each.
struct Run {
    digits: Vec<u8>,
    places: Vec<usize>,
}

/// A character as the ASCII digit or capital letter it stands for: full width too.
fn plain(c: char) -> Option<u8> {
    let folded = match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32)?,
        'Ａ'..='Ｚ' => char::from_u32(c as u32 - 'Ａ' as u32 + 'A' as u32)?,
        'ａ'..='ｚ' => char::from_u32(c as u32 - 'ａ' as u32 + 'A' as u32)?,
        other => other,
    };
    folded.is_ascii_alphanumeric().then(|| folded.to_ascii_uppercase() as u8)
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{3000}' | '\u{a0}' | '－' | '—' | '·' | '.')
}

/// Splits a text into runs: one separator between two groups of digits is
/// passed over, anything else ends the run.
fn runs(characters: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run { digits: Vec::new(), places: Vec::new() };
    for (place, c) in characters.iter().enumerate() {
        match plain(*c) {
            Some(digit) => {
                run.digits.push(digit);
                run.places.push(place);
            }
            None => {
                let joins = is_separator(*c)
                    && characters
                        .get(place + 1)
                        .is_some_and(|next| plain(*next).is_some_and(|d| d.is_ascii_digit()));
                if !joins && !run.digits.is_empty() {
                    runs.push(std::mem::replace(&mut run, Run { digits: Vec::new(), places: Vec::new() }));
                }
            }
        }
    }
    if !run.digits.is_empty() {
        runs.push(run);
    }
    runs
}

fn numbers(characters: &[char]) -> Vec<Finding> {
    let mut found = Vec::new();
    for run in runs(characters) {
        let mut at = 0;
        while at < run.digits.len() {
            match number_at(&run, at, characters) {
                Some((length, kind, level, rule)) => {
                    found.push(finding(&run, at, length, characters, kind, level, rule));
                    at += length;
                }
                None => at += 1,
            }
        }
    }
    found
}

type Hit = (usize, Kind, Level, &'static str);

/// A number that begins at this digit, is whole (no digit touches it from
/// outside), and is what its check digits say.
fn number_at(run: &Run, at: usize, characters: &[char]) -> Option<Hit> {
    if touches(run, at) {
        return None;
    }
    let rest = &run.digits[at..];
    if rest.len() >= 18 && ends(run, at + 18) {
        if is_id_card(&rest[..18]) {
            return Some((18, Kind::IdCard, Level::Block, "id_card"));
        }
        if is_uscc(&rest[..18]) {
            return Some((18, Kind::Uscc, Level::Info, "uscc"));
        }
    }
    let digits = rest.iter().take_while(|d| d.is_ascii_digit()).count();
    if (16..=19).contains(&digits)
        && ends(run, at + digits)
        && is_luhn(&rest[..digits])
        && is_card(rest, run, at, characters)
    {
        return Some((digits, Kind::BankCard, Level::Block, "bank_card"));
    }
    let country =
        [&b"86"[..], b"0086"].into_iter().find(|code| rest.starts_with(code)).map_or(0, <[u8]>::len);
    for skip in [country, 0] {
        let number = &rest[skip..];
        let mobile = number.len() >= 11
            && number[0] == b'1'
            && (b'3'..=b'9').contains(&number[1])
            && number[..11].iter().all(u8::is_ascii_digit)
            && ends(run, at + skip + 11);
        if mobile {
            return Some((skip + 11, Kind::Mobile, Level::Block, "mobile"));
        }
    }
    None
}

/// A number with a Luhn digit is a card where it begins as UnionPay's do, or
/// where the words before it say so.
fn is_card(rest: &[u8], run: &Run, at: usize, characters: &[char]) -> bool {
    let place = run.places[at];
    let before: String = characters[place.saturating_sub(30)..place].iter().collect();
    rest.starts_with(b"62") || ["卡号", "账号", "银行", "开户"].iter().any(|word| before.contains(word))
}

/// Whether the character before this one in the run belongs to the same group.
fn touches(run: &Run, at: usize) -> bool {
    at > 0 && run.places[at] == run.places[at - 1] + 1
}

/// Whether a number may end before this place of the run.
fn ends(run: &Run, at: usize) -> bool {
    at >= run.digits.len() || run.places[at] > run.places[at - 1] + 1
}

fn finding(
    run: &Run,
    at: usize,
    length: usize,
    characters: &[char],
    kind: Kind,
    level: Level,
    rule: &'static str,
) -> Finding {
    let (start, end) = (run.places[at], run.places[at + length - 1] + 1);
    let value: String = characters[start..end].iter().collect();
    let digits = String::from_utf8_lossy(&run.digits[at..at + length]).into_owned();
    let masked = if kind == Kind::Uscc { value } else { mask(kind, &digits) };
    Finding { start, end, kind, level, masked, rule }
}

fn emails(characters: &[char]) -> Vec<Finding> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let mut found = Vec::new();
    for (at, _) in characters.iter().enumerate().filter(|(_, c)| **c == '@') {
        let start = at - characters[..at].iter().rev().take(64).take_while(|c| is_name(**c)).count();
        let mut end = at + 1 + characters[at + 1..].iter().take(253).take_while(|c| is_name(**c)).count();
        while end > at + 1 && !characters[end - 1].is_ascii_alphanumeric() {
            end -= 1;
        }
        let host: String = characters[at + 1..end].iter().collect();
        if start == at || !host.contains('.') {
            continue;
        }
        let value: String = characters[start..end].iter().collect();
        let institutional =
            [".edu.cn", ".gov.cn", ".ac.cn", ".org.cn"].iter().any(|ending| host.ends_with(ending));
        let level = if institutional { Level::Info } else { Level::Warn };
        found.push(Finding {
            start,
            end,
            kind: Kind::Email,
            level,
            masked: mask(Kind::Email, &value),
            rule: "email",
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&'static str, usize, usize)> {
        scan(text).into_iter().map(|f| (f.kind.code(), f.start, f.end)).collect()
    }

    #[test]
    fn numbers_are_found_however_they_are_written() {
        assert_eq!(kinds("张某11010519491231002X。"), [("id_card", 2, 20)]);
        assert_eq!(kinds("证号：１１０１０５１９４９１２３１００２Ｘ"), [("id_card", 3, 21)]);
        assert_eq!(kinds("110105 19491231 002X"), [("id_card", 0, 20)]);
        assert_eq!(kinds("电话138-0013-8000"), [("mobile", 2, 15)]);
        assert_eq!(kinds("+86 13800138000"), [("mobile", 1, 15)]);
        assert_eq!(kinds("卡号 6222 0200 0000 0000 006"), []);
        assert_eq!(
            kinds("cx@example.com，办公室 xxgk@example.edu.cn"),
            [("email", 0, 14), ("email", 19, 38)]
        );
    }

    #[test]
    fn what_only_looks_like_a_number_is_passed_over() {
        for text in [
            "项目编号110105194912310021",
            "流水号2026138001380001",
            "91350100M000100Y44",
            "138****8000",
            "110105********002X",
            "招标编号JNZB-2026-13800138000A",
            "",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn masks_hide_and_cover() {
        let text = "联系人 13800138000，证号11010519491231002X";
        assert_eq!(apply(text), "联系人 138****8000，证号110***************");
    }

    fn apply(text: &str) -> String {
        crate::apply_masks(text, &scan(text))
    }
}
