//! The thirteen statutory days off (放假办法, as amended in 2024), for years
//! whose notice has not come. Without the exchange of weekends, which only the
//! notice tells, they are a provisional answer.

use jiff::civil::{Date, date};

use crate::{DayKind, UnknownYear, by_weekday};

/// Days that follow the moon: New Year's Eve of the lunar calendar (除夕),
/// 端午, 中秋; and 清明, which follows the sun. Computed in advance, to be
/// confirmed by the notices.
const MOVING: [(i16, Date, Date, Date, Date); 9] = [
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

/// What a day is by the statutory days alone; unknown in a year without a row above,
/// where the Spring Festival would silently count as worked.
pub(crate) fn day(day: Date) -> Result<DayKind, UnknownYear> {
    let year = day.year();
    let moving = MOVING.iter().find(|row| row.0 == year).ok_or(UnknownYear(year))?;
    Ok(name(day, moving).map_or_else(|| by_weekday(day), |name| DayKind::Holiday(name.to_owned())))
}

fn name(day: Date, moving: &(i16, Date, Date, Date, Date)) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("元旦"),
        (5, 1 | 2) => return Some("劳动节"),
        (10, 1..=3) => return Some("国庆节"),
        _ => {}
    }
    let (_, eve, tomb, dragon, moon) = moving;
    // 除夕 and the first three days of the first month.
    let since_eve = (day - *eve).get_days();
    match day {
        _ if (0..=3).contains(&since_eve) => Some("春节"),
        _ if day == *tomb => Some("清明节"),
        _ if day == *dragon => Some("端午节"),
        _ if day == *moon => Some("中秋节"),
        _ => None,
    }
}
