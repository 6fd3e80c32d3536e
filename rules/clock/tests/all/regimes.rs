//! The law's numbers, and what a school may make of them.

use calendar::{Calendar, DayUnit};
use clock::{NotARegime, OwnFault, Regime};
use jiff::ToSpan;
use jiff::civil::date;

use crate::house::{own, regime};

#[test]
fn the_laws_numbers() {
    let numbers = |code: &str| {
        let regime = regime(code);
        assert!(!regime.closures && regime.pause.is_none() && regime.based_on.is_none());
        (regime.answer.days, regime.extension.days, regime.extension.bound(), regime.answer.unit)
    };
    assert_eq!(numbers("measures_2010"), (15, 0, 15, DayUnit::WorkingDays));
    assert_eq!(numbers("regulation_2019"), (20, 20, 20, DayUnit::WorkingDays));
    assert_eq!(numbers("letters_2022"), (60, 30, 30, DayUnit::CalendarDays));
    assert_eq!(Regime::all_built_in().len(), 3);
    for regime in Regime::all_built_in() {
        let terms = [&regime.acceptance, &regime.correction, &regime.third_party, &regime.other_organ];
        let terms = terms.into_iter().flatten().chain([&regime.answer, &regime.extension]);
        assert!(terms.into_iter().all(|term| !term.law.is_empty()));
    }
    assert_eq!(Regime::built_in("nothing"), None);
}

fn faults(text: &str) -> Vec<OwnFault> {
    let NotARegime(faults) = Regime::own(text).unwrap_err();
    faults
}

fn with(based_on: &str, rest: &str) -> String {
    format!("code = \"school\"\nname = \"本校规定\"\nbased_on = \"{based_on}\"\n{rest}")
}

#[test]
fn a_school_may_be_faster_than_the_law() {
    let own = own();
    assert_eq!((own.answer.days, own.extension.days, own.correction.unwrap().days), (10, 10, 7));
    assert_eq!((own.based_on.as_deref(), own.confirms, own.closures), (Some("measures_2010"), true, true));
    // Letters in working days: seven take at most twenty calendar days, well within sixty.
    let mailbox =
        with("letters_2022", "[answer]\ndays = 7\nunit = \"working_days\"\nlaw = \"书记院长信箱办法第五条\"");
    assert_eq!(Regime::own(&mailbox).unwrap().answer.unit, DayUnit::WorkingDays);
}

#[test]
fn and_never_slower() {
    let long = faults(&with("measures_2010", "[answer]\ndays = 16\nlaw = \"第一条\""));
    assert!(matches!(long[..], [OwnFault::TooLong { term: "答复", days: 16, most: 15, .. }]));
    assert_eq!(long[0].to_string(), "答复写了 16 个工作日，不能超过高等学校信息公开办法的 15 个工作日");
    let long = faults(&with("measures_2010", "[extension]\ndays = 16\nlaw = \"第一条\""));
    assert!(matches!(long[..], [OwnFault::TooLong { term: "延期", .. }]));
    // Forty working days may take more than sixty days.
    let long =
        faults(&with("letters_2022", "[answer]\ndays = 40\nunit = \"working_days\"\nlaw = \"第一条\""));
    assert!(matches!(long[..], [OwnFault::TooLong { most: 60, .. }]));
    // Fifteen calendar days are never more than fifteen working days.
    let rest = "[answer]\ndays = 15\nunit = \"calendar_days\"\nlaw = \"第一条\"";
    assert!(Regime::own(&with("measures_2010", rest)).is_ok());
}

#[test]
fn everything_wrong_is_told_at_once() {
    let text = "code = \"letters_2022\"\nname = \" \"\nbased_on = \"measures_2010\"\npause = \"\"\n\
        [acceptance]\ndays = 3\nlaw = \"第一条\"\n[answer]\ndays = 0\nlaw = \"\"";
    assert_eq!(
        faults(text),
        [
            OwnFault::Code("letters_2022".into()),
            OwnFault::Nameless,
            OwnFault::NoSource("中止"),
            OwnFault::NoDays("答复"),
            OwnFault::NoSource("答复"),
            OwnFault::Foreign("高等学校信息公开办法".into(), "受理"),
        ]
    );
    assert_eq!(faults(&with("law", "")), [OwnFault::Base("law".into())]);
    assert!(matches!(faults("days = 3")[..], [OwnFault::Form(_)]));
    assert_eq!(
        faults(&with("measures_2010", "").replace("school", "School 1")),
        [OwnFault::Code("School 1".into())]
    );
}

/// What `own` compares working days with, held against every start there was.
#[test]
fn working_days_never_took_longer_than_is_reckoned() {
    let calendar = Calendar::official();
    for from in date(2007, 1, 1).series(1.day()).take_while(|day| *day < date(2026, 8, 1)) {
        let term = calendar.due(from, 40).unwrap();
        for (days, day) in (1..).zip(term.days.iter().filter(|day| day.counts)) {
            let took = (day.date - from).get_days();
            assert!(took <= days * 7 / 5 + 11, "{from} {days}");
        }
    }
}
