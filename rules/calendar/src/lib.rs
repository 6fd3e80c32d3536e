//! Working days and deadlines by the calendar of China.
//!
//! Holidays and make-up working days come from the State Council's yearly
//! notices, built in as data. A day of a year without a notice is unknown:
//! that its weekday is Monday does not make it a working day.
//!
//! Pure: the calendar is a value, and no clock is asked.

mod due;
mod notice;
mod statutory;
mod year;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, Weekday};
use thiserror::Error;

pub use due::{Due, DueDay, DueError, LONGEST};
pub use notice::{DayUnit, ShortNotice, StripDay};
pub use year::{NotAYear, Year};

/// What a day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday.
    Weekend,
    /// Off by the notice, with the holiday's name.
    Holiday(String),
    /// A weekend day worked in exchange, with the holiday's name.
    MakeUp(String),
    /// Closed by the school itself, with the reason.
    Closure(String),
}

impl DayKind {
    /// Whether work is done on it.
    pub fn is_working(&self) -> bool {
        matches!(self, DayKind::Working | DayKind::MakeUp(_))
    }
}

/// No notice for this year is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("还没有{0}年的放假安排，算不准这一年的工作日")]
pub struct UnknownYear(pub i16);

/// A calendar of working days. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Calendar {
    years: Arc<BTreeMap<i16, Year>>,
    closures: Arc<BTreeMap<Date, String>>,
    provisional: bool,
}

impl Calendar {
    /// The calendar of the notices that are built in, 2007 to 2026.
    pub fn official() -> Calendar {
        static OFFICIAL: OnceLock<Calendar> = OnceLock::new();
        OFFICIAL
            .get_or_init(|| Calendar {
                years: Arc::new(year::built_in()),
                closures: Arc::default(),
                provisional: false,
            })
            .clone()
    }

    /// The same with another year's notice, or a corrected one.
    pub fn with_year(&self, year: Year) -> Calendar {
        let mut years = (*self.years).clone();
        years.insert(year.number, year);
        Calendar { years: Arc::new(years), ..self.clone() }
    }

    /// The same with days on which the school itself is closed.
    pub fn with_closures(&self, closures: BTreeMap<Date, String>) -> Calendar {
        Calendar { closures: Arc::new(closures), ..self.clone() }
    }

    /// The same, but a year without a notice is computed from weekends and the
    /// thirteen statutory days. What is computed so is marked. Years for which
    /// even the lunar festivals are not known (before 2007, after 2035) stay unknown.
    pub fn provisional(&self) -> Calendar {
        Calendar { provisional: true, ..self.clone() }
    }

    /// A label that differs wherever the days differ, to be kept beside what
    /// was computed with them: `2007-2026 1f3a…`. A deadline whose calendar
    /// has another label is computed again.
    pub fn version(&self) -> String {
        let days = self.years.values().flat_map(Year::entries);
        let closures = self.closures.iter().map(|(day, reason)| (*day, reason.as_str(), false));
        let years = self.years.keys().map(|year| format!("{year};"));
        let named = days.chain(closures).map(|(day, name, worked)| format!("{day}{name}{worked};"));
        let hash = years.chain(named).fold(FNV_OFFSET, |hash, text| {
            text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME))
        });
        let first = self.years.keys().next().copied().unwrap_or_default();
        format!("{first}-{} {hash:016x}", self.last_year())
    }

    /// The last year with a notice.
    pub fn last_year(&self) -> i16 {
        self.years.keys().next_back().copied().unwrap_or_default()
    }

    /// Whether the day's year has a notice.
    pub fn knows(&self, day: Date) -> bool {
        self.years.contains_key(&day.year())
    }

    /// What a day is.
    pub fn day(&self, day: Date) -> Result<DayKind, UnknownYear> {
        if let Some(reason) = self.closures.get(&day) {
            return Ok(DayKind::Closure(reason.clone()));
        }
        if let Some(kind) = self.listed(day) {
            return Ok(kind);
        }
        match self.knows(day) {
            true => Ok(by_weekday(day)),
            false if self.provisional => statutory::day(day),
            false => Err(UnknownYear(day.year())),
        }
    }

    /// What a notice says of a day: the one for the next year has the last word about December.
    fn listed(&self, day: Date) -> Option<DayKind> {
        let notices = [day.year() + 1, day.year()].into_iter().filter_map(|year| self.years.get(&year));
        notices.filter_map(|notice| notice.listed(day)).next()
    }

    /// Whether a day is a working day.
    pub fn is_working(&self, day: Date) -> Result<bool, UnknownYear> {
        Ok(self.day(day)?.is_working())
    }
}

/// FNV-1a, 64 bits: a fixed hash, since labels are stored and compared.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

pub(crate) fn by_weekday(day: Date) -> DayKind {
    if is_weekend(day) { DayKind::Weekend } else { DayKind::Working }
}

pub(crate) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// `星期一`
pub fn weekday_name(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn notices_are_known_and_beyond_them_nothing_is() {
        let calendar = Calendar::official();
        let kind = |y, m, d| calendar.day(date(y, m, d)).unwrap();
        assert_eq!(kind(2024, 2, 4), DayKind::MakeUp("春节".into()));
        assert_eq!(kind(2024, 2, 12), DayKind::Holiday("春节".into()));
        assert_eq!(kind(2026, 10, 10), DayKind::MakeUp("国庆节".into()));
        assert_eq!(kind(2026, 11, 21), DayKind::Weekend);
        assert_eq!(kind(2026, 11, 23), DayKind::Working);
        // The notice that lengthened the Spring Festival of 2020.
        assert_eq!(kind(2020, 1, 31), DayKind::Holiday("春节".into()));
        assert_eq!(calendar.day(date(2027, 1, 4)), Err(UnknownYear(2027)));
        assert_eq!(calendar.provisional().day(date(2027, 1, 1)).unwrap(), DayKind::Holiday("元旦".into()));
    }

    #[test]
    fn a_school_may_close_and_a_year_may_be_added() {
        let day = date(2026, 11, 23);
        let closed = Calendar::official().with_closures(BTreeMap::from([(day, "校运动会".to_owned())]));
        assert_eq!(closed.day(day).unwrap(), DayKind::Closure("校运动会".into()));
        let year = Year::parse("year = 2027\n[off]\n\"2027-01-01\" = \"元旦\"\n[worked]\n").unwrap();
        let longer = Calendar::official().with_year(year);
        assert_eq!(longer.day(date(2027, 1, 1)).unwrap(), DayKind::Holiday("元旦".into()));
        assert_eq!(longer.day(date(2027, 1, 4)).unwrap(), DayKind::Working);
        assert_eq!(longer.last_year(), 2027);
    }

    #[test]
    fn the_next_notice_may_change_december() {
        let saturday = date(2026, 12, 26);
        let text = "year = 2027\n[off]\n\"2026-12-31\" = \"元旦\"\n[worked]\n\"2026-12-26\" = \"元旦\"\n";
        let longer = Calendar::official().with_year(Year::parse(text).unwrap());
        assert_eq!(Calendar::official().day(saturday).unwrap(), DayKind::Weekend);
        assert_eq!(longer.day(saturday).unwrap(), DayKind::MakeUp("元旦".into()));
        assert_eq!(longer.day(date(2026, 12, 31)).unwrap(), DayKind::Holiday("元旦".into()));
        // The days before are what they were.
        assert_eq!(longer.day(date(2026, 10, 10)).unwrap(), DayKind::MakeUp("国庆节".into()));
    }

    #[test]
    fn a_version_tells_calendars_apart() {
        let official = Calendar::official();
        assert_eq!(official.version(), official.provisional().version());
        assert!(official.version().starts_with("2007-2026 "));
        let year = |off: &str| Year::parse(&format!("year = 2027\n[off]\n{off}\n[worked]\n")).unwrap();
        let closed = BTreeMap::from([(date(2026, 11, 23), "校运动会".to_owned())]);
        let versions = std::collections::HashSet::from([
            official.version(),
            official.with_year(year("")).version(),
            official.with_year(year("\"2027-01-01\" = \"元旦\"")).version(),
            official.with_closures(closed).version(),
        ]);
        assert_eq!(versions.len(), 4);
    }
}
