//! The sentences under one holiday: which days are off, which are worked.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::pattern;
use crate::faults::{Fault, NotAYear};
use crate::statutory;
use crate::weekday_name;
use crate::year::{Paper, Year};

const DAY: &str = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?";

static PERIOD: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("{DAY}(?:至{DAY})?")));
static TOTAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:共|放假)(\d{1,2})天"));
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| pattern("周[一二三四五六日]"));

/// Where what is told under a holiday ends: what follows says nothing of days off.
const TAILS: [&str; 4] = ["鼓励", "节假日期间", "国务院办公厅", "来源"];

/// Days with the holiday that each belongs to.
type Days = BTreeMap<Date, String>;

/// Reads a notice, holiday by holiday.
pub(super) struct Reader {
    number: i16,
    off: Days,
    worked: Days,
    pub(super) faults: Vec<Fault>,
}

impl Reader {
    pub(super) fn new(number: i16) -> Reader {
        Reader { number, off: BTreeMap::new(), worked: BTreeMap::new(), faults: Vec::new() }
    }

    /// Reads what stands under a holiday's name.
    pub(super) fn holiday(&mut self, name: &str, body: &str) {
        let end = TAILS.iter().filter_map(|tail| body.find(tail)).min().unwrap_or(body.len());
        let before = self.off.len();
        for sentence in body[..end].split('。').filter(|sentence| !sentence.is_empty()) {
            self.sentence(name, sentence);
        }
        if self.off.len() == before && self.faults.is_empty() {
            self.faults.push(Fault::Nothing(name.to_owned()));
        }
    }

    fn sentence(&mut self, name: &str, sentence: &str) {
        let mut listed = 0;
        for clause in sentence.split(',') {
            let days = self.periods(name, clause);
            if clause.contains("上班") {
                self.keep(days, name, true);
            } else if ["放假", "公休", "补休"].iter().any(|word| clause.contains(word)) {
                listed += days.len();
                self.keep(days, name, false);
            } else if !days.is_empty() {
                self.faults.push(Fault::NotUnderstood(name.to_owned(), clause.to_owned()));
            }
        }
        let said = TOTAL.captures(sentence).and_then(|found| found.get(1)?.as_str().parse::<u32>().ok());
        let listed = u32::try_from(listed).unwrap_or(u32::MAX);
        if let Some(said) = said.filter(|said| *said != listed && listed > 0) {
            self.faults.push(Fault::Count { name: name.to_owned(), said, listed });
        }
    }

    fn keep(&mut self, days: Vec<Date>, name: &str, worked: bool) {
        let kept = if worked { &mut self.worked } else { &mut self.off };
        for day in days {
            if kept.insert(day, name.to_owned()).is_some() {
                self.faults.push(Fault::Twice(day));
            }
        }
    }

    /// The days of every date and period in a clause.
    fn periods(&mut self, name: &str, clause: &str) -> Vec<Date> {
        let mut days: Vec<Date> = Vec::new();
        let mut month = None;
        for found in PERIOD.captures_iter(clause) {
            let Some(first) = self.day(name, &found, 1, month, None) else { continue };
            // “1月31日、13日”: what names no month comes later in the same one.
            if let Some(before) = days.last().filter(|before| found.get(2).is_none() && first <= **before) {
                self.faults.push(Fault::Backwards(name.to_owned(), *before, first));
                continue;
            }
            month = Some(first.month());
            let last = match found.get(7) {
                Some(_) => self.day(name, &found, 5, month, Some(first)),
                None => Some(first),
            };
            let Some(last) = last else { continue };
            // Nobody has had a holiday of more than twenty days in a piece.
            if last < first || (last - first).get_days() > 20 {
                self.faults.push(Fault::Backwards(name.to_owned(), first, last));
                continue;
            }
            month = Some(last.month());
            days.extend(first.series(1.day()).take_while(|day| *day <= last));
        }
        days
    }

    /// A date of four groups from `place` on: year, month, day, what stands in brackets.
    fn day(
        &mut self,
        name: &str,
        found: &Captures<'_>,
        place: usize,
        month: Option<i8>,
        after: Option<Date>,
    ) -> Option<Date> {
        let number = |at: usize| found.get(at).and_then(|part| part.as_str().parse::<i16>().ok());
        let month = number(place + 1).and_then(|month| i8::try_from(month).ok()).or(month);
        let year = number(place).unwrap_or_else(|| match (after, month) {
            // “12月31日至1月2日”: the second is of the year after the first.
            (Some(first), Some(month)) if month < first.month() => first.year() + 1,
            (Some(first), _) => first.year(),
            // Before New Year, December is the one that has just gone.
            (None, Some(12)) if name.contains("元旦") => self.number - 1,
            _ => self.number,
        });
        let day = number(place + 2).and_then(|day| i8::try_from(day).ok());
        let date = month.zip(day).and_then(|(month, day)| Date::new(year, month, day).ok());
        let Some(date) = date else {
            let text = found.get(0).map_or("", |whole| whole.as_str());
            self.faults.push(Fault::NoDay(name.to_owned(), text.to_owned()));
            return None;
        };
        let said = found.get(place + 3).and_then(|brackets| WEEKDAY.find(brackets.as_str()));
        if let Some(said) =
            said.filter(|said| said.as_str().chars().last() != weekday_name(date).chars().last())
        {
            self.faults.push(Fault::Weekday(date, said.as_str().replace('周', "星期")));
        }
        Some(date)
    }

    /// The holidays that the notice should name and does not.
    pub(super) fn missing(&mut self, named: &[&str]) {
        let missing = statutory::names(self.number).iter().filter(|name| !named.contains(*name));
        self.faults.extend(missing.map(|name| Fault::Missing(name)));
    }

    /// Days off and days worked.
    pub(super) fn into_days(self) -> Result<(Days, Days), NotAYear> {
        if self.faults.is_empty() { Ok((self.off, self.worked)) } else { Err(NotAYear(self.faults)) }
    }

    /// The year, checked as a file is.
    pub(super) fn into_year(self, papers: Vec<Paper>) -> Result<Year, NotAYear> {
        let number = self.number;
        let (off, worked) = self.into_days()?;
        Year { number, statutory: None, off, worked, papers }.check()
    }
}
