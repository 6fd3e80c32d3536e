//! Due dates counted by hand on the notices of 2022 to 2026.

use calendar::Calendar;
use clock::{Clock, ClockError, Consulted, What};
use jiff::civil::{Date, date};

use crate::house::{asked, due, extended, fold, on, opinion, own, received, regime};

type Day = (i16, i8, i8);

fn day((year, month, day): Day) -> Date {
    date(year, month, day)
}

/// Received, days, due. In brackets what the notice says of the days between.
const PLAIN: [(Day, u32, Day); 26] = [
    // 2022 (29, 30 January worked; 31 January to 6 February off).
    ((2022, 1, 20), 15, (2022, 2, 15)),
    // (24 April worked; 30 April to 4 May off; 7 May worked).
    ((2022, 4, 22), 15, (2022, 5, 16)),
    // (1 to 7 October off; 8, 9 October worked).
    ((2022, 9, 26), 20, (2022, 10, 27)),
    // Over the year's end (31 December 2022 to 2 January 2023 off).
    ((2022, 12, 28), 15, (2023, 1, 19)),
    // 2023 (21 to 27 January off; 28, 29 January worked).
    ((2023, 1, 12), 15, (2023, 2, 7)),
    // On New Year's Eve of the lunar year, a Saturday off.
    ((2023, 1, 21), 15, (2023, 2, 15)),
    // (23 April worked; 29 April to 3 May off; 6 May worked).
    ((2023, 4, 20), 15, (2023, 5, 12)),
    // (22 to 24 June off; 25 June worked).
    ((2023, 6, 20), 15, (2023, 7, 12)),
    // (29 September to 6 October off; 7, 8 October worked).
    ((2023, 9, 27), 15, (2023, 10, 24)),
    // 2024 (4 February worked; 10 to 17 February off; 18 February worked).
    ((2024, 1, 26), 15, (2024, 2, 21)),
    // On New Year's Eve, worked in 2024.
    ((2024, 2, 9), 20, (2024, 3, 14)),
    // On the last day off.
    ((2024, 2, 17), 15, (2024, 3, 7)),
    // (4 to 6 April off; 7 April worked).
    ((2024, 4, 3), 15, (2024, 4, 25)),
    // (14 September worked, 15 to 17 off, 29 September worked, 1 to 7 October off).
    ((2024, 9, 12), 15, (2024, 10, 10)),
    ((2024, 12, 31), 15, (2025, 1, 22)),
    // 2025 (26 January worked; 28 January to 4 February off; 8 February worked).
    ((2025, 1, 17), 15, (2025, 2, 13)),
    ((2025, 1, 24), 15, (2025, 2, 20)),
    // On a Saturday, the day before one that is worked.
    ((2025, 1, 25), 20, (2025, 2, 27)),
    // (28 September worked; 1 to 8 October off; 11 October worked).
    ((2025, 9, 25), 20, (2025, 10, 29)),
    ((2025, 9, 30), 15, (2025, 10, 28)),
    // (1 to 3 January 2026 off; 4 January worked).
    ((2025, 12, 31), 15, (2026, 1, 22)),
    // 2026 (14 February worked; 15 to 23 February off; 28 February worked).
    ((2026, 1, 30), 15, (2026, 2, 27)),
    ((2026, 2, 13), 20, (2026, 3, 19)),
    // On a Saturday that is worked.
    ((2026, 2, 14), 15, (2026, 3, 13)),
    // (20 September worked; 25 to 27 September off; 1 to 7 October off; 10 October worked).
    ((2026, 9, 18), 15, (2026, 10, 15)),
    ((2026, 12, 9), 15, (2026, 12, 30)),
];

#[test]
fn plain_terms() {
    for (from, days, expected) in PLAIN {
        let code = if days == 15 { "measures_2010" } else { "regulation_2019" };
        let clock = fold(&regime(code), &[received(day(from))]);
        let due = clock.due.unwrap();
        assert_eq!((due.on, due.provisional, clock.base_due), (day(expected), false, Some(due)), "{from:?}");
    }
}

#[test]
fn extended_terms() {
    let twenty = regime("regulation_2019");
    // 40 working days over two golden weeks.
    let events = [received(date(2023, 9, 28)), extended(date(2023, 10, 20), 20)];
    assert_eq!(due(&twenty, &events), date(2023, 11, 29));
    let events = [received(date(2026, 9, 24)), extended(date(2026, 10, 20), 20)];
    assert_eq!(due(&twenty, &events), date(2026, 11, 26));
    // Fewer days than the law allows.
    let events = [received(date(2026, 11, 2)), extended(date(2026, 11, 5), 3)];
    assert_eq!(due(&twenty, &events), date(2026, 12, 3));
    // 办法 has no extension; the school's own rule has.
    assert_eq!(
        due(&own(), &[received(date(2026, 11, 2)), extended(date(2026, 11, 16), 10)]),
        date(2026, 11, 30)
    );
}

#[test]
fn consulted_terms() {
    // Sent on a Friday, answered on the Wednesday after next: 7 to 18 November do not count.
    let fifteen = regime("measures_2010");
    let events = [received(date(2026, 11, 2)), asked(date(2026, 11, 6), 1), opinion(date(2026, 11, 18), 1)];
    let clock = fold(&fifteen, &events);
    assert_eq!((clock.due.unwrap().on, clock.base_due.unwrap().on), (date(2026, 12, 3), date(2026, 11, 23)));
    // Over the Spring Festival of 2026.
    let events = [received(date(2026, 1, 30)), asked(date(2026, 2, 10), 1), opinion(date(2026, 2, 26), 1)];
    assert_eq!(due(&fifteen, &events), date(2026, 3, 9));
    let twenty = regime("regulation_2019");
    let events = [received(date(2024, 1, 29)), asked(date(2024, 2, 5), 1), opinion(date(2024, 2, 19), 1)];
    assert_eq!(due(&twenty, &events), date(2024, 3, 8));
    // Over National Day 2025, asked of another body that made the paper too.
    let organ = on(date(2025, 9, 26), What::Consulted { letter: 1, whom: Consulted::OtherOrgan });
    let events = [received(date(2025, 9, 22)), organ, opinion(date(2025, 10, 13), 1)];
    assert_eq!(due(&twenty, &events), date(2025, 11, 4));
    // Where a regime lets the time count, nothing is left out.
    let mut counting = fifteen.clone();
    counting.third_party.as_mut().unwrap().stops_clock = false;
    let events = [received(date(2026, 11, 2)), asked(date(2026, 11, 6), 1), opinion(date(2026, 11, 18), 1)];
    assert_eq!(due(&counting, &events), date(2026, 11, 23));
    // Answered on the day it was sent: nothing is left out.
    let events = [received(date(2026, 11, 2)), asked(date(2026, 11, 6), 1), opinion(date(2026, 11, 6), 1)];
    assert_eq!(due(&fifteen, &events), date(2026, 11, 23));
}

#[test]
fn silence_is_an_answer_on_the_fifteenth_day() {
    let fifteen = regime("measures_2010");
    let mut events = vec![received(date(2026, 11, 2)), asked(date(2026, 11, 6), 1)];
    // The letter's fifteen working days end on the 27th; eleven are left from the 30th on.
    assert_eq!(due(&fifteen, &events), date(2026, 12, 14));
    // They run from its arrival, once that is known.
    events.push(on(date(2026, 11, 9), What::LetterArrived { letter: 1 }));
    assert_eq!(due(&fifteen, &events), date(2026, 12, 15));
    // A late opinion does not lengthen the pause.
    events.push(opinion(date(2026, 12, 10), 1));
    assert_eq!(due(&fifteen, &events), date(2026, 12, 15));
}

#[test]
fn two_letters_leave_a_day_out_once() {
    let fifteen = regime("measures_2010");
    let events = [
        received(date(2026, 11, 2)),
        asked(date(2026, 11, 6), 1),
        asked(date(2026, 11, 10), 2),
        opinion(date(2026, 11, 12), 1),
        opinion(date(2026, 11, 18), 2),
    ];
    assert_eq!(due(&fifteen, &events), date(2026, 12, 3));
}

#[test]
fn letters_count_calendar_days() {
    let letters = regime("letters_2022");
    let events = [received(date(2026, 9, 1)), on(date(2026, 9, 10), What::Accepted)];
    // Sixty days from 10 September, holidays or not.
    assert_eq!(due(&letters, &events), date(2026, 11, 9));
    let mut longer = events.to_vec();
    longer.push(extended(date(2026, 11, 2), 30));
    let clock = fold(&letters, &longer);
    assert_eq!((clock.due.unwrap().on, clock.due.unwrap().provisional), (date(2026, 12, 9), false));
}

#[test]
fn beyond_the_last_notice_it_is_said() {
    let fifteen = regime("measures_2010");
    let events = [received(date(2026, 12, 21))];
    let strict = Clock::fold(&fifteen, &events, &Calendar::official());
    assert!(matches!(strict, Err(ClockError::Unknown(_))));
    assert_eq!(strict.unwrap_err().to_string(), "还没有2027年的放假安排，算不准这一年的工作日");
    let clock = Clock::fold(&fifteen, &events, &Calendar::official().provisional()).unwrap();
    let due = clock.due.unwrap();
    assert_eq!((due.on, due.provisional), (date(2027, 1, 12), true));
    // Over the Spring Festival of 2027, whose four statutory days are known.
    let clock =
        Clock::fold(&fifteen, &[received(date(2027, 1, 25))], &Calendar::official().provisional()).unwrap();
    assert_eq!(clock.due.unwrap().on, date(2027, 2, 17));
    // Calendar days need no notice.
    let events = [received(date(2026, 12, 1)), on(date(2026, 12, 3), What::Accepted)];
    let clock = Clock::fold(&regime("letters_2022"), &events, &Calendar::official()).unwrap();
    assert_eq!((clock.due.unwrap().on, clock.due.unwrap().provisional), (date(2027, 2, 1), false));
    // Beyond what even the statutory days are known for.
    let far = Clock::fold(&fifteen, &[received(date(2035, 12, 25))], &Calendar::official().provisional());
    assert!(matches!(far, Err(ClockError::Unknown(_))));
}
