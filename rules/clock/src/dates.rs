//! The dates that follow from the facts under a calendar.

use calendar::{Calendar, DayUnit};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::error::ClockError;
use crate::facts::{Facts, Letter};
use crate::fold::{Deadline, Pause, PauseGround};
use crate::regime::{Regime, Term};
use crate::term::{Phase, walk};

/// The last day of a term that nothing stops.
pub(crate) fn end_of(from: Date, term: &Term, calendar: &Calendar) -> Result<Date, ClockError> {
    match term.unit {
        DayUnit::WorkingDays => Ok(calendar.add_working_days(from, term.days)?),
        DayUnit::CalendarDays => {
            from.checked_add(i64::from(term.days).days()).map_err(|_| ClockError::TooLong)
        }
    }
}

/// The last day on which a letter's answer is waited for: after so many days from
/// its arrival, or from its sending while the arrival is not known, silence is an answer.
pub(crate) fn opinion_due(letter: &Letter, regime: &Regime, calendar: &Calendar) -> Result<Date, ClockError> {
    let from = letter.arrived.unwrap_or(letter.sent);
    match regime.consultation(letter.whom) {
        Some(term) => end_of(from, term, calendar),
        None => Ok(from),
    }
}

/// The spans that do not count, in order. The day on which a letter goes out
/// counts; the pause runs from the next day to the day of the answer, both in.
/// The law says that the time does not count, not which days that are.
pub(crate) fn pauses(facts: &Facts, regime: &Regime, calendar: &Calendar) -> Result<Vec<Pause>, ClockError> {
    let mut pauses = Vec::new();
    for letter in &facts.letters {
        if regime.consultation(letter.whom).is_none_or(|term| !term.stops_clock) {
            continue;
        }
        let latest = opinion_due(letter, regime, calendar)?;
        let to = letter.answered.map_or(latest, |answered| answered.min(latest));
        let ground = PauseGround::Consultation { letter: letter.number, whom: letter.whom };
        pauses.push((letter.sent, Some(to), letter.answered.is_none(), ground));
    }
    let stopped = facts.pauses.iter().map(|(from, to)| (*from, *to, to.is_none(), PauseGround::OwnRule));
    let spans = pauses.into_iter().chain(stopped).filter_map(|(on, to, open, ground)| {
        let from = on.tomorrow().ok()?;
        to.is_none_or(|to| from <= to).then_some(Pause { from, to, open, ground })
    });
    let mut spans: Vec<Pause> = spans.collect();
    spans.sort_by_key(|pause| pause.from);
    Ok(spans)
}

/// The terms that run one after the other: the answer's, and the extension's.
pub(crate) fn phases(facts: &Facts, regime: &Regime) -> Vec<Phase> {
    let answer = Phase { days: regime.answer.days, unit: regime.answer.unit, extension: false };
    let extended = facts.extension.map(|extension| Phase {
        days: extension.days,
        unit: regime.extension.unit,
        extension: true,
    });
    std::iter::once(answer).chain(extended).collect()
}

/// The calendar that a regime counts by: the law's working days are those of the
/// State Council. A school's closures count only in its own regime, and only as
/// long as what is due then is not later than the law's term would end.
pub(crate) fn counted_by(
    facts: &Facts,
    regime: &Regime,
    calendar: &Calendar,
    pauses: &[Pause],
) -> Result<Calendar, ClockError> {
    let plain = calendar.without_closures();
    let law = regime.based_on.as_deref().and_then(Regime::built_in);
    let (Some(law), Some(from), true) = (law, facts.day_zero(regime), regime.closures) else {
        return Ok(plain);
    };
    let mut most = vec![Phase { days: law.answer.bound(), unit: law.answer.unit, extension: false }];
    if facts.extension.is_some() {
        most.push(Phase { days: law.extension.bound(), unit: law.extension.unit, extension: true });
    }
    let last = |phases: &[Phase], calendar: &Calendar| -> Result<Option<Date>, ClockError> {
        Ok(walk(from, phases, pauses, calendar)?.last(from))
    };
    let (own, most) = (last(&phases(facts, regime), calendar)?, last(&most, &plain)?);
    let later = own.zip(most).is_some_and(|(own, most)| own > most);
    Ok(if later { plain } else { calendar.clone() })
}

/// When a term ends, if it does, and whether a day in it was computed without a notice.
pub(crate) fn deadline(
    from: Date,
    phases: &[Phase],
    pauses: &[Pause],
    calendar: &Calendar,
) -> Result<Option<Deadline>, ClockError> {
    let walked = walk(from, phases, pauses, calendar)?;
    let working = phases.iter().any(|phase| phase.unit == DayUnit::WorkingDays);
    let provisional = working && walked.days.iter().any(|day| !calendar.knows(day.date));
    Ok(walked.last(from).map(|on| Deadline { on, provisional }))
}
