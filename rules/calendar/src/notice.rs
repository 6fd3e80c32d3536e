//! The period of a public notice (公示期), and its days as they are drawn.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Calendar, DayKind, DueError, UnknownYear};

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayUnit {
    /// 工作日
    WorkingDays,
    /// 自然日
    CalendarDays,
}

impl DayUnit {
    /// The Chinese name, as after a number.
    pub fn name(self) -> &'static str {
        match self {
            DayUnit::WorkingDays => "个工作日",
            DayUnit::CalendarDays => "天",
        }
    }
}

/// A day of a period, to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripDay {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
}

/// Why a notice may not end on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShortNotice {
    /// The period is shorter than its least.
    #[error("公示期太短：最早到 {0} 结束")]
    Early(Date),
    /// It ends on a day on which nobody is there to receive an objection.
    #[error("公示期的最后一天不是工作日，请延到 {0}")]
    RestDay(Date),
    /// The days cannot be counted.
    #[error(transparent)]
    Uncounted(#[from] DueError),
}

impl From<UnknownYear> for ShortNotice {
    fn from(year: UnknownYear) -> Self {
        ShortNotice::Uncounted(year.into())
    }
}

impl Calendar {
    /// Whether a notice posted on `posted` may end on `last`.
    pub fn check_notice_period(
        &self,
        posted: Date,
        last: Date,
        least: u32,
        unit: DayUnit,
    ) -> Result<(), ShortNotice> {
        let earliest = self.notice_end(posted, least, unit)?;
        if last < earliest {
            return Err(ShortNotice::Early(earliest));
        }
        if self.is_working(last)? {
            Ok(())
        } else {
            Err(ShortNotice::RestDay(self.add_working_days(last, 1)?))
        }
    }

    /// The earliest last day of a notice posted on `posted`: counted from the
    /// day after; a last calendar day that is no working day moves to the next
    /// one. Custom, not law: the period of each kind is data with its source.
    pub fn notice_end(&self, posted: Date, least: u32, unit: DayUnit) -> Result<Date, DueError> {
        match unit {
            DayUnit::WorkingDays => self.add_working_days(posted, least),
            DayUnit::CalendarDays => {
                let last = posted.checked_add(i64::from(least).days()).map_err(|_| DueError::TooLong)?;
                if self.is_working(last)? { Ok(last) } else { self.add_working_days(last, 1) }
            }
        }
    }

    /// The days of a period, both ends in. No period is drawn longer than 400 days.
    pub fn day_strip(&self, from: Date, to: Date) -> Result<Vec<StripDay>, UnknownYear> {
        let days = from.series(1.day()).take_while(|day| *day <= to).take(400);
        days.map(|date| Ok(StripDay { date, kind: self.day(date)? })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn notices_end_after_their_days() {
        let calendar = Calendar::official();
        let end = |posted, least, unit| calendar.notice_end(posted, least, unit).unwrap();
        assert_eq!(end(date(2026, 11, 20), 5, DayUnit::WorkingDays), date(2026, 11, 27));
        assert_eq!(end(date(2026, 11, 23), 3, DayUnit::CalendarDays), date(2026, 11, 26));
        // The third day is a Sunday.
        assert_eq!(end(date(2026, 11, 19), 3, DayUnit::CalendarDays), date(2026, 11, 23));
        // Over National Day.
        assert_eq!(end(date(2026, 9, 30), 3, DayUnit::CalendarDays), date(2026, 10, 8));
    }

    #[test]
    fn short_notices_are_told_when_they_may_end() {
        let calendar = Calendar::official();
        let check = |last| calendar.check_notice_period(date(2026, 11, 20), last, 5, DayUnit::WorkingDays);
        assert_eq!(check(date(2026, 11, 26)), Err(ShortNotice::Early(date(2026, 11, 27))));
        assert_eq!(check(date(2026, 11, 27)), Ok(()));
        assert_eq!(check(date(2026, 11, 28)), Err(ShortNotice::RestDay(date(2026, 11, 30))));
        assert!(matches!(check(date(2027, 1, 4)), Err(ShortNotice::Uncounted(_))));
    }

    #[test]
    fn a_strip_has_every_day() {
        let strip = Calendar::official().day_strip(date(2026, 11, 20), date(2026, 11, 23)).unwrap();
        let working: Vec<bool> = strip.iter().map(|day| day.kind.is_working()).collect();
        assert_eq!(working, [true, false, false, true]);
    }
}
