//! Days, instants, counts and sizes as people read them.

use jiff::Timestamp;
use jiff::civil::Date;

/// `11月23日`, with the year where it is not `today`'s.
pub fn day(date: Date, today: Date) -> String {
    if date.year() == today.year() { format!("{}月{}日", date.month(), date.day()) } else { long_day(date) }
}

/// `2026年11月23日`
pub fn long_day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2026年11月23日 10:26`
pub fn long_instant(at: Timestamp) -> String {
    let civil = terms::civil_of(at);
    format!("{} {}", long_day(civil.date()), clock(at))
}

/// `11月23日 10:26`, with the year where it is not `today`'s.
pub fn instant(at: Timestamp, today: Date) -> String {
    format!("{} {}", day(terms::day_of(at), today), clock(at))
}

/// `10:26`
pub fn clock(at: Timestamp) -> String {
    let civil = terms::civil_of(at);
    format!("{:02}:{:02}", civil.hour(), civil.minute())
}

/// `2,314`
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `312 B`, `31 KB`, `1.2 MB`
pub fn size(bytes: i64) -> String {
    const KILO: f64 = 1024.0;
    let bytes = bytes as f64;
    if bytes < KILO {
        format!("{bytes} B")
    } else if bytes < KILO * KILO {
        format!("{:.0} KB", bytes / KILO)
    } else {
        format!("{:.1} MB", bytes / KILO / KILO)
    }
}

/// How long to wait: `16秒`, from two minutes on `3分钟`.
pub fn wait(seconds: u64) -> String {
    match seconds {
        ..=120 => format!("{seconds}秒"),
        more => format!("{}分钟", more.div_ceil(60)),
    }
}

/// A day in any of the ways people type one: `2026-11-23`, `2026/11/23`,
/// `2026.11.23`, `2026年11月23日`, `20261123`.
pub fn parse_day(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok();
    }
    let mut parts = text
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .map(|part| part.trim().parse::<i16>());
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.next().is_some() || !(1900..2200).contains(&year) {
        return None;
    }
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// An instant as people write it, `2026-11-30 09:00`, in Asia/Shanghai.
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once([' ', 'T'])?;
    let day = parse_day(day)?;
    let (hour, minute) = time.trim().split_once([':', '：'])?;
    let time = jiff::civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    Some(terms::instant_of(day.to_datetime(time)))
}

/// `Mon, 23 Nov 2026 02:26:00 GMT`, as HTTP writes instants.
pub fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_in_any_form() {
        let expected = Some(date(2026, 11, 3));
        for text in
            ["2026-11-03", "2026-11-3", "2026/11/3", "2026.11.3", "2026年11月3日", "20261103", " 2026-11-03 "]
        {
            assert_eq!(parse_day(text), expected, "{text}");
        }
        for text in
            ["", "2026-13-01", "2026-02-30", "11-03", "明天", "2026-11-03-04", "０", "20261303", "99999-1-1"]
        {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_easily() {
        assert_eq!(count(1879), "1,879");
        assert_eq!(count(12), "12");
        assert_eq!(count(-1234567), "-1,234,567");
        assert_eq!(
            (size(312), size(31_744), size(1_258_291)),
            ("312 B".into(), "31 KB".into(), "1.2 MB".into())
        );
    }

    #[test]
    fn days_are_written_in_shanghai() {
        let late = Timestamp::from_millisecond(1_795_449_600_000).unwrap();
        assert_eq!(long_instant(late), "2026年11月24日 00:00");
        assert_eq!(day(date(2025, 11, 3), date(2026, 1, 1)), "2025年11月3日");
        assert_eq!(http_date(late), "Mon, 23 Nov 2026 16:00:00 GMT");
    }
}
