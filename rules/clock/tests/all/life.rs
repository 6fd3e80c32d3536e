//! One matter from receipt to answer: states, alarms, explanations.

use calendar::Calendar;
use clock::{AlarmKind, Clock, Event, Ground, Pause, PauseGround, State, Way, What};
use jiff::civil::{Date, date};

use crate::house::{asked, extended, fold, on, online, opinion, own, received, regime};

fn alarms(clock: &Clock) -> Vec<(AlarmKind, Date, Date)> {
    clock.alarms().unwrap().iter().map(|alarm| (alarm.kind, alarm.on, alarm.work_by)).collect()
}

#[test]
fn an_online_request_starts_with_its_confirmation() {
    let fifteen = regime("measures_2010");
    // Filed on a Saturday: somebody is there to confirm on Monday.
    let clock = fold(&fifteen, &[online(date(2026, 11, 7))]);
    assert_eq!((clock.state(date(2026, 11, 7)), clock.due), (State::AwaitingConfirmation, None));
    assert_eq!(alarms(&clock), [(AlarmKind::Confirm, date(2026, 11, 9), date(2026, 11, 9))]);
    let clock = clock.then(on(date(2026, 11, 10), What::Confirmed)).unwrap();
    assert_eq!(clock.runs_from, Some(date(2026, 11, 10)));
    assert_eq!(clock.due.unwrap().on, date(2026, 12, 1));
    assert_eq!(
        alarms(&clock).iter().map(|alarm| (alarm.0, alarm.1)).collect::<Vec<_>>(),
        [(AlarmKind::AskCorrection, date(2026, 11, 19)), (AlarmKind::Answer, date(2026, 12, 1))]
    );
    let days = clock.explain().unwrap();
    assert_eq!((days[0].counts, days[0].why.as_str()), (false, "等双方确认，确认之日为收到之日"));
    assert_eq!((days[3].date, days[3].why.as_str()), (date(2026, 11, 11), "第1个工作日"));
    // In person, by signed mail: the day itself.
    for way in [Way::InPerson, Way::SignedMail] {
        let clock = fold(&fifteen, &[on(date(2026, 11, 10), What::Received { way })]);
        assert_eq!(clock.due.unwrap().on, date(2026, 12, 1));
    }
    for way in [Way::OrdinaryMail, Way::Fax] {
        assert_eq!(fold(&fifteen, &[on(date(2026, 11, 10), What::Received { way })]).due, None);
    }
}

#[test]
fn a_correction_begins_the_term_anew() {
    let fifteen = regime("measures_2010");
    let clock = fold(&fifteen, &[received(date(2026, 11, 2))]);
    let until = date(2026, 11, 20);
    let clock = clock.then(on(date(2026, 11, 5), What::CorrectionAsked { until })).unwrap();
    assert_eq!((clock.state(date(2026, 11, 6)), clock.due), (State::WaitingForCorrection { until }, None));
    assert_eq!(alarms(&clock), [(AlarmKind::CorrectionDue, until, until)]);
    assert!(clock.explain().unwrap().is_empty());
    let lapsed = clock.then(on(date(2026, 11, 21), What::Closed { ground: Ground::Abandoned })).unwrap();
    assert_eq!(
        lapsed.state(date(2026, 12, 1)),
        State::Ended { on: date(2026, 11, 21), ground: Some(Ground::Abandoned) }
    );
    let clock = clock.then(on(date(2026, 11, 9), What::CorrectionGiven)).unwrap();
    assert_eq!((clock.restarted_on, clock.due.unwrap().on), (Some(date(2026, 11, 9)), date(2026, 11, 30)));
    let days = clock.explain().unwrap();
    assert!(days[..7].iter().all(|day| !day.counts && day.why == "补正之前，期限自收到补正之日重新计算"));
    assert_eq!(days.iter().filter(|day| day.counts).count(), 15);
    // Nothing more to ask for.
    assert_eq!(alarms(&clock), [(AlarmKind::Answer, date(2026, 11, 30), date(2026, 11, 30))]);
}

#[test]
fn a_consultation_stops_the_clock() {
    let fifteen = regime("measures_2010");
    let clock = fold(&fifteen, &[received(date(2026, 11, 2)), asked(date(2026, 11, 6), 7)]);
    assert_eq!(clock.state(date(2026, 11, 6)), State::Running);
    let ground = PauseGround::Consultation { letter: 7, whom: clock::Consulted::ThirdParty };
    let pause = Pause { from: date(2026, 11, 7), to: Some(date(2026, 11, 27)), open: true, ground };
    assert_eq!(clock.state(date(2026, 11, 9)), State::Paused(pause));
    assert_eq!(
        alarms(&clock)[0],
        (AlarmKind::OpinionDue { letter: 7 }, date(2026, 11, 27), date(2026, 11, 27))
    );
    // Four days are used, and stay used.
    assert_eq!((clock.used(date(2026, 11, 6)).unwrap(), clock.used(date(2026, 11, 20)).unwrap()), (4, 4));
    assert_eq!(clock.left(date(2026, 11, 20)).unwrap(), Some(11));
    let day = clock.explain().unwrap().into_iter().find(|day| day.date == date(2026, 11, 9)).unwrap();
    assert_eq!(day.why, "暂停：征求第三方意见，11月7日起，最迟到11月27日");
    let clock = clock.then(opinion(date(2026, 11, 18), 7)).unwrap();
    assert_eq!(clock.state(date(2026, 11, 18)).clone(), State::Paused(clock.pauses[0].clone()));
    assert_eq!(clock.state(date(2026, 11, 19)), State::Running);
    let days = clock.explain().unwrap();
    let told: Vec<_> =
        days.iter().skip(16).take(2).map(|day| (day.date.day(), day.counts, day.why.as_str())).collect();
    assert_eq!(told[0], (19, true, "第5个工作日"));
    assert_eq!(days[15].why, "暂停：征求第三方意见，11月7日至11月18日");
}

#[test]
fn days_are_counted_down_and_past_the_due_date() {
    let clock = fold(&regime("measures_2010"), &[received(date(2026, 11, 2))]);
    let left = |day| clock.left(day).unwrap().unwrap();
    assert_eq!((left(date(2026, 11, 2)), left(date(2026, 11, 20)), left(date(2026, 11, 23))), (15, 1, 0));
    assert_eq!((left(date(2026, 11, 24)), left(date(2026, 11, 30))), (-1, -5));
    assert_eq!((clock.is_late(date(2026, 11, 23)), clock.is_late(date(2026, 11, 24))), (false, true));
    // Before it came, nothing is used: a clock set back gives no nonsense.
    assert_eq!((clock.used(date(2026, 10, 1)).unwrap(), left(date(2026, 10, 1))), (0, 15));
    let answered = clock.then(on(date(2026, 11, 23), What::Answered)).unwrap();
    assert!(!answered.is_late(date(2027, 3, 1)));
    assert!(answered.alarms().unwrap().is_empty());
    // Past by a weekend only.
    let friday = fold(&regime("measures_2010"), &[received(date(2026, 11, 6))]);
    assert_eq!(
        (friday.due.unwrap().on, friday.left(date(2026, 11, 28)).unwrap()),
        (date(2026, 11, 27), Some(-1))
    );
}

#[test]
fn an_extension_is_told_apart() {
    let clock = fold(&own(), &[received(date(2026, 11, 2)), extended(date(2026, 11, 10), 10)]);
    let days = clock.explain().unwrap();
    let last = days.last().unwrap();
    assert_eq!((last.date, last.why.as_str()), (date(2026, 11, 30), "延长期：第10个工作日"));
    assert_eq!(clock.term(), "10个工作日，延长10个工作日");
    assert_eq!(clock.told().unwrap(), "11月30日");
    let steps: Vec<_> =
        clock.steps().unwrap().into_iter().map(|step| (step.told, step.due.unwrap().on)).collect();
    assert_eq!(steps[0], ("收到（当面提交），自次日起算10个工作日".into(), date(2026, 11, 16)));
    assert_eq!(steps[1], ("延期10个工作日，已告知申请人".into(), date(2026, 11, 30)));
}

#[test]
fn letters_are_taken_up_first() {
    let letters = regime("letters_2022");
    // Online or not: a letter needs no confirmation.
    let clock = fold(&letters, &[online(date(2026, 9, 25))]);
    assert_eq!((clock.state(date(2026, 9, 25)), clock.due), (State::AwaitingAcceptance, None));
    // The fifteenth day is 10 October, a Saturday that is worked.
    assert_eq!(alarms(&clock), [(AlarmKind::Accept, date(2026, 10, 10), date(2026, 10, 10))]);
    let clock = clock.then(on(date(2026, 9, 28), What::Accepted)).unwrap();
    assert_eq!(clock.due.unwrap().on, date(2026, 11, 27));
    // A term that ends on a Sunday ends there; somebody acts on the Friday before.
    let clock = fold(&letters, &[received(date(2026, 9, 1)), on(date(2026, 9, 16), What::Accepted)]);
    assert_eq!(alarms(&clock), [(AlarmKind::Answer, date(2026, 11, 15), date(2026, 11, 13))]);
    let gone = clock.then(on(date(2026, 9, 20), What::Transferred { outside: true })).unwrap();
    assert_eq!(
        gone.state(date(2026, 10, 1)),
        State::Ended { on: date(2026, 9, 20), ground: Some(Ground::TransferredOut) }
    );
    // Within the school nothing changes.
    let inside = clock.then(on(date(2026, 9, 20), What::Transferred { outside: false })).unwrap();
    assert_eq!(inside.due, clock.due);
}

#[test]
fn a_pause_by_the_schools_own_rule_has_no_end_until_it_ends() {
    let clock = fold(&own(), &[received(date(2026, 11, 2)), on(date(2026, 11, 4), What::Paused)]);
    assert_eq!((clock.due, clock.base_due.unwrap().on), (None, date(2026, 11, 16)));
    assert_eq!((clock.left(date(2026, 11, 5)).unwrap(), clock.told()), (None, None));
    // What was used is used.
    assert_eq!((clock.used(date(2026, 11, 9)).unwrap(), clock.explain().unwrap().len()), (2, 2));
    let clock = clock.then(on(date(2026, 11, 10), What::Resumed)).unwrap();
    // 5 to 10 November do not count.
    assert_eq!(clock.due.unwrap().on, date(2026, 11, 20));
    // One that begins after the term has ended does not hide that it is late.
    let late = [received(date(2026, 11, 2)), on(date(2026, 11, 18), What::Paused)];
    let clock = fold(&own(), &late);
    assert_eq!((clock.due.unwrap().on, clock.is_late(date(2026, 11, 30))), (date(2026, 11, 16), true));
}

#[test]
fn closures_count_in_the_schools_own_promise_and_never_past_the_law() {
    let closed = |days: std::ops::RangeInclusive<i8>| {
        let days = days.map(|day| (date(2026, 11, day), "运动会".to_owned()));
        Calendar::official().with_closures(days.collect())
    };
    let due = |regime: &clock::Regime, calendar: &Calendar| {
        Clock::fold(regime, &[received(date(2026, 11, 2))], calendar).unwrap().due.unwrap().on
    };
    // Two days of sports: the school's ten days end two later, the law's fifteen do not.
    assert_eq!(due(&own(), &closed(5..=6)), date(2026, 11, 18));
    assert_eq!(due(&regime("measures_2010"), &closed(5..=6)), date(2026, 11, 23));
    let plain = clock::Regime { closures: false, ..own() };
    assert_eq!(due(&plain, &closed(5..=6)), date(2026, 11, 16));
    // Nor do closures lengthen the time that a letter is waited for.
    let waited = [received(date(2026, 11, 2)), asked(date(2026, 11, 4), 1)];
    let clock = Clock::fold(&own(), &waited, &closed(9..=10)).unwrap();
    assert_eq!(clock.pauses[0].to, Some(date(2026, 11, 25)));
    // Five closed days reach the law's date; six would pass it, so none counts.
    assert_eq!(due(&own(), &closed(9..=13)), date(2026, 11, 23));
    assert_eq!(due(&own(), &closed(9..=16)), date(2026, 11, 16));
}

#[test]
fn events_are_plain_data() {
    let events = vec![
        online(date(2026, 11, 2)),
        on(date(2026, 11, 2), What::Confirmed),
        asked(date(2026, 11, 3), 1),
        extended(date(2026, 11, 4), 15),
        on(date(2026, 11, 5), What::Closed { ground: Ground::Withdrawn }),
    ];
    let text = serde_json::to_string(&events).unwrap();
    assert!(text.starts_with(r#"[{"on":"2026-11-02","what":"received","way":"online"},"#), "{text}");
    assert_eq!(serde_json::from_str::<Vec<Event>>(&text).unwrap(), events);
}
