//! Working days and deadlines by the calendar of China.
//!
//! Holidays and make-up working days come from the State Council's yearly
//! notices, built in as data, each year with its papers and the day from which
//! it was known. A day of a year without a notice is unknown: that its weekday is
//! Monday does not make it a working day. When the notice comes, it is entered
//! as a file ([`Year::parse`]) or as its text ([`Year::read`], [`Year::amend`]).
//!
//! Pure: the calendar is a value, and no clock is asked.

mod announced;
mod due;
mod faults;
mod notice;
mod statutory;
mod year;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, Weekday};
use thiserror::Error;

pub use due::{Due, DueDay, DueError, LONGEST};
pub use faults::{Fault, NotAYear};
pub use notice::{DayUnit, ShortNotice, StripDay};
pub use year::{Paper, Year};

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

    /// Why such a day counts or doesn't, in words; `number` is what it is in its term if it counts.
    pub fn why(&self, day: Date, number: u32) -> String {
        match self {
            DayKind::Working => format!("第{number}个工作日"),
            DayKind::MakeUp(name) => format!("{}，{name}调休上班，第{number}个工作日", weekday_name(day)),
            DayKind::Weekend => weekday_name(day).to_owned(),
            DayKind::Holiday(name) => format!("{name}放假"),
            DayKind::Closure(reason) => format!("学校不办公：{reason}"),
        }
    }
}

/// No notice for this year is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("还没有{0}年的放假安排，算不准这一年的工作日")]
pub struct UnknownYear(pub i16);

/// A calendar of working days. Cheap to clone.
#[derive(Clone)]
pub struct Calendar {
    years: Arc<BTreeMap<i16, Year>>,
    closures: Arc<BTreeMap<Date, String>>,
    provisional: bool,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Calendar({})", self.version())
    }
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

    /// The same with days on which the school itself is closed, as in the summer.
    /// A school cannot lengthen the law's terms by closing: a term of the law is
    /// counted on [`Calendar::without_closures`], and closures only count in what
    /// the school has promised beyond the law.
    pub fn with_closures(&self, closures: BTreeMap<Date, String>) -> Calendar {
        Calendar { closures: Arc::new(closures), ..self.clone() }
    }

    /// The same without the school's closures: the working days of the law.
    pub fn without_closures(&self) -> Calendar {
        Calendar { closures: Arc::default(), ..self.clone() }
    }

    /// The calendar as far as it was known on a day: years whose notice had not
    /// come are left out. A year that a later notice changed is told as it was
    /// changed; what the first notice said is not kept here.
    pub fn known_on(&self, day: Date) -> Calendar {
        let known = |year: &Year| year.known_from().is_none_or(|from| from <= day);
        let years = self.years.iter().filter(|(_, year)| known(year));
        Calendar {
            years: Arc::new(years.map(|(number, year)| (*number, year.clone())).collect()),
            ..self.clone()
        }
    }

    /// A year's days and papers, where its notice has come.
    pub fn year(&self, number: i16) -> Option<&Year> {
        self.years.get(&number)
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

    /// The statutory days of 2027 and what is added to them; the true notice has not come.
    fn made_up(off: &str, worked: &str) -> Year {
        let statutory: Vec<String> =
            statutory::days(2027).iter().map(|(day, name)| format!("\"{day}\" = \"{name}\"")).collect();
        let text = format!(
            "year = 2027\nstatutory = 7\n[off]\n{}\n{off}\n[worked]\n{worked}\n",
            statutory.join("\n")
        );
        Year::parse(&text).unwrap()
    }

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
        assert_eq!(closed.without_closures().day(day).unwrap(), DayKind::Working);
        let year = made_up("", "");
        let longer = Calendar::official().with_year(year);
        assert_eq!(longer.day(date(2027, 1, 1)).unwrap(), DayKind::Holiday("元旦".into()));
        assert_eq!(longer.day(date(2027, 1, 4)).unwrap(), DayKind::Working);
        assert_eq!(longer.last_year(), 2027);
    }

    #[test]
    fn the_next_notice_may_change_december() {
        let saturday = date(2026, 12, 26);
        let year = made_up("\"2026-12-31\" = \"元旦\"", "\"2026-12-26\" = \"元旦\"");
        let longer = Calendar::official().with_year(year);
        assert_eq!(Calendar::official().day(saturday).unwrap(), DayKind::Weekend);
        assert_eq!(longer.day(saturday).unwrap(), DayKind::MakeUp("元旦".into()));
        assert_eq!(longer.day(date(2026, 12, 31)).unwrap(), DayKind::Holiday("元旦".into()));
        // The days before are what they were.
        assert_eq!(longer.day(date(2026, 10, 10)).unwrap(), DayKind::MakeUp("国庆节".into()));
    }

    #[test]
    fn a_year_is_known_from_its_notice_on() {
        let official = Calendar::official();
        let paper = &official.year(2026).unwrap().papers()[0];
        assert_eq!(
            (paper.number.as_deref(), paper.published_on),
            (Some("国办发明电〔2025〕7号"), date(2025, 11, 4))
        );
        assert_eq!(official.known_on(date(2025, 11, 3)).last_year(), 2025);
        assert_eq!(official.known_on(date(2025, 11, 4)).last_year(), 2026);
        // Before its notice came, a year is what the statutory days make of it.
        let before = official.known_on(date(2025, 11, 3)).provisional();
        assert_eq!(before.day(date(2026, 2, 16)).unwrap(), DayKind::Holiday("春节".into()));
        assert_eq!(before.day(date(2026, 2, 14)).unwrap(), DayKind::Weekend);
        // A year without papers counts as known when it begins.
        assert_eq!(official.known_on(date(2013, 12, 31)).last_year(), 2013);
    }

    #[test]
    fn a_version_tells_calendars_apart() {
        let official = Calendar::official();
        assert_eq!(official.version(), official.provisional().version());
        assert!(official.version().starts_with("2007-2026 "));
        let closed = BTreeMap::from([(date(2026, 11, 23), "校运动会".to_owned())]);
        let versions = std::collections::HashSet::from([
            official.version(),
            official.with_year(made_up("", "")).version(),
            official.with_year(made_up("\"2027-01-02\" = \"元旦\"", "")).version(),
            official.with_closures(closed).version(),
        ]);
        assert_eq!(versions.len(), 4);
    }
}
