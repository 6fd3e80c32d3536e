//! The thirteen statutory days off (放假办法, as amended in 2024), for years
//! whose notice has not come. Without the exchange of weekends, which only the
//! notice tells, they are a provisional answer.

use jiff::civil::{Date, date};

use crate::{DayKind, is_weekend};

/// Days that follow the moon: New Year's Eve of the lunar calendar (除夕),
/// 端午, 中秋; and 清明, which follows the sun. Computed in advance, to be
/// confirmed by the notices.
const MOVING: [(i16, Date, Date, Date, Date); 4] = [
    (2027, date(2027, 2, 5), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    (2028, date(2028, 1, 25), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    (2029, date(2029, 2, 12), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    (2030, date(2030, 2, 2), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
];

pub(crate) fn day(day: Date) -> DayKind {
    match name(day) {
        Some(name) => DayKind::Holiday(name.to_owned()),
        None if is_weekend(day) => DayKind::Weekend,
        None => DayKind::Working,
    }
}

fn name(day: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("元旦"),
        (5, 1 | 2) => return Some("劳动节"),
        (10, 1..=3) => return Some("国庆节"),
        _ => {}
    }
    let (_, eve, tomb, dragon, moon) = MOVING.iter().find(|(year, ..)| *year == day.year())?;
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
