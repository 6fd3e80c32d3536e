//! The walk over the days of a term: each counts or does not, and says why.

use calendar::{Calendar, DayUnit};
use jiff::civil::Date;

use crate::Day;
use crate::error::ClockError;
use crate::fold::{Pause, PauseGround};

/// So many days of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    pub(crate) days: u32,
    pub(crate) unit: DayUnit,
    pub(crate) extension: bool,
}

/// Nothing runs for longer than this many days, some thirty years.
const LONGEST: usize = 11_000;

/// The days of a term.
pub(crate) struct Walk {
    /// Every day after day 0 until all phases are counted, or until the day before a
    /// pause begins whose end nobody knows.
    pub(crate) days: Vec<Day>,
    /// Whether all phases are counted.
    pub(crate) ends: bool,
}

impl Walk {
    /// The last day, where the term ends.
    pub(crate) fn last(&self, from: Date) -> Option<Date> {
        self.ends.then(|| self.days.last().map_or(from, |day| day.date))
    }
}

/// Walks over the days after `from`.
pub(crate) fn walk(
    from: Date,
    phases: &[Phase],
    pauses: &[Pause],
    calendar: &Calendar,
) -> Result<Walk, ClockError> {
    let mut days: Vec<Day> = Vec::new();
    let mut date = from;
    for phase in phases {
        let mut counted = 0;
        while counted < phase.days {
            date = date.tomorrow().map_err(|_| ClockError::TooLong)?;
            if pauses.iter().any(|pause| pause.to.is_none() && pause.holds(date)) {
                return Ok(Walk { days, ends: false });
            }
            let day = one(date, phase, pauses, calendar, counted + 1)?;
            counted += u32::from(day.counts);
            days.push(day);
            if days.len() > LONGEST {
                return Err(ClockError::TooLong);
            }
        }
    }
    Ok(Walk { days, ends: true })
}

fn one(
    date: Date,
    phase: &Phase,
    pauses: &[Pause],
    calendar: &Calendar,
    number: u32,
) -> Result<Day, ClockError> {
    if let Some(pause) = pauses.iter().find(|pause| pause.holds(date)) {
        return Ok(Day { date, counts: false, why: pause.told() });
    }
    let (counts, why) = match phase.unit {
        DayUnit::CalendarDays => (true, format!("第{number}天")),
        DayUnit::WorkingDays => {
            let kind = calendar.day(date)?;
            (kind.is_working(), kind.why(date, number))
        }
    };
    let why = if counts && phase.extension { format!("延长期：{why}") } else { why };
    Ok(Day { date, counts, why })
}

impl Pause {
    /// Whether the day is in it.
    pub(crate) fn holds(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }

    /// The pause in words.
    pub fn told(&self) -> String {
        let ground = match self.ground {
            PauseGround::Consultation { whom, .. } => format!("征求{}意见", whom.name()),
            PauseGround::OwnRule => "期限中止".to_owned(),
        };
        match (self.to, self.open) {
            (None, _) => format!("暂停：{ground}，自{}起", written(self.from)),
            (Some(to), true) => format!("暂停：{ground}，{}起，最迟到{}", written(self.from), written(to)),
            (Some(to), false) => format!("暂停：{ground}，{}至{}", written(self.from), written(to)),
        }
    }
}

/// `12月2日`
pub(crate) fn written(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}
