//! Over all orders of pause and extension, against a count anyone could do by hand.

use std::collections::BTreeSet;

use calendar::Calendar;
use clock::{Clock, Consulted, Event, Regime, What};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::house::{extended, on, own, received, regime, step_by_step, with_2027};

/// The school's regime, and the law's of twenty days with other bodies to ask.
fn regimes() -> impl Strategy<Value = Regime> {
    let mut law = regime("regulation_2019");
    law.pause = Some("本校规定第二十条".to_owned());
    prop::sample::select(vec![own(), law])
}

fn any_day() -> impl Strategy<Value = Date> {
    (2007i16..2026, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| date(y, m, d))
}

/// Something that may happen, so many days after what happened before.
fn any_step() -> impl Strategy<Value = (i64, What)> {
    let what = prop_oneof![
        3 => (0u32..4, prop::bool::ANY).prop_map(|(letter, organ)| What::Consulted {
            letter,
            whom: if organ { Consulted::OtherOrgan } else { Consulted::ThirdParty },
        }),
        1 => (0u32..4).prop_map(|letter| What::LetterArrived { letter }),
        3 => (0u32..4).prop_map(|letter| What::OpinionGiven { letter }),
        2 => (1u32..=20).prop_map(|days| What::Extended { days }),
        2 => Just(What::Paused),
        2 => Just(What::Resumed),
        1 => Just(What::CorrectionGiven),
        1 => (1i8..20).prop_map(|later| What::CorrectionAsked { until: date(2030, 1, later) }),
        1 => Just(What::Transferred { outside: false }),
    ];
    (0i64..7, what)
}

/// A history: of the steps, those that fit where they come. Every pause is ended.
fn history(regime: &Regime, first: Date, steps: Vec<(i64, What)>) -> Clock {
    let calendar = Calendar::official().provisional();
    let mut clock = Clock::fold(regime, &[received(first)], &calendar).unwrap();
    let mut day = first;
    for (later, what) in steps.into_iter().chain([(1, What::Resumed), (1, What::CorrectionGiven)]) {
        day = day.checked_add(later.days()).unwrap();
        clock = clock.then(on(day, what)).unwrap_or(clock);
    }
    clock
}

fn histories() -> impl Strategy<Value = Clock> {
    (regimes(), any_day(), prop::collection::vec(any_step(), 0..14))
        .prop_map(|(regime, first, steps)| history(&regime, first, steps))
}

fn works(day: Date) -> bool {
    Calendar::official().provisional().is_working(day).unwrap()
}

/// The day so many working days later, leaving out some.
fn count(from: Date, mut days: u32, out: &BTreeSet<Date>) -> Date {
    let mut day = from;
    while days > 0 {
        day = day.tomorrow().unwrap();
        days -= u32::from(works(day) && !out.contains(&day));
    }
    day
}

/// The due date by the rules alone: day 0, the days that are waited, the count.
fn by_hand(clock: &Clock) -> (Date, Date, u32) {
    let events = clock.events();
    let mut from = events[0].on;
    let mut days = clock.regime().answer.days;
    let mut out = BTreeSet::new();
    let mut leave_out = |after: Date, until: Date| {
        out.extend(after.series(1.day()).skip(1).take_while(|day| *day <= until));
    };
    for (place, event) in events.iter().enumerate() {
        let later = &events[place..];
        let when = |wanted: What| later.iter().find(|event| event.what == wanted).map(|event| event.on);
        match event.what {
            What::CorrectionGiven => from = event.on,
            What::Extended { days: more } => days += more,
            What::Paused => leave_out(event.on, when(What::Resumed).unwrap()),
            What::Consulted { letter, .. } => {
                let arrived = when(What::LetterArrived { letter }).unwrap_or(event.on);
                let silent = count(arrived, 15, &BTreeSet::new());
                leave_out(event.on, when(What::OpinionGiven { letter }).unwrap_or(silent).min(silent));
            }
            _ => {}
        }
    }
    (from, count(from, days, &out), days)
}

fn same(one: &Clock, other: &Clock) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.events(), other.events());
    prop_assert_eq!((one.due, one.base_due, one.runs_from), (other.due, other.base_due, other.runs_from));
    prop_assert_eq!(&one.pauses, &other.pauses);
    prop_assert_eq!(one.explain().unwrap(), other.explain().unwrap());
    prop_assert_eq!(one.alarms().unwrap(), other.alarms().unwrap());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_due_date_is_the_one_counted_by_hand(clock in histories()) {
        let (from, due, _) = by_hand(&clock);
        prop_assert_eq!((clock.runs_from, clock.due.unwrap().on), (Some(from), due));
    }

    #[test]
    fn it_is_never_sooner_than_without_pauses_and_extension(clock in histories()) {
        let (base, due) = (clock.base_due.unwrap().on, clock.due.unwrap().on);
        prop_assert!(base <= due);
        prop_assert_eq!(base == due || clock.extension.is_some() || !clock.pauses.is_empty(), true);
        // Without the extension, the same or sooner; without any one letter too.
        for left_out in 1..clock.events().len() {
            let what = &clock.events()[left_out].what;
            let takes = match what {
                What::Extended { .. } => true,
                What::Consulted { letter, .. } => !clock.events().iter().any(|event| {
                    event.what == What::OpinionGiven { letter: *letter }
                        || event.what == What::LetterArrived { letter: *letter }
                }),
                _ => false,
            };
            if takes {
                let mut events = clock.events().to_vec();
                events.remove(left_out);
                let calendar = Calendar::official().provisional();
                let without = Clock::fold(clock.regime(), &events, &calendar).unwrap();
                prop_assert!(without.due.unwrap().on <= due);
            }
        }
    }

    #[test]
    fn the_explanation_is_the_due_date(clock in histories()) {
        let (_, due, term) = by_hand(&clock);
        let days = clock.explain().unwrap();
        prop_assert_eq!(days.last().unwrap().date, due);
        prop_assert_eq!(days.first().unwrap().date, clock.received_on.tomorrow().unwrap());
        prop_assert!(days.windows(2).all(|pair| pair[0].date.tomorrow().unwrap() == pair[1].date));
        prop_assert_eq!(days.iter().filter(|day| day.counts).count(), term as usize);
        prop_assert!(days.last().unwrap().counts);
        prop_assert!(days.iter().all(|day| !day.why.is_empty() && (!day.counts || works(day.date))));
        for day in days.iter().step_by(7) {
            prop_assert_eq!(clock.used(day.date).unwrap() + clock.left(day.date).unwrap().unwrap() as u32, term);
        }
    }

    #[test]
    fn folding_is_the_same_at_once_step_by_step_and_from_anywhere(clock in histories(), at in 0usize..20) {
        let calendar = Calendar::official().provisional();
        let events = clock.events();
        let whole = Clock::fold(clock.regime(), events, &calendar).unwrap();
        same(&whole, &Clock::fold(clock.regime(), events, &calendar).unwrap())?;
        same(&whole, &step_by_step(clock.regime(), events, &calendar).unwrap())?;
        let at = 1 + at % events.len();
        let part = Clock::fold(clock.regime(), &events[..at], &calendar).unwrap();
        let rest = events[at..].iter().try_fold(part, |clock, event| clock.then(event.clone())).unwrap();
        same(&whole, &rest)?;
        // By way of JSON, too.
        let stored: Vec<Event> = serde_json::from_str(&serde_json::to_string(events).unwrap()).unwrap();
        same(&whole, &Clock::fold(clock.regime(), &stored, &calendar).unwrap())?;
    }

    /// When within the term the extension is told does not matter, nor before or after which pause.
    #[test]
    fn the_order_of_pause_and_extension_does_not_matter(
        first in any_day(), letter in 0i64..12, answer in 0i64..40, told in 0i64..9, days in 1u32..=10
    ) {
        let day = |later: i64| first.checked_add(later.days()).unwrap();
        let sent = on(day(letter), What::Consulted { letter: 1, whom: Consulted::ThirdParty });
        let back = on(day(letter + answer), What::OpinionGiven { letter: 1 });
        let school = own();
        let due = |extension: Date| {
            let mut events = vec![received(first), sent.clone(), back.clone(), extended(extension, days)];
            events.sort_by_key(|event| event.on);
            let clock = Clock::fold(&school, &events, &Calendar::official().provisional()).unwrap();
            clock.due.unwrap()
        };
        prop_assert_eq!(due(day(told)), due(first));
        prop_assert_eq!(due(day(told)), due(day(letter)));
    }

    /// Under the notice for the next year and back again nothing has changed.
    #[test]
    fn another_calendar_and_back(
        regime in regimes(), later in 0i64..200, steps in prop::collection::vec(any_step(), 0..10)
    ) {
        let clock = history(&regime, date(2026, 11, 1).checked_add(later.days()).unwrap(), steps);
        let (other, moved) = clock.under(&with_2027().provisional()).unwrap();
        prop_assert_eq!(moved.is_some(), other.due != clock.due);
        prop_assert_eq!(moved.is_some_and(|moved| moved.why.is_empty()), false);
        prop_assert_eq!(other.explain().unwrap().last().unwrap().date, other.due.unwrap().on);
        let (back, moved_back) = other.under(&Calendar::official().provisional()).unwrap();
        prop_assert_eq!(moved_back.is_some(), other.due != clock.due);
        same(&back, &clock)?;
    }
}
