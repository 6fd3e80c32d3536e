//! Builders.

use calendar::{Calendar, Year};
use clock::{Clock, ClockError, Consulted, Event, Regime, Way, What};
use jiff::civil::Date;

pub fn regime(code: &str) -> Regime {
    Regime::built_in(code).unwrap()
}

/// A school that gave itself an extension, a pause and closures.
pub fn own() -> Regime {
    Regime::own(
        r#"
        code = "school"
        name = "江南职业技术学院依申请公开实施细则"
        based_on = "measures_2010"
        closures = true
        pause = "实施细则第二十条：不可抗力"
        [answer]
        days = 10
        law = "实施细则第十二条"
        [extension]
        days = 10
        law = "实施细则第十三条"
        "#,
    )
    .unwrap()
}

pub fn on(on: Date, what: What) -> Event {
    Event { on, what }
}

pub fn received(day: Date) -> Event {
    on(day, What::Received { way: Way::InPerson })
}

pub fn online(day: Date) -> Event {
    on(day, What::Received { way: Way::Online })
}

pub fn asked(day: Date, letter: u32) -> Event {
    on(day, What::Consulted { letter, whom: Consulted::ThirdParty })
}

pub fn opinion(day: Date, letter: u32) -> Event {
    on(day, What::OpinionGiven { letter })
}

pub fn extended(day: Date, days: u32) -> Event {
    on(day, What::Extended { days })
}

pub fn fold(regime: &Regime, events: &[Event]) -> Clock {
    Clock::fold(regime, events, &Calendar::official()).unwrap()
}

pub fn due(regime: &Regime, events: &[Event]) -> Date {
    fold(regime, events).due.unwrap().on
}

/// Event by event, as a feature adds them.
pub fn step_by_step(regime: &Regime, events: &[Event], calendar: &Calendar) -> Result<Clock, ClockError> {
    let (first, rest) = events.split_first().unwrap();
    let clock = Clock::fold(regime, std::slice::from_ref(first), calendar)?;
    rest.iter().try_fold(clock, |clock, event| clock.then(event.clone()))
}

/// The built-in years with a made-up 2027, as its notice might be.
pub fn with_2027() -> Calendar {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../calendar/tests/notices/2027-made-up.txt");
    Calendar::official().with_year(Year::read(&std::fs::read_to_string(path).unwrap()).unwrap())
}
