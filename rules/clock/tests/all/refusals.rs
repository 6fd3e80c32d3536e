//! What does not fit is refused, with a sentence.

use calendar::Calendar;
use clock::{Clock, ClockError, Consulted, Event, Ground, Refusal, Regime, What};
use jiff::civil::{Date, date};

use crate::house::{asked, extended, fold, on, online, opinion, own, received, regime};

/// Why the last event does not fit after the others.
fn why(regime: &Regime, events: &[Event]) -> Refusal {
    let (last, before) = events.split_last().unwrap();
    match fold(regime, before).then(last.clone()) {
        Err(ClockError::Refused { on, reason }) => {
            assert_eq!(on, last.on);
            reason
        }
        other => panic!("{other:?}"),
    }
}

/// Why it does not fit, and that a replay says so too.
fn ever(regime: &Regime, events: &[Event]) -> Refusal {
    let reason = why(regime, events);
    let on = events.last().unwrap().on;
    let replayed = Clock::fold(regime, events, &Calendar::official()).map(|_| ());
    assert_eq!(replayed, Err(ClockError::Refused { on, reason: reason.clone() }));
    reason
}

fn d(day: i8) -> Date {
    date(2026, 11, day)
}

#[test]
fn order_and_repetition() {
    let school = own();
    assert_eq!(Clock::fold(&school, &[], &Calendar::official()).unwrap_err(), ClockError::NothingReceived);
    let early = Clock::fold(&school, &[on(d(2), What::Answered)], &Calendar::official());
    assert_eq!(early.unwrap_err(), ClockError::Refused { on: d(2), reason: Refusal::NotReceived });
    // A server's clock set back.
    assert_eq!(ever(&school, &[received(d(3)), on(d(2), What::Answered)]), Refusal::OutOfOrder(d(3)));
    assert_eq!(ever(&school, &[received(d(3)), received(d(3))]), Refusal::ReceivedTwice);
    assert_eq!(ever(&school, &[received(d(3)), on(d(3), What::Confirmed)]), Refusal::NothingToConfirm);
    let twice = [online(d(3)), on(d(3), What::Confirmed), on(d(4), What::Confirmed)];
    assert_eq!(ever(&school, &twice), Refusal::NothingToConfirm);
    assert_eq!(
        ever(&school, &[received(d(3)), on(d(4), What::Answered), extended(d(4), 5)]),
        Refusal::Ended(d(4))
    );
}

#[test]
fn before_the_term_runs() {
    let school = own();
    assert_eq!(ever(&school, &[online(d(3)), extended(d(4), 5)]), Refusal::Unconfirmed("延期"));
    assert_eq!(ever(&school, &[online(d(3)), asked(d(4), 1)]), Refusal::Unconfirmed("征求意见"));
    let letters = regime("letters_2022");
    assert_eq!(ever(&letters, &[received(d(3)), extended(d(4), 5)]), Refusal::Unaccepted("延期"));
    assert_eq!(ever(&school, &[received(d(3)), on(d(4), What::Accepted)]), Refusal::NothingToAccept);
    // But an answer on the spot always fits.
    assert!(fold(&school, &[online(d(3))]).then(on(d(3), What::Answered)).is_ok());
}

#[test]
fn corrections() {
    let school = own();
    let ask = |day: i8| on(d(day), What::CorrectionAsked { until: d(25) });
    let given = on(d(10), What::CorrectionGiven);
    assert_eq!(
        ever(&school, &[received(d(2)), ask(4), given.clone(), ask(11)]),
        Refusal::CorrectionTwice(d(4))
    );
    assert_eq!(ever(&school, &[received(d(2)), given.clone()]), Refusal::NoCorrectionAsked);
    assert_eq!(
        ever(&school, &[received(d(2)), ask(4), given.clone(), given.clone()]),
        Refusal::NoCorrectionAsked
    );
    assert_eq!(
        ever(&school, &[received(d(2)), ask(4), extended(d(5), 3)]),
        Refusal::WaitingForCorrection("延期")
    );
    let none = on(d(25), What::CorrectionAsked { until: d(25) });
    assert_eq!(ever(&school, &[received(d(20)), none]), Refusal::NoTimeToCorrect(d(25)));
    assert_eq!(ever(&school, &[received(d(2)), asked(d(3), 1), ask(4)]), Refusal::Stopped);
    // The seventh working day is the 11th.
    assert!(fold(&school, &[received(d(2))]).then(ask(11)).is_ok());
    assert_eq!(why(&school, &[received(d(2)), ask(12)]), Refusal::CorrectionLate(d(11)));
    let letters = regime("letters_2022");
    let events = [received(d(2)), on(d(2), What::Accepted), ask(4)];
    assert_eq!(ever(&letters, &events), Refusal::NoCorrection("信访工作条例".into()));
    // Given up only when the period is over.
    let give_up = |day: i8| on(d(day), What::Closed { ground: Ground::Abandoned });
    assert_eq!(ever(&school, &[received(d(2)), ask(4), give_up(25)]), Refusal::NotAbandoned);
    assert_eq!(ever(&school, &[received(d(2)), give_up(26)]), Refusal::NotAbandoned);
    assert!(fold(&school, &[received(d(2)), ask(4)]).then(give_up(26)).is_ok());
}

#[test]
fn extensions() {
    let school = own();
    assert_eq!(
        ever(&school, &[received(d(2)), extended(d(4), 5), extended(d(5), 5)]),
        Refusal::ExtendedTwice(d(4))
    );
    let reason = ever(&school, &[received(d(2)), extended(d(4), 11)]);
    assert!(matches!(reason, Refusal::ExtensionTooLong { most: 10, days: 11, .. }));
    assert!(matches!(ever(&school, &[received(d(2)), extended(d(4), 0)]), Refusal::ExtensionTooLong { .. }));
    let ministry = regime("measures_2010");
    let reason = ever(&ministry, &[received(d(2)), extended(d(4), 5)]);
    assert_eq!(reason, Refusal::NoExtension("高等学校信息公开办法".into()));
    assert_eq!(reason.to_string(), "高等学校信息公开办法没有延期");
    // Ten working days end on the 16th; on that day it is not too late.
    assert!(fold(&school, &[received(d(2))]).then(extended(d(16), 5)).is_ok());
    assert_eq!(why(&school, &[received(d(2)), extended(d(17), 5)]), Refusal::ExtensionLate(d(16)));
}

#[test]
fn letters_and_pauses() {
    let school = own();
    assert_eq!(ever(&school, &[received(d(2)), asked(d(3), 1), asked(d(4), 1)]), Refusal::LetterTwice(1));
    assert_eq!(ever(&school, &[received(d(2)), opinion(d(4), 1)]), Refusal::NoLetter(1));
    let arrived = |day: i8| on(d(day), What::LetterArrived { letter: 1 });
    assert_eq!(
        ever(&school, &[received(d(2)), asked(d(3), 1), arrived(4), arrived(5)]),
        Refusal::ArrivedTwice(1)
    );
    let answered = [received(d(2)), asked(d(3), 1), opinion(d(5), 1)];
    for last in [opinion(d(6), 1), arrived(6)] {
        assert_eq!(ever(&school, &[&answered[..], &[last]].concat()), Refusal::OpinionTwice(1));
    }
    let organ = on(d(3), What::Consulted { letter: 1, whom: Consulted::OtherOrgan });
    let reason = ever(&school, &[received(d(2)), organ]);
    assert_eq!(reason, Refusal::NoConsultation(school.name.clone(), "其他机关"));
    let pause = |day: i8| on(d(day), What::Paused);
    assert_eq!(ever(&school, &[received(d(2)), pause(3), pause(4)]), Refusal::PausedAlready);
    assert_eq!(ever(&school, &[received(d(2)), pause(3), asked(d(4), 1)]), Refusal::PausedAlready);
    assert_eq!(ever(&school, &[received(d(2)), on(d(3), What::Resumed)]), Refusal::NotPaused);
    assert_eq!(why(&school, &[received(d(2)), asked(d(3), 1), pause(4)]), Refusal::PausedAlready);
    assert!(fold(&school, &answered).then(pause(6)).is_ok());
    assert_eq!(why(&school, &[received(d(2)), pause(17)]), Refusal::PauseLate(d(16)));
    let ministry = regime("measures_2010");
    assert_eq!(ever(&ministry, &[received(d(2)), pause(3)]), Refusal::NoPause(ministry.name.clone()));
    let out = on(d(3), What::Transferred { outside: true });
    assert_eq!(ever(&ministry, &[received(d(2)), out]), Refusal::NotTransferable(ministry.name.clone()));
    let gone = on(d(3), What::Closed { ground: Ground::TransferredOut });
    assert_eq!(ever(&ministry, &[received(d(2)), gone]), Refusal::TransferIsAnEvent);
}

#[test]
fn a_refusal_names_the_day() {
    let error = fold(&own(), &[received(d(3))]).then(on(d(2), What::Answered)).unwrap_err();
    assert_eq!(error.to_string(), "2026-11-02：这一步早于已经记下的 2026-11-03，请核对日期和服务器的时间");
}
