//! The notice for the next year comes: what was due moves, and it is said why.

use calendar::Calendar;
use clock::{Clock, ClockError, What};
use jiff::civil::date;

use crate::house::{asked, extended, on, opinion, own, received, regime, with_2027};

#[test]
fn a_provisional_date_moves_when_the_notice_comes() {
    let before = Calendar::official().provisional();
    let after = with_2027().provisional();
    // Over the Spring Festival: four statutory days were known, eight are given.
    let clock = Clock::fold(&regime("measures_2010"), &[received(date(2027, 1, 25))], &before).unwrap();
    let (moved_clock, moved) = clock.under(&after).unwrap();
    let moved = moved.unwrap();
    assert_eq!((moved.was.on, moved.was.provisional), (date(2027, 2, 17), true));
    // 31 January and 13 February are worked, 9 to 12 February are off: two later.
    assert_eq!((moved.now.on, moved.now.provisional), (date(2027, 2, 19), false));
    assert_eq!(moved_clock.due, Some(moved.now));
    assert_eq!(
        moved.told(),
        "答复期限由2月17日改为2月19日：2027年的放假安排已经公布；1月31日上班；2月9日不上班（春节放假）；\
         2月10日不上班（春节放假）；2月11日不上班（春节放假）；2月12日不上班（春节放假）；2月13日上班"
    );
    // It is recorded, and replays.
    let recorded = moved_clock.then(moved.event(date(2026, 12, 4)));
    assert!(recorded.is_err(), "not before the receipt");
    let recorded = moved_clock.then(moved.event(date(2027, 1, 26))).unwrap();
    assert_eq!(recorded.due, moved_clock.due);
    assert_eq!(recorded.steps().unwrap()[1].told, "放假安排变动，期限由2月17日改为2月19日");
    let again = Clock::fold(recorded.regime(), recorded.events(), &after).unwrap();
    assert_eq!(again.due, recorded.due);
    assert_eq!(again.under(&after).unwrap().1, None);
    // An event that says another date than the calendar does not fit.
    let wrong = What::CalendarChanged { calendar: String::new(), was: moved.was.on, now: date(2027, 2, 20) };
    assert!(moved_clock.then(on(date(2027, 1, 26), wrong)).is_err());
}

/// The notice for 2026 came on 4 November 2025, while this request was open.
#[test]
fn the_notice_for_2026_moved_an_open_request() {
    let events = [
        received(date(2025, 11, 3)),
        asked(date(2025, 11, 10), 1),
        opinion(date(2025, 11, 13), 1),
        extended(date(2025, 11, 20), 20),
    ];
    let before = Calendar::official().known_on(date(2025, 11, 3));
    let twenty = regime("regulation_2019");
    assert!(matches!(Clock::fold(&twenty, &events, &before), Err(ClockError::Unknown(_))));
    let clock = Clock::fold(&twenty, &events, &before.provisional()).unwrap();
    let moved = clock.under(&Calendar::official().known_on(date(2025, 11, 4))).unwrap().1.unwrap();
    assert_eq!(
        moved.told(),
        "答复期限由1月2日改为1月4日：2026年的放假安排已经公布；1月2日不上班（元旦放假）；1月4日上班"
    );
}

#[test]
fn a_date_that_stays_becomes_certain() {
    let clock = Clock::fold(
        &regime("measures_2010"),
        &[received(date(2026, 12, 21))],
        &Calendar::official().provisional(),
    );
    let (_, moved) = clock.unwrap().under(&with_2027()).unwrap();
    let moved = moved.unwrap();
    assert_eq!((moved.was.on, moved.now.on), (date(2027, 1, 12), date(2027, 1, 12)));
    assert_eq!(moved.told(), "答复期限仍是1月12日，由暂按改为确定：2027年的放假安排已经公布");
}

#[test]
fn what_the_notice_does_not_touch_does_not_move() {
    let fifteen = regime("measures_2010");
    let clock = Clock::fold(&fifteen, &[received(date(2026, 11, 2))], &Calendar::official()).unwrap();
    assert_eq!(clock.under(&with_2027()).unwrap().1, None);
    assert_ne!(clock.calendar_version(), clock.under(&with_2027()).unwrap().0.calendar_version());
    // What has ended has ended.
    let events = [received(date(2027, 1, 25)), on(date(2027, 2, 19), What::Answered)];
    let clock = Clock::fold(&fifteen, &events, &Calendar::official().provisional()).unwrap();
    let (same, moved) = clock.under(&with_2027()).unwrap();
    assert_eq!((same.due, moved), (clock.due, None));
}

#[test]
fn what_was_recorded_is_replayed_and_not_judged_again() {
    // Extended on the provisional due date; by the notice the term had ended a day before.
    let before = with_2027();
    let after = Calendar::official().provisional();
    let events = [received(date(2027, 1, 25)), extended(date(2027, 2, 9), 10)];
    let first = Clock::fold(&own(), &events[..1], &before).unwrap();
    assert!(first.then(events[1].clone()).is_ok());
    // Under the other calendar the same step would come too late, were it new.
    let other = Clock::fold(&own(), &events[..1], &after).unwrap();
    assert_eq!((first.due.unwrap().on, other.due.unwrap().on), (date(2027, 2, 13), date(2027, 2, 10)));
    let late = extended(date(2027, 2, 11), 10);
    assert!(first.then(late.clone()).is_ok() && other.then(late.clone()).is_err());
    let replayed = Clock::fold(&own(), &[events[0].clone(), late], &after).unwrap();
    assert_eq!(replayed.explain().unwrap().iter().filter(|day| day.counts).count(), 20);
}
