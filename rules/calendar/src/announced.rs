//! The State Council's notice as people paste it (国务院办公厅关于…年部分节假日
//! 安排的通知), read into a year's days. Nothing is taken on trust: the notice says
//! each thing twice, as a date and a weekday, as a period and a number of days, and
//! what does not agree with itself is refused with every reason.

mod sentence;
mod squeeze;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use crate::faults::{Fault, NotAYear};
use crate::year::{Paper, Year};
use sentence::Reader;
use squeeze::squeeze;

static TITLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:关于|现将)(\d{4})年(?:部分节假日|元旦)"));
static AMENDING: LazyLock<Regex> = LazyLock::new(|| pattern(r"(调整|延长)(\d{4})年([^\d,。]{2,6}?)假期"));
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(国办?发明电)[〔\[(【](\d{4})[〕\])】](\d{1,3})号"));
static DATED: LazyLock<Regex> = LazyLock::new(|| pattern(r"国务院办公厅(\d{4})年(\d{1,2})月(\d{1,2})日"));
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    let names = crate::statutory::HOLIDAYS.join("|");
    pattern(&format!(r"(?:[一二三四五六七八九十]+、)?((?:{names})(?:[、和与](?:{names}))*):"))
});
static EXTENDED: LazyLock<Regex> = LazyLock::new(|| pattern(r"假期至(\d{1,2})月(\d{1,2})日"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

impl Year {
    /// The year that a pasted notice tells. Line breaks, full-width letters and
    /// what a news page puts around the notice do not matter. Refused with every
    /// reason: no year or two; a holiday missing or named twice; a weekday or a
    /// number of days that is not that of the dates; a sentence with dates that
    /// is not understood; and whatever a year's file is refused for.
    pub fn read(text: &str) -> Result<Year, NotAYear> {
        let text = squeeze(text);
        let number = title(&text).map_err(NotAYear::one)?;
        let mut reader = Reader::new(number);
        let mut named: Vec<&str> = Vec::new();
        let heads: Vec<_> = HEAD.captures_iter(&text).collect();
        for (place, head) in heads.iter().enumerate() {
            let (Some(whole), Some(name)) = (head.get(0), head.get(1)) else { continue };
            let end =
                heads.get(place + 1).and_then(|next| next.get(0)).map_or(text.len(), |next| next.start());
            let twice = name.as_str().split(['、', '和', '与']).filter(|one| named.contains(one));
            reader.faults.extend(twice.map(|one| Fault::NamedTwice(one.to_owned())));
            named.extend(name.as_str().split(['、', '和', '与']));
            reader.holiday(&name.as_str().replace(['和', '与'], "、"), &text[whole.end()..end]);
        }
        reader.missing(&named);
        let papers = paper(&text).into_iter().collect();
        reader.into_year(papers)
    }

    /// The same year as a second notice changed it: one that moves a holiday
    /// (关于调整2019年劳动节假期安排) or lengthens one (关于延长2020年春节假期).
    pub fn amend(&self, text: &str) -> Result<Year, NotAYear> {
        let text = squeeze(text);
        let other = || NotAYear::one(Fault::NotAmending(self.number));
        let title = AMENDING.captures(&text).ok_or_else(other)?;
        let name = title.get(3).map_or("", |name| name.as_str());
        if title.get(2).and_then(|year| year.as_str().parse().ok()) != Some(self.number) || !self.has(name) {
            return Err(other());
        }
        let mut changed = match title.get(1).map(|verb| verb.as_str()) {
            Some("调整") => self.moved(name, &text)?,
            _ => self.lengthened(name, &text)?,
        };
        changed.papers.extend(paper(&text));
        changed.check()
    }

    fn has(&self, name: &str) -> bool {
        !name.is_empty() && self.off.values().any(|named| named.contains(name))
    }

    fn moved(&self, name: &str, text: &str) -> Result<Year, NotAYear> {
        let mut reader = Reader::new(self.number);
        let body = text.split_once("一、").map_or(text, |(_, rest)| rest);
        let body = body.split_once("二、").map_or(body, |(first, _)| first);
        reader.holiday(name, body);
        let told = reader.into_days()?;
        let keep = |days: &BTreeMap<Date, String>| -> BTreeMap<Date, String> {
            let others = days.iter().filter(|(_, named)| !named.contains(name));
            others.map(|(day, named)| (*day, named.clone())).collect()
        };
        let (mut off, mut worked) = (keep(&self.off), keep(&self.worked));
        off.extend(told.0);
        worked.extend(told.1);
        Ok(Year { off, worked, ..self.clone() })
    }

    /// Days are given, not exchanged: they are off, the make-up days among them
    /// fall away, and the year has so many more days off than the law gives.
    fn lengthened(&self, name: &str, text: &str) -> Result<Year, NotAYear> {
        let unknown = || NotAYear::one(Fault::Nothing(name.to_owned()));
        let until = EXTENDED.captures(text).and_then(|found| {
            Date::new(self.number, found.get(1)?.as_str().parse().ok()?, found.get(2)?.as_str().parse().ok()?)
                .ok()
        });
        let until = until.ok_or_else(unknown)?;
        let mine = self.off.iter().filter(|(_, named)| named.contains(name)).map(|(day, _)| *day);
        let last = mine.max().ok_or_else(unknown)?;
        if until <= last {
            return Err(NotAYear::one(Fault::Backwards(name.to_owned(), last, until)));
        }
        let mut year = self.clone();
        let more = last.series(1.day()).skip(1).take_while(|day| *day <= until);
        for day in more {
            year.worked.remove(&day);
            year.off.insert(day, name.to_owned());
        }
        let (off, worked) = year.exchanged();
        year.statutory = Some(off.saturating_sub(worked));
        Ok(year)
    }
}

/// The one year that the titles in the text name.
fn title(text: &str) -> Result<i16, Fault> {
    let mut years = TITLE.captures_iter(text).filter_map(|found| found.get(1)?.as_str().parse::<i16>().ok());
    let first = years.next().ok_or(Fault::NoYear)?;
    match years.find(|year| *year != first) {
        Some(second) => Err(Fault::TwoYears(first, second)),
        None => Ok(first),
    }
}

/// The paper, where the text has the date under it.
fn paper(text: &str) -> Option<Paper> {
    let dated = DATED.captures_iter(text).last()?;
    let part = |place: usize| dated.get(place).map_or("", |found| found.as_str());
    let published_on = Date::new(part(1).parse().ok()?, part(2).parse().ok()?, part(3).parse().ok()?).ok()?;
    let number = NUMBER.captures(text).map(|found| {
        let part = |place: usize| found.get(place).map_or("", |found| found.as_str());
        format!("{}〔{}〕{}号", part(1), part(2), part(3))
    });
    Some(Paper { number, published_on })
}
