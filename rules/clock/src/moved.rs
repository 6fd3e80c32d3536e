//! What a change of the calendar does to a clock.

use std::collections::BTreeSet;

use calendar::Calendar;
use jiff::civil::Date;

use crate::error::ClockError;
use crate::event::{Event, What};
use crate::fold::{Clock, Deadline};
use crate::term::written;

/// A due date that moved, or is certain now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What was due.
    pub was: Deadline,
    /// What is due.
    pub now: Deadline,
    /// Each day that is another now, and each year whose notice came, in sentences.
    pub why: Vec<String>,
    calendar: String,
}

impl Moved {
    /// The event that records it, to be added to the clock that [`Clock::under`] gave.
    pub fn event(&self, on: Date) -> Event {
        let calendar = self.calendar.clone();
        Event { on, what: What::CalendarChanged { calendar, was: self.was.on, now: self.now.on } }
    }

    /// What to tell those who wait for the answer, or owe it.
    pub fn told(&self) -> String {
        let why = self.why.join("；");
        if self.was.on == self.now.on {
            return format!("答复期限仍是{}，由暂按改为确定：{why}", written(self.now.on));
        }
        let mark = if self.now.provisional { "（暂按）" } else { "" };
        format!("答复期限由{}改为{}{mark}：{why}", written(self.was.on), written(self.now.on))
    }
}

impl Clock {
    /// The same events under another calendar, and what moved; nothing moves once the
    /// matter has ended, or where the same day is due as certainly as before.
    pub fn under(&self, calendar: &Calendar) -> Result<(Clock, Option<Moved>), ClockError> {
        if self.ended.is_some() {
            return Ok((self.clone(), None));
        }
        let clock = Clock::fold(&self.regime, &self.events, calendar)?;
        let moved = match (self.due, clock.due) {
            (Some(was), Some(now)) if was != now => {
                let why = self.differences(&clock, was.on.max(now.on));
                Some(Moved { was, now, why, calendar: calendar.version() })
            }
            _ => None,
        };
        Ok((clock, moved))
    }

    /// The days from receipt on that the two calendars do not count alike.
    fn differences(&self, other: &Clock, last: Date) -> Vec<String> {
        let days = || {
            std::iter::successors(Some(self.received_on), |day| day.tomorrow().ok())
                .take_while(move |day| *day <= last)
        };
        let (before, after) = (&self.counted_by, &other.counted_by);
        let came: BTreeSet<i16> =
            days().filter(|day| after.knows(*day) && !before.knows(*day)).map(|day| day.year()).collect();
        let mut why: Vec<String> =
            came.into_iter().map(|year| format!("{year}年的放假安排已经公布")).collect();
        let changed = days().filter_map(|day| {
            let (was, now) = (before.is_working(day).ok()?, after.is_working(day).ok()?);
            let kind = after.day(day).ok()?;
            let told = match kind.is_working() {
                true => format!("{}上班", written(day)),
                false => format!("{}不上班（{}）", written(day), kind.why(day, 0)),
            };
            (was != now).then_some(told)
        });
        why.extend(changed);
        why
    }
}
