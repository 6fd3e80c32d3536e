//! Due dates in working days, explained day by day.

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;

use crate::{Calendar, UnknownYear};

/// Nobody gives a term of more working days than this, twenty years.
pub const LONGEST: u32 = 5000;

/// A due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last day of the term.
    pub due: Date,
    /// Whether a year without a notice was computed.
    pub provisional: bool,
    /// Every day from the day after receipt to the due date.
    pub days: Vec<DueDay>,
}

/// A day of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueDay {
    /// The day.
    pub date: Date,
    /// Whether it counts.
    pub counts: bool,
    /// Why it does or doesn't, in words.
    pub why: String,
}

/// Why a due date cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DueError {
    /// A year without a notice lies in the term.
    #[error(transparent)]
    Unknown(#[from] UnknownYear),
    /// More working days than any term has.
    #[error("工作日数最多 {LONGEST}")]
    TooLong,
}

impl Calendar {
    /// The due date of a term of working days. Day 1 is the next working day
    /// after receipt; a term of 0 days ends on the day of receipt.
    pub fn due(&self, received: Date, working_days: u32) -> Result<Due, DueError> {
        if working_days > LONGEST {
            return Err(DueError::TooLong);
        }
        let mut days = Vec::new();
        let mut counted = 0;
        let mut day = received;
        while counted < working_days {
            day = day.tomorrow().map_err(|_| DueError::TooLong)?;
            let kind = self.day(day)?;
            counted += u32::from(kind.is_working());
            days.push(DueDay { date: day, counts: kind.is_working(), why: kind.why(day, counted) });
        }
        let provisional = days.iter().any(|day| !self.knows(day.date));
        Ok(Due { due: day, provisional, days })
    }

    /// The day so many working days after `from`, not counting `from`.
    pub fn add_working_days(&self, from: Date, working_days: u32) -> Result<Date, DueError> {
        self.due(from, working_days).map(|due| due.due)
    }

    /// Working days after `from` up to and including `to`; none where `to` is not later.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, UnknownYear> {
        let mut counted = 0;
        let mut day = from;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            counted += u32::from(self.is_working(day)?);
        }
        Ok(counted)
    }

    /// Working days left on `today` until `due`, negative where it is past:
    /// 0 on the due date itself, -1 on the first working day after it.
    pub fn remaining_working_days(&self, today: Date, due: Date) -> Result<i64, UnknownYear> {
        if today <= due {
            self.working_days_between(today, due).map(i64::from)
        } else {
            self.working_days_between(due, today).map(|late| -i64::from(late))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn due(received: Date, days: u32) -> Date {
        Calendar::official().due(received, days).unwrap().due
    }

    #[test]
    fn terms_by_the_notices() {
        for (received, days, expected) in [
            (date(2026, 11, 2), 15, date(2026, 11, 23)),
            // National Day 2026 with its make-up Saturday, 10 October.
            (date(2026, 9, 28), 5, date(2026, 10, 10)),
            // Spring Festival 2024: 4 and 18 February were worked.
            (date(2024, 2, 2), 5, date(2024, 2, 8)),
            (date(2024, 2, 8), 3, date(2024, 2, 19)),
            (date(2024, 2, 9), 1, date(2024, 2, 18)),
            // The Spring Festival of 2020 was lengthened by a second notice: 1 February,
            // a make-up Saturday of the first, was off, and 3 February the first day of work.
            (date(2020, 1, 23), 1, date(2020, 2, 3)),
            (date(2020, 1, 17), 5, date(2020, 1, 23)),
            // May Day 2019 was changed in spring: 28 April and 5 May were worked.
            (date(2019, 4, 26), 2, date(2019, 4, 29)),
            (date(2019, 4, 30), 1, date(2019, 5, 5)),
            // The third of September 2015, off once.
            (date(2015, 9, 2), 1, date(2015, 9, 6)),
            // 31 December 2011, a Saturday worked by the notice for 2012.
            (date(2011, 12, 30), 1, date(2011, 12, 31)),
            // Received on a Saturday: day 1 is Monday.
            (date(2026, 11, 21), 1, date(2026, 11, 23)),
            // Received on a holiday, over the year's end.
            (date(2025, 12, 31), 1, date(2026, 1, 4)),
            (date(2026, 11, 24), 0, date(2026, 11, 24)),
        ] {
            assert_eq!(due(received, days), expected, "{received} + {days}");
        }
    }

    #[test]
    fn days_are_explained() {
        let due = Calendar::official().due(date(2026, 10, 8), 2).unwrap();
        let told: Vec<_> = due.days.iter().map(|d| (d.date.day(), d.counts, d.why.as_str())).collect();
        assert_eq!(told, [(9, true, "第1个工作日"), (10, true, "星期六，国庆节调休上班，第2个工作日")]);
    }

    #[test]
    fn an_unknown_year_is_said_or_marked() {
        let calendar = Calendar::official();
        assert_eq!(calendar.due(date(2026, 12, 31), 1), Err(DueError::Unknown(UnknownYear(2027))));
        let provisional = calendar.provisional().due(date(2026, 12, 31), 1).unwrap();
        assert_eq!((provisional.due, provisional.provisional), (date(2027, 1, 4), true));
        assert!(!calendar.provisional().due(date(2026, 11, 2), 5).unwrap().provisional);
        assert_eq!(calendar.due(date(2026, 1, 1), LONGEST + 1), Err(DueError::TooLong));
        assert_eq!(calendar.due(date(2006, 6, 1), 1), Err(DueError::Unknown(UnknownYear(2006))));
        // The Spring Festival of 2027 is computed, that of 2036 would be a guess.
        let february = calendar.provisional().due(date(2027, 2, 4), 1).unwrap();
        assert_eq!((february.due, february.days[0].why.as_str()), (date(2027, 2, 9), "春节放假"));
        assert_eq!(
            calendar.provisional().due(date(2035, 12, 31), 1),
            Err(DueError::Unknown(UnknownYear(2036)))
        );
    }

    #[test]
    fn what_is_left_counts_down_to_the_day_and_past_it() {
        let calendar = Calendar::official();
        let left = |day| calendar.remaining_working_days(day, date(2026, 11, 23)).unwrap();
        assert_eq!(left(date(2026, 11, 20)), 1);
        assert_eq!(left(date(2026, 11, 21)), 1);
        assert_eq!(left(date(2026, 11, 23)), 0);
        assert_eq!(left(date(2026, 11, 24)), -1);
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (2007i16..2026, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| date(y, m, d))
    }

    proptest! {
        #[test]
        fn a_due_date_is_a_working_day_with_so_many_counted(received in any_day(), days in 1u32..200) {
            let calendar = Calendar::official();
            let due = calendar.due(received, days).unwrap();
            prop_assert!(calendar.is_working(due.due).unwrap());
            prop_assert_eq!(due.days.iter().filter(|d| d.counts).count() as u32, days);
            prop_assert_eq!(calendar.working_days_between(received, due.due).unwrap(), days);
            prop_assert!(calendar.add_working_days(received, days - 1).unwrap() < due.due);
        }

        /// Later received is never sooner due, and the walk that anyone would do by hand agrees.
        #[test]
        fn a_due_date_agrees_with_a_walk_by_hand(received in any_day(), days in 0u32..120, later in 0i32..40) {
            let calendar = Calendar::official();
            let mut day = received;
            let mut left = days;
            while left > 0 {
                day = day.tomorrow().unwrap();
                left -= u32::from(calendar.is_working(day).unwrap());
            }
            let due = calendar.add_working_days(received, days).unwrap();
            prop_assert_eq!(due, day);
            let received_later = received.checked_add(jiff::Span::new().days(later)).unwrap();
            prop_assert!(calendar.add_working_days(received_later, days).unwrap() >= due);
            prop_assert_eq!(calendar.remaining_working_days(received, due).unwrap(), i64::from(days));
        }
    }
}
