//! The academic year (学年): 1 September to 31 August, the period of the
//! catalogue's editions and of the yearly report.

use jiff::civil::{Date, date};

/// An academic year by the calendar year in which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear(i16);

/// The text is not `YYYY-YYYY` with two years in a row.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("学年要写成 2021-2022 这样，前后两个年份相连")]
pub struct NotAnAcademicYear;

impl AcademicYear {
    /// The academic year that begins on 1 September of `year` (1949 to 2199).
    pub fn starting(year: i16) -> Option<Self> {
        (1949..2200).contains(&year).then_some(AcademicYear(year))
    }

    /// The academic year in which a day lies.
    pub fn of(day: Date) -> Self {
        AcademicYear(if day.month() >= 9 { day.year() } else { day.year() - 1 })
    }

    /// The calendar year in which it begins.
    pub fn start_year(self) -> i16 {
        self.0
    }

    /// Its first day, 1 September.
    pub fn first_day(self) -> Date {
        date(self.0, 9, 1)
    }

    /// Its last day, 31 August.
    pub fn last_day(self) -> Date {
        date(self.0 + 1, 8, 31)
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }

    /// The year before.
    pub fn previous(self) -> Self {
        AcademicYear(self.0 - 1)
    }

    /// The year after.
    pub fn next(self) -> Self {
        AcademicYear(self.0 + 1)
    }

    /// As Chinese text writes it: `2021—2022学年`.
    pub fn label(self) -> String {
        format!("{}—{}学年", self.0, self.0 + 1)
    }
}

impl std::fmt::Display for AcademicYear {
    /// As commands and addresses write it: `2021-2022`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.0, self.0 + 1)
    }
}

impl std::str::FromStr for AcademicYear {
    type Err = NotAnAcademicYear;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, second) = text.trim().split_once(['-', '—', '–', '/']).ok_or(NotAnAcademicYear)?;
        let first: i16 = first.parse().map_err(|_| NotAnAcademicYear)?;
        let second: i16 = second.trim_end_matches("学年").parse().map_err(|_| NotAnAcademicYear)?;
        if first.checked_add(1) != Some(second) {
            return Err(NotAnAcademicYear);
        }
        AcademicYear::starting(first).ok_or(NotAnAcademicYear)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_runs_from_september_to_august() {
        let year: AcademicYear = "2021-2022".parse().unwrap();
        assert_eq!(year.first_day(), date(2021, 9, 1));
        assert_eq!(year.last_day(), date(2022, 8, 31));
        assert_eq!(AcademicYear::of(date(2022, 8, 31)), year);
        assert_eq!(AcademicYear::of(date(2022, 9, 1)), year.next());
        assert_eq!(year.label(), "2021—2022学年");
    }

    #[test]
    fn wrong_texts_are_refused() {
        for text in ["", "2021", "2021-2023", "2022-2021", "一-二", "32767-32768", "10-11"] {
            assert_eq!(text.parse::<AcademicYear>(), Err(NotAnAcademicYear), "{text}");
        }
    }
}
