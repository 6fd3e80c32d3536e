//! The thirteen statutory days off (放假办法, as amended in 2024), for years
//! whose notice has not come, and to check the notice by when it comes. Without
//! the exchange of weekends, which only the notice tells, they are a provisional answer.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::{DayKind, UnknownYear, by_weekday};

/// Days that follow the moon: New Year's Eve of the lunar calendar (除夕),
/// 端午, 中秋; and 清明, which follows the sun. From 2027 on computed in advance, to be
/// confirmed by the notices.
const MOVING: [(i16, Date, Date, Date, Date); 11] = [
    (2025, date(2025, 1, 28), date(2025, 4, 4), date(2025, 5, 31), date(2025, 10, 6)),
    (2026, date(2026, 2, 16), date(2026, 4, 5), date(2026, 6, 19), date(2026, 9, 25)),
    (2027, date(2027, 2, 5), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    (2028, date(2028, 1, 25), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    (2029, date(2029, 2, 12), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    (2030, date(2030, 2, 2), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
    (2031, date(2031, 1, 22), date(2031, 4, 5), date(2031, 6, 24), date(2031, 10, 1)),
    (2032, date(2032, 2, 10), date(2032, 4, 4), date(2032, 6, 12), date(2032, 9, 19)),
    (2033, date(2033, 1, 30), date(2033, 4, 4), date(2033, 6, 1), date(2033, 9, 8)),
    (2034, date(2034, 2, 18), date(2034, 4, 5), date(2034, 6, 20), date(2034, 9, 27)),
    (2035, date(2035, 2, 7), date(2035, 4, 5), date(2035, 6, 10), date(2035, 9, 16)),
];

/// The seven holidays, in the order of the notices.
pub(crate) const HOLIDAYS: [&str; 7] = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"];

/// The holidays that a year's notice names: before 2008 清明, 端午 and 中秋 were none.
pub(crate) fn names(year: i16) -> &'static [&'static str] {
    if year < 2008 { &[] } else { &HOLIDAYS }
}

/// How many days off the law gave in a year: ten, eleven since 2008, thirteen since 2025.
pub(crate) fn number(year: i16) -> u32 {
    match year {
        ..2008 => 10,
        2008..2025 => 11,
        _ => 13,
    }
}

/// The statutory days of a year whose dates are known here: those of the sun's
/// calendar, and from 2025, when the law was changed last, those of the moon's.
pub(crate) fn days(year: i16) -> Vec<(Date, &'static str)> {
    let mut days = vec![(date(year, 1, 1), "元旦"), (date(year, 5, 1), "劳动节")];
    days.extend((1..=3).map(|day| (date(year, 10, day), "国庆节")));
    if year >= 2025 {
        days.push((date(year, 5, 2), "劳动节"));
    }
    if let Some((_, eve, tomb, dragon, moon)) = MOVING.iter().find(|row| row.0 == year) {
        days.extend(eve.series(1.day()).take(4).map(|day| (day, "春节")));
        days.extend([(*tomb, "清明节"), (*dragon, "端午节"), (*moon, "中秋节")]);
    }
    days
}

/// What a day is by the statutory days alone; unknown in a year without a row above,
/// where the Spring Festival would silently count as worked.
pub(crate) fn day(day: Date) -> Result<DayKind, UnknownYear> {
    let year = day.year();
    if !MOVING.iter().any(|row| row.0 == year) {
        return Err(UnknownYear(year));
    }
    let off = days(year).into_iter().find(|(off, _)| *off == day);
    Ok(off.map_or_else(|| by_weekday(day), |(_, name)| DayKind::Holiday(name.to_owned())))
}
