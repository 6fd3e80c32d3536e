//! The clock: facts, regime and calendar folded into dates.

use calendar::{Calendar, DayUnit};
use jiff::civil::Date;

use crate::Day;
use crate::dates;
use crate::error::{ClockError, Refusal};
use crate::event::{Consulted, Event, Ground, What};
use crate::facts::Facts;
use crate::regime::Regime;
use crate::term::{Phase, walk, written};

/// What follows from everything that is recorded of one matter.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The day it came.
    pub received_on: Date,
    /// Day 0 of the term to answer: receipt, confirmation, acceptance or correction,
    /// by the regime; none while that is waited for. Day 1 is the next day that counts.
    pub runs_from: Option<Date>,
    /// What would be due without extension and pauses.
    pub base_due: Option<Deadline>,
    /// When the answer is due; none while no term runs, or it stands in a pause without an end. While
    /// an opinion is waited for it is the latest day: one that comes sooner moves it to sooner.
    pub due: Option<Deadline>,
    /// The extension.
    pub extension: Option<Extension>,
    /// Every span that does not count, in order; spans may overlap, and a day is left out once.
    pub pauses: Vec<Pause>,
    /// The day on which the term began anew, with the correction.
    pub restarted_on: Option<Date>,
    /// The end, with a ground where there was no answer.
    pub ended: Option<(Date, Option<Ground>)>,
    pub(crate) facts: Facts,
    pub(crate) events: Vec<Event>,
    pub(crate) regime: Regime,
    pub(crate) calendar: Calendar,
    pub(crate) counted_by: Calendar,
}

/// A due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub on: Date,
    /// 暂按: a year without a notice was computed.
    pub provisional: bool,
}

/// An extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The day on which the applicant was told.
    pub on: Date,
    /// Its days.
    pub days: u32,
}

/// A span that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The first day that does not count.
    pub from: Date,
    /// The last one; none while nobody knows.
    pub to: Option<Date>,
    /// Whether it still may end sooner than `to`.
    pub open: bool,
    /// Why.
    pub ground: PauseGround,
}

/// Why a span does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseGround {
    /// 征求意见
    Consultation {
        /// The letter.
        letter: u32,
        /// Who was asked.
        whom: Consulted,
    },
    /// 中止, by the rule that the school's own regime names.
    OwnRule,
}

/// What a matter waits for on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// 待确认: no term runs.
    AwaitingConfirmation,
    /// 待受理: the term to take a letter up runs.
    AwaitingAcceptance,
    /// 计时中
    Running,
    /// 暂停
    Paused(Pause),
    /// 待补正: no term runs.
    WaitingForCorrection {
        /// The last day of the applicant's period; after it the request may be closed as abandoned.
        until: Date,
    },
    /// 办结
    Ended {
        /// When.
        on: Date,
        /// Why, where there was no answer.
        ground: Option<Ground>,
    },
}

impl Clock {
    /// Replays what was recorded, in its order. A year without a notice is an error
    /// with a plain calendar and marked with a `provisional` one.
    pub fn fold(regime: &Regime, events: &[Event], calendar: &Calendar) -> Result<Clock, ClockError> {
        let refused = |event: &Event| {
            let on = event.on;
            move |reason| ClockError::Refused { on, reason }
        };
        let (first, rest) = events.split_first().ok_or(ClockError::NothingReceived)?;
        let mut facts = Facts::first(first).map_err(refused(first))?;
        for event in rest {
            facts.add(event, regime).map_err(refused(event))?;
        }
        Clock::of(facts, events.to_vec(), regime, calendar)
    }

    fn of(
        facts: Facts,
        events: Vec<Event>,
        regime: &Regime,
        calendar: &Calendar,
    ) -> Result<Clock, ClockError> {
        let pauses = dates::pauses(&facts, regime, &calendar.without_closures())?;
        let counted_by = dates::counted_by(&facts, regime, calendar, &pauses)?;
        let phases = dates::phases(&facts, regime);
        let runs_from = facts.day_zero(regime);
        let due = |phases: &[Phase], pauses: &[Pause]| match runs_from {
            Some(from) => dates::deadline(from, phases, pauses, &counted_by),
            None => Ok(None),
        };
        Ok(Clock {
            received_on: facts.received,
            runs_from,
            base_due: due(&phases[..1], &[])?,
            due: due(&phases, &pauses)?,
            extension: facts.extension,
            restarted_on: facts.correction.and_then(|correction| correction.given),
            ended: facts.ended,
            pauses,
            events,
            regime: regime.clone(),
            calendar: calendar.clone(),
            counted_by,
            facts,
        })
    }

    /// The clock with one event more, or why it does not fit. Besides order and
    /// state this asks what depends on the calendar: an extension on or before
    /// the due date, a correction asked for in time, no pause in a pause.
    pub fn then(&self, event: Event) -> Result<Clock, ClockError> {
        let refused = |reason| ClockError::Refused { on: event.on, reason };
        let mut facts = self.facts.clone();
        facts.add(&event, &self.regime).map_err(refused)?;
        self.in_time(&event).map_err(refused)?;
        if let (What::CorrectionAsked { .. }, Some(last)) = (&event.what, self.correction_by()?)
            && event.on > last
        {
            return Err(refused(Refusal::CorrectionLate(last)));
        }
        let events = self.events.iter().cloned().chain([event]).collect();
        Clock::of(facts, events, &self.regime, &self.calendar)
    }

    fn in_time(&self, event: &Event) -> Result<(), Refusal> {
        let due = self.due.map(|due| due.on);
        match (&event.what, due) {
            (What::Extended { .. }, Some(due)) if due < event.on => Err(Refusal::ExtensionLate(due)),
            (What::CalendarChanged { now, .. }, Some(due)) if due != *now => {
                Err(Refusal::OtherDate(due, *now))
            }
            (What::Paused, Some(due)) if due < event.on => Err(Refusal::PauseLate(due)),
            (What::Paused, _) if self.is_paused_after(event.on) => Err(Refusal::PausedAlready),
            _ => Ok(()),
        }
    }

    fn is_paused_after(&self, on: Date) -> bool {
        on.tomorrow().is_ok_and(|next| self.pauses.iter().any(|pause| pause.holds(next)))
    }

    /// The working days of the law, whatever the school's own closures.
    pub(crate) fn law_days(&self) -> Calendar {
        self.calendar.without_closures()
    }

    /// The last day on which a correction may be asked for.
    pub(crate) fn correction_by(&self) -> Result<Option<Date>, ClockError> {
        match (&self.regime.correction, self.runs_from) {
            (Some(term), Some(from)) => dates::end_of(from, term, &self.law_days()).map(Some),
            _ => Ok(None),
        }
    }

    /// What the matter waits for on a day.
    pub fn state(&self, today: Date) -> State {
        if let Some((on, ground)) = self.ended {
            return State::Ended { on, ground };
        }
        if self.facts.unconfirmed(&self.regime) {
            return State::AwaitingConfirmation;
        }
        if self.facts.unaccepted(&self.regime) {
            return State::AwaitingAcceptance;
        }
        if let Some(correction) = self.facts.open_correction() {
            return State::WaitingForCorrection { until: correction.until };
        }
        match self.pauses.iter().find(|pause| pause.holds(today)) {
            Some(pause) => State::Paused(pause.clone()),
            None => State::Running,
        }
    }

    /// Every day from the day after receipt to the due date: whether it counts, and
    /// why. Those that count are as many as the term and its extension have. Without
    /// a due date, the days before the term began, or before a pause whose end nobody knows.
    pub fn explain(&self) -> Result<Vec<Day>, ClockError> {
        let mut days = self.before_the_term();
        let Some(from) = self.runs_from else { return Ok(days) };
        let phases = dates::phases(&self.facts, &self.regime);
        days.extend(walk(from, &phases, &self.pauses, &self.counted_by)?.days);
        Ok(days)
    }

    fn before_the_term(&self) -> Vec<Day> {
        let facts = &self.facts;
        let corrected = facts.correction.and_then(|correction| correction.given);
        let stages = [
            (facts.confirmed, "等双方确认，确认之日为收到之日"),
            (facts.accepted, "受理之前，办理期限自受理之日起算"),
            (corrected, "补正之前，期限自收到补正之日重新计算"),
        ];
        let mut days = Vec::new();
        let mut day = facts.received;
        for (until, why) in stages {
            while let Some(next) =
                day.tomorrow().ok().filter(|next| until.is_some_and(|until| *next <= until))
            {
                day = next;
                days.push(Day { date: day, counts: false, why: why.to_owned() });
            }
        }
        days
    }

    /// How many days of the term have been used at the end of a day.
    pub fn used(&self, today: Date) -> Result<u32, ClockError> {
        let counted = self.explain()?.iter().filter(|day| day.counts && day.date <= today).count();
        Ok(u32::try_from(counted).unwrap_or(u32::MAX))
    }

    /// How many days are left after a day: 0 on the due date, negative past it;
    /// in days of the answer's kind. None where nothing is due.
    pub fn left(&self, today: Date) -> Result<Option<i64>, ClockError> {
        let Some(due) = self.due else { return Ok(None) };
        if today <= due.on {
            let left = self.explain()?.iter().filter(|day| day.counts && day.date > today).count();
            return Ok(Some(i64::try_from(left).unwrap_or(i64::MAX)));
        }
        let late = match self.regime.answer.unit {
            DayUnit::WorkingDays => i64::from(self.counted_by.working_days_between(due.on, today)?),
            DayUnit::CalendarDays => i64::from((today - due.on).get_days()),
        };
        // Past, and be it by the days of a weekend only.
        Ok(Some(-late.max(1)))
    }

    /// Whether the answer is, or was, too late.
    pub fn is_late(&self, today: Date) -> bool {
        let until = self.ended.map_or(today, |(on, _)| on);
        self.due.is_some_and(|due| due.on < until)
    }

    /// The events it was folded from.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The regime it runs by.
    pub fn regime(&self) -> &Regime {
        &self.regime
    }

    /// The label of the calendar it was computed with.
    pub fn calendar_version(&self) -> String {
        self.calendar.version()
    }

    /// The term in words: `15个工作日，延长15个工作日`.
    pub fn term(&self) -> String {
        let answer = &self.regime.answer;
        let told = format!("{}{}", answer.days, answer.unit.name());
        match self.extension {
            Some(extension) => format!("{told}，延长{}{}", extension.days, self.regime.extension.unit.name()),
            None => told,
        }
    }

    /// The due date in words: `11月23日（暂按）`.
    pub fn told(&self) -> Option<String> {
        let mark = |due: Deadline| if due.provisional { "（暂按）" } else { "" };
        self.due.map(|due| format!("{}{}", written(due.on), mark(due)))
    }
}
