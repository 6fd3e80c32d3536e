//! Dates of the demo: relative to the day it is filled, so that something is
//! always running.

use calendar::{Calendar, DayUnit};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use terms::AcademicYear;

use super::content::{Day, Publication};

/// Tells the demo's days.
pub struct Days {
    pub today: Date,
    calendar: Calendar,
}

impl Days {
    pub fn new(today: Date, calendar: &Calendar) -> Self {
        Days { today, calendar: calendar.provisional() }
    }

    /// A month and day of an academic year, 0 being the running one.
    pub fn of_year(&self, year: i16, md: &str) -> Option<Date> {
        let start = AcademicYear::of(self.today).start_year() + year;
        let (month, day) = md.split_once('-')?;
        let month: i8 = month.parse().ok()?;
        Date::new(if month >= 9 { start } else { start + 1 }, month, day.parse().ok()?).ok()
    }

    pub fn of(&self, day: &Day) -> Option<Date> {
        self.of_year(day.year, &day.md)
    }

    /// When a publication is released; `None` where that lies in the future.
    pub fn released(&self, publication: &Publication) -> Option<DateTime> {
        let day = match (publication.day, publication.year, &publication.md) {
            (Some(offset), _, _) => self.today.checked_add(offset.days()).ok()?,
            (None, Some(year), Some(md)) => self.of_year(year, md)?,
            _ => return None,
        };
        let (hour, minute) = publication.at.split_once(':')?;
        let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
        (day < self.today).then(|| day.to_datetime(time))
    }

    /// So many working days after a day, or before it.
    pub fn working(&self, from: Date, days: i64) -> Date {
        if days >= 0 {
            return self.calendar.add_working_days(from, days.unsigned_abs() as u32).unwrap_or(from);
        }
        let mut day = from;
        let mut left = -days;
        while left > 0 {
            let Ok(before) = day.yesterday() else { break };
            day = before;
            left -= i64::from(self.calendar.is_working(day).unwrap_or(true));
        }
        day
    }

    /// The last day of a notice that begins on a day, as a release counts it.
    pub fn notice_end(&self, from: Date, days: u16, unit: DayUnit) -> Option<Date> {
        self.calendar.notice_end(from, u32::from(days), unit).ok()
    }

    /// Fills the placeholders of a text: `{date}`, `{date+5wd}`, `{md-3d}`,
    /// `{y-1}`, `{ay}`, `{iso+7wd}`, `{iso-ay}` and `{iso-ye}` (first and last
    /// day of the academic year before), `{gg-1}`, `{from}`, `{to}`, and the words of a series.
    pub fn fill(&self, text: &str, day: Date, notice_to: Option<Date>, words: &[(String, String)]) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            let end = rest[at..].find('}').map(|end| at + end);
            let filled = end.and_then(|end| {
                self.placeholder(&rest[at + 1..end], day, notice_to, words).map(|t| (t, end))
            });
            match filled {
                Some((text, end)) => {
                    // A word of a series may hold placeholders itself.
                    out.push_str(&self.fill(&text, day, notice_to, &[]));
                    rest = &rest[end + 1..];
                }
                None => {
                    out.push('{');
                    rest = &rest[at + 1..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn placeholder(
        &self,
        name: &str,
        day: Date,
        notice_to: Option<Date>,
        words: &[(String, String)],
    ) -> Option<String> {
        if let Some((_, word)) = words.iter().find(|(column, _)| column == name) {
            return Some(word.clone());
        }
        let split = name.find(['+', '-']).unwrap_or(name.len());
        let (base, offset) = name.split_at(split);
        let number =
            |unit: &str| -> Option<i64> { offset.strip_suffix(unit)?.trim_start_matches('+').parse().ok() };
        let moved = || -> Option<Date> {
            match offset {
                "" => Some(day),
                _ => match number("wd") {
                    Some(days) => Some(self.working(day, days)),
                    None => day.checked_add(number("d")?.days()).ok(),
                },
            }
        };
        let years =
            || -> Option<i16> { if offset.is_empty() { Some(0) } else { number("")?.try_into().ok() } };
        let md = |date: Date| format!("{}月{}日", date.month(), date.day());
        let start = AcademicYear::of(day).start_year();
        match base {
            "date" => moved().map(web::format::long_day),
            "md" => moved().map(md),
            "iso" if offset == "-ay" => {
                AcademicYear::starting(start - 1).map(|year| year.first_day().to_string())
            }
            "iso" if offset == "-ye" => {
                AcademicYear::starting(start - 1).map(|year| year.last_day().to_string())
            }
            "iso" => moved().map(|date| date.to_string()),
            "from" => Some(md(day)),
            "to" => Some(md(notice_to.unwrap_or(day))),
            "y" => Some((day.year() + years()?).to_string()),
            "ay" => AcademicYear::starting(start + years()?).map(AcademicYear::label),
            "g" => Some((start + years()?).to_string()),
            "gg" => Some(format!("{:02}", (start + years()?) % 100)),
            _ => None,
        }
    }
}
