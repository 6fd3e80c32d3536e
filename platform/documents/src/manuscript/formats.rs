//! How Excel shows a number: by the format of its cell. 0.23 in a cell for percents is 23%, and
//! 45901 in one for days is 2025年9月1日.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A format, as far as pages need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// As the number is.
    #[default]
    General,
    /// A number with so many decimals.
    Number(Number),
    /// A day, a time, or both.
    Moment(Moment),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    before: String,
    decimals: usize,
    /// Decimals that are left out where they are noughts.
    spare: usize,
    has_thousands: bool,
    is_percent: bool,
    after: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    has_year: bool,
    has_month: bool,
    has_day: bool,
    has_time: bool,
    is_chinese: bool,
}

/// The format of one of Excel's own numbers.
pub(super) fn built_in(id: u32) -> Format {
    let code = match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 | 30 => "yyyy-mm-dd",
        15 | 16 => "mm-dd",
        17 => "yyyy-mm",
        18..=21 | 45..=47 => "hh:mm",
        22 => "yyyy-mm-dd hh:mm",
        27 | 36 | 50 | 52 | 54 | 57 => "yyyy年m月",
        28 | 29 | 51 | 53 | 58 => "m月d日",
        31 => "yyyy年m月d日",
        32..=35 | 55 | 56 => "hh:mm",
        _ => return Format::General,
    };
    of_code(code)
}

/// The format of a code such as `#,##0.00"元"`; of several sections the first.
pub(super) fn of_code(code: &str) -> Format {
    let (mut plain, mut literals) = (String::new(), Vec::new());
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            ';' => break,
            '"' => literals
                .push((plain.len(), characters.by_ref().take_while(|c| *c != '"').collect::<String>())),
            '\\' => literals.extend(characters.next().map(|c| (plain.len(), c.to_string()))),
            '_' | '*' => drop(characters.next()),
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // [$¥-804] is a sign, [Red] a colour, [h] hours beyond a day.
                let sign = inner.strip_prefix('$').map(|sign| sign.split('-').next().unwrap_or_default());
                literals
                    .extend(sign.filter(|sign| !sign.is_empty()).map(|sign| (plain.len(), sign.to_owned())));
                plain.extend(matches!(&*inner, "h" | "hh" | "m" | "mm").then_some('h'));
            }
            _ => plain.push(c),
        }
    }
    let lower = plain.to_lowercase();
    if lower.contains("general") || plain.trim() == "@" || plain.trim().is_empty() {
        return Format::General;
    }
    let has = |letters: &[char]| lower.contains(letters);
    if has(&['y', 'd', 'h', 's', 'e']) && !has(&['0', '#', '?']) || has(&['m']) && !has(&['0', '#', '?']) {
        let has_time = has(&['h', 's']);
        return Format::Moment(Moment {
            has_year: has(&['y', 'e']),
            has_month: has(&['m']) && (!has_time || has(&['y', 'd'])),
            has_day: has(&['d']),
            has_time,
            is_chinese: plain.contains(['年', '月', '日'])
                || literals.iter().any(|(_, word)| "年月日".contains(word)),
        });
    }
    if has(&['e', '/']) {
        return Format::General;
    }
    number(&plain, &literals)
}

fn number(plain: &str, literals: &[(usize, String)]) -> Format {
    let is_place = |c: char| matches!(c, '0' | '#' | '?');
    let (Some(first), Some(last)) = (plain.find(is_place), plain.rfind(is_place)) else {
        return Format::General;
    };
    let body = &plain[first..=last];
    let decimals = body.split_once('.').map(|(_, decimals)| decimals).unwrap_or_default();
    let around = |from: usize, to: usize| -> String {
        let signs = plain[from..to].char_indices().map(|(at, c)| (from + at, c.to_string()));
        let mut all: Vec<(usize, String)> =
            signs.chain(literals.iter().filter(|(at, _)| (from..=to).contains(at)).cloned()).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, text)| text).filter(|text| text != "%").collect::<String>().trim().to_owned()
    };
    Format::Number(Number {
        before: around(0, first),
        decimals: decimals.chars().filter(|c| is_place(*c)).count(),
        spare: decimals.chars().filter(|c| matches!(c, '#' | '?')).count(),
        has_thousands: body.contains(','),
        is_percent: plain.contains('%'),
        after: around(last + 1, plain.len()),
    })
}

/// A number as a cell of this format shows it. `is_1904`: the file counts days from 1904.
pub(super) fn shown(value: f64, format: &Format, is_1904: bool) -> String {
    match format {
        Format::General => general(value),
        Format::Number(format) => format.shown(value),
        Format::Moment(format) => format.shown(value, is_1904).unwrap_or_else(|| general(value)),
    }
}

/// As Excel does without a format: ten digits are enough, and no noise of binary fractions.
fn general(value: f64) -> String {
    if value.abs() >= 1e15 || !value.is_finite() {
        return value.to_string();
    }
    let rounded = format!("{value:.10}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Number {
    fn shown(&self, value: f64) -> String {
        let value = if self.is_percent { value * 100.0 } else { value };
        // Away from nought at the half, as people and Excel round; a little more undoes binary fractions.
        let scale = 10f64.powi(i32::try_from(self.decimals).unwrap_or(0));
        let rounded = (value.abs() * scale * (1.0 + f64::EPSILON)).round() / scale;
        let text = format!("{rounded:.*}", self.decimals);
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let kept = decimals.len() - decimals.len().min(self.spare);
        let decimals = &decimals[..kept + decimals[kept..].trim_end_matches('0').len()];
        let minus = if value < 0.0 && rounded != 0.0 { "-" } else { "" };
        let whole = if self.has_thousands { in_thousands(whole) } else { whole.to_owned() };
        let point = if decimals.is_empty() { "" } else { "." };
        let percent = if self.is_percent { "%" } else { "" };
        format!("{minus}{}{whole}{point}{decimals}{percent}{}", self.before, self.after)
    }
}

fn in_thousands(whole: &str) -> String {
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Moment {
    fn shown(self, value: f64, is_1904: bool) -> Option<String> {
        if !(0.0..3_000_000.0).contains(&value) {
            return None;
        }
        // A minute's part that binary fractions lost is given back.
        let minutes = (value * 1440.0).round();
        let (days, minutes) = ((minutes / 1440.0).floor(), minutes % 1440.0);
        let day = day(days, is_1904)?;
        let mut text = match (self.has_year, self.has_month, self.has_day, self.is_chinese) {
            (true, _, true, true) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            (true, true, false, true) => format!("{}年{}月", day.year(), day.month()),
            (false, true, true, true) => format!("{}月{}日", day.month(), day.day()),
            (true, _, true, false) => day.to_string(),
            (true, true, false, false) => day.strftime("%Y-%m").to_string(),
            (true, false, false, is_chinese) => {
                format!("{}{}", day.year(), if is_chinese { "年" } else { "" })
            }
            (false, true, true, false) => day.strftime("%m-%d").to_string(),
            (false, true, false, _) => format!("{}月", day.month()),
            (false, false, true, _) => format!("{}日", day.day()),
            (false, false, false, _) => String::new(),
        };
        if self.has_time {
            text += &format!(" {:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0);
        }
        Some(text.trim().to_owned())
    }
}

/// Excel's days: 1 is 1 January 1900, and it believes in a 29 February of that year.
fn day(days: f64, is_1904: bool) -> Option<Date> {
    let days = days as i64;
    let (first, days) = match (is_1904, days) {
        (true, _) => (date(1904, 1, 1), days),
        (false, 0..=59) => (date(1899, 12, 31), days),
        (false, _) => (date(1899, 12, 30), days),
    };
    first.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_in_their_cells() {
        for (value, code, expected) in [
            (0.23, "0%", "23%"),
            (0.2345, "0.00%", "23.45%"),
            (0.125, "0.0%", "12.5%"),
            (4600.0, "#,##0", "4,600"),
            (1234567.891, "#,##0.00", "1,234,567.89"),
            (-1234.5, "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
            (12.0, "0.00\"元\"", "12.00元"),
            (12.5, "[$¥-804]#,##0.0", "¥12.5"),
            (12.0, "\"约\"0\"人\"", "约12人"),
            (1.5, "0.##", "1.5"),
            (2.0, "0.##", "2"),
            (0.1 + 0.2, "General", "0.3"),
            (1.005, "0.00", "1.01"),
            (2.675, "0.00", "2.68"),
            (-0.001, "0.0", "0.0"),
            (330302.0, "@", "330302"),
            (7.0, "_ * #,##0_ ;_ * -#,##0_ ", "7"),
            (3.0, "000", "3"),
            (1e20, "General", "100000000000000000000"),
        ] {
            assert_eq!(shown(value, &of_code(code), false), expected, "{value} as {code}");
        }
    }

    #[test]
    fn days_look_as_in_their_cells() {
        for (value, code, expected) in [
            (45901.0, "yyyy/m/d", "2025-09-01"),
            (45901.0, "yyyy\"年\"m\"月\"d\"日\"", "2025年9月1日"),
            (45901.0, "yyyy\"年\"m\"月\";@", "2025年9月"),
            (45901.0, "m\"月\"d\"日\"", "9月1日"),
            (45901.6, "yyyy-mm-dd hh:mm", "2025-09-01 14:24"),
            (0.5, "h:mm", "12:00"),
            (1.0, "yyyy-mm-dd", "1900-01-01"),
            (61.0, "yyyy-mm-dd", "1900-03-01"),
            (-1.0, "yyyy-mm-dd", "-1"),
        ] {
            assert_eq!(shown(value, &of_code(code), false), expected, "{value} as {code}");
        }
        assert_eq!(shown(0.0, &of_code("yyyy-mm-dd"), true), "1904-01-01");
        assert_eq!(shown(0.3, &built_in(9), false), "30%");
        assert_eq!(shown(45901.0, &built_in(31), false), "2025年9月1日");
    }
}
