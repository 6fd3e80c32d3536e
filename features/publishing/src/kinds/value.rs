//! Values of typed fields, read as people write them.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// What a field says. The database keeps it as JSON of this shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// Text, a choice, a telephone number, an address.
    Text(String),
    /// A day.
    Date(Date),
    /// A day and time in Asia/Shanghai.
    DateTime(DateTime),
    /// A sum in fen.
    Money(i64),
    /// A whole number.
    Number(i64),
    /// A list, or the choices that were ticked.
    Lines(Vec<String>),
    /// Rows, each by column.
    Rows(Vec<BTreeMap<String, String>>),
}

impl FieldValue {
    /// As a page shows a single value; lists and rows joined, for search.
    pub fn text(&self) -> String {
        match self {
            FieldValue::Text(text) => text.clone(),
            FieldValue::Date(day) => long_date(*day),
            FieldValue::DateTime(at) => {
                format!("{}{}:{:02}", long_date(at.date()), at.hour(), at.minute())
            }
            FieldValue::Money(fen) => yuan(*fen),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Lines(lines) => lines.join("；"),
            FieldValue::Rows(rows) => {
                let rows: Vec<String> =
                    rows.iter().map(|row| row.values().cloned().collect::<Vec<_>>().join(" ")).collect();
                rows.join("；")
            }
        }
    }
}

fn long_date(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `6,820,000.50元`, without the fen where there are none.
fn yuan(fen: i64) -> String {
    let whole = (fen / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fen % 100 {
        0 => format!("{grouped}元"),
        rest => format!("{grouped}.{rest:02}元"),
    }
}

/// `2026-3-5`, `2026/3/5`, `2026.3.5`, `2026年3月5日`.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim().trim_end_matches(['日', '号']);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A date, then `9:30`, `9时30分` or `9点`.
pub(super) fn date_time(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let cut =
        text.find(['日', '号']).map(|at| at + '日'.len_utf8()).or_else(|| text.find([' ', 'T', '　']))?;
    let (day, time) = text.split_at(cut);
    let time = time.trim_start_matches([' ', 'T', '　']).trim_end_matches('分');
    let (hour, minute) = time.split_once([':', '：', '时', '点'])?;
    // `09:30:00` is what a browser's own field may send.
    let minute = minute.split(':').next().filter(|m| !m.is_empty()).unwrap_or("0");
    let time = Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()?;
    Some(date(day)?.to_datetime(time))
}

/// `6820000`, `6,820,000.5元`, `682万`, `￥1.2亿`, in fen.
pub(super) fn money(text: &str) -> Option<i64> {
    let cleaned: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).collect();
    let cleaned = cleaned.trim_start_matches(['￥', '¥']).trim_end_matches('元').to_owned();
    let (digits, scale) = if let Some(digits) = cleaned.strip_suffix('万') {
        (digits, 10_000 * 100)
    } else if let Some(digits) = cleaned.strip_suffix('亿') {
        (digits, 100_000_000 * 100)
    } else {
        (cleaned.as_str(), 100)
    };
    decimal(digits, scale)
}

/// A decimal times `scale`, where that is a whole number.
fn decimal(digits: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !whole.is_empty() && (whole.to_owned() + fraction).bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        return None;
    }
    let mut sum = whole.parse::<i64>().ok()?.checked_mul(scale)?;
    let mut unit = scale;
    for digit in fraction.bytes() {
        let digit = i64::from(digit - b'0');
        if unit % 10 != 0 && digit != 0 {
            return None;
        }
        unit /= 10;
        sum = sum.checked_add(digit.checked_mul(unit)?)?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2026-03-05", "2026-3-5", "2026/3/5", "2026.3.5", "2026年3月5日", " 2026年3月5号 "]
        {
            assert_eq!(date(text), Some(day(2026, 3, 5)), "{text}");
        }
        for text in ["", "2026", "2026-13-01", "2026-02-30", "3-5-2026", "26-3-5", "明天", "2026-3-5-1"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let half_past_nine = day(2026, 3, 5).at(9, 30, 0, 0);
        for text in [
            "2026-03-05 9:30",
            "2026-03-05T09:30",
            "2026-03-05T09:30:00",
            "2026年3月5日9时30分",
            "2026年3月5日 9：30",
        ] {
            assert_eq!(date_time(text), Some(half_past_nine), "{text}");
        }
        assert_eq!(date_time("2026年3月5日9时"), Some(day(2026, 3, 5).at(9, 0, 0, 0)));
        for text in ["", "2026-03-05", "2026-03-05 25:00", "9:30", "2026-03-05 下午"] {
            assert_eq!(date_time(text), None, "{text}");
        }
    }

    #[test]
    fn sums_are_kept_in_fen() {
        for (text, fen) in [
            ("6820000", 682_000_000),
            ("6,820,000.5元", 682_000_050),
            ("682万", 682_000_000),
            ("￥1.2亿", 12_000_000_000),
            ("0.01", 1),
            ("1.2345万元", 1_234_500),
            ("0", 0),
        ] {
            assert_eq!(money(text), Some(fen), "{text}");
        }
        for text in ["", "元", "-1", "1.234", "一百", "1.2.3", "99999999999999999999", "1e5"] {
            assert_eq!(money(text), None, "{text}");
        }
        assert_eq!(FieldValue::Money(682_000_050).text(), "6,820,000.50元");
        assert_eq!(FieldValue::Money(100).text(), "1元");
    }
}
