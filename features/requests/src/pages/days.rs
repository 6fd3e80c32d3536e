//! The clock as the wall calendar that everybody knows: each day counts or not, and why.

use clock::{Clock, ClockError};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A day of the calendar.
pub struct Cell {
    /// `9/16`
    pub day: String,
    /// What stands in it: a number, 停, 收到.
    pub text: String,
    /// Its look: `counts`, `off`, `stops`, `todo`, `out`.
    pub look: &'static str,
    /// The day itself.
    pub is_today: bool,
    /// The last day.
    pub is_due: bool,
    /// The day of the answer, or of another end.
    pub is_end: bool,
    /// In words, for whoever does not see the shape.
    pub why: String,
}

/// The weeks from the day of receipt to the due date, Monday first.
pub fn weeks(clock: &Clock, today: Date) -> Result<Vec<Vec<Cell>>, ClockError> {
    let ended = clock.ended.map(|(on, _)| on);
    let mut days = clock.explain()?;
    // After the end nothing is counted.
    days.retain(|day| ended.is_none_or(|ended| day.date <= ended));
    let first = clock.received_on;
    let last = days.last().map_or(first, |day| day.date).max(ended.unwrap_or(first));
    let monday =
        first.checked_sub(i64::from(first.weekday().to_monday_zero_offset()).days()).unwrap_or(first);
    let mut weeks = Vec::new();
    let mut number = 0;
    let mut day = monday;
    while day <= last {
        let mut week = Vec::new();
        for _ in 0..7 {
            let known = days.iter().find(|one| one.date == day);
            if known.is_some_and(|known| known.counts) {
                number += 1;
            }
            let (text, look, why) = match known {
                _ if day == first => ("收到".to_owned(), "zero", "收到的那天，不算".to_owned()),
                Some(known) if known.counts => {
                    let look = if day <= today { "counts" } else { "todo" };
                    (number.to_string(), look, known.why.clone())
                }
                Some(known) if known.why.starts_with("暂停") => {
                    ("停".to_owned(), "stops", known.why.clone())
                }
                Some(known) => (String::new(), "off", known.why.clone()),
                None => (String::new(), "out", String::new()),
            };
            let is_end = ended == Some(day);
            let is_due = !is_end && clock.due.is_some_and(|due| due.on == day);
            let label = format!("{}/{}", day.month(), day.day());
            week.push(Cell {
                day: label,
                text,
                look,
                is_today: day == today && ended.is_none(),
                is_due,
                is_end,
                why,
            });
            day = day.tomorrow().unwrap_or(day);
        }
        weeks.push(week);
        if day.weekday() != Weekday::Monday {
            break;
        }
    }
    Ok(weeks)
}
