//! One year's days off and make-up working days, with the papers they come from.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::faults::{Fault, NotAYear};
use crate::{DayKind, is_weekend, statutory};

/// The arrangement (放假安排) of one year: days off and make-up working days
/// of its calendar year, and of the December before, which the notice for a new
/// year may still change (it did in 2006, 2007, 2011, 2018 and 2022).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The calendar year.
    #[serde(rename = "year")]
    pub number: i16,
    /// Days off that nobody works for on another day, where they are not as
    /// many as the law says: a year in which the State Council gave one more,
    /// or one after the law was changed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) statutory: Option<u32>,
    pub(crate) off: BTreeMap<Date, String>,
    pub(crate) worked: BTreeMap<Date, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) papers: Vec<Paper>,
}

/// A notice of the State Council that a year's days come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// 发文字号, such as `国办发明电〔2025〕7号`, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day from which it was known.
    pub published_on: Date,
}

impl Year {
    /// A year from its file: TOML with `year`, `[off]` and `[worked]` (days and
    /// names), the papers as `[[papers]]`, and `statutory` where the number of
    /// days off is not the law's. Refused with
    /// every fault: a day of another year, off and worked at once, worked from Monday to Friday or far
    /// from its holiday; a holiday not named or a statutory day not off; days off and worked that do not add up.
    pub fn parse(text: &str) -> Result<Year, NotAYear> {
        let year: Year =
            toml::from_str(text).map_err(|error| NotAYear::one(Fault::Form(error.to_string())))?;
        year.check()
    }

    /// The year as the file that [`Year::parse`] reads.
    pub fn to_file(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// The notices its days come from, oldest first; a later one changed what an earlier one said.
    pub fn papers(&self) -> &[Paper] {
        &self.papers
    }

    /// The day from which the year was known: its first notice's; without one, the year's first day.
    pub fn known_from(&self) -> Option<Date> {
        let first = self.papers.iter().map(|paper| paper.published_on).min();
        first.or_else(|| Date::new(self.number, 1, 1).ok())
    }

    /// Every fault at once, or the year itself:
    ///
    /// - a day is of the year or of the December before, and not both off and worked;
    /// - work in exchange is done on a Saturday or Sunday, within two weeks of its holiday;
    /// - all seven holidays are named and their statutory days are off (放假办法);
    /// - working days off, less those worked for in exchange, are as many as the law gives.
    pub(crate) fn check(self) -> Result<Year, NotAYear> {
        let mut faults: Vec<Fault> = Vec::new();
        let listed = self.off.keys().chain(self.worked.keys());
        let elsewhere = listed.filter(|day| !self.may_list(**day));
        faults.extend(elsewhere.map(|day| Fault::Elsewhere(*day, self.number)));
        let both = self.off.keys().filter(|day| self.worked.contains_key(day));
        faults.extend(both.map(|day| Fault::Both(*day)));
        let weekdays = self.worked.keys().filter(|day| !is_weekend(**day));
        faults.extend(weekdays.map(|day| Fault::WorkedOnWeekday(*day)));
        let far = self.worked.iter().filter(|(day, name)| !self.is_near(**day, name));
        faults.extend(far.map(|(day, name)| Fault::FarFromHoliday(*day, name.clone())));
        let missing = statutory::names(self.number).iter().filter(|name| !self.names(name));
        faults.extend(missing.map(|name| Fault::Missing(name)));
        let days = statutory::days(self.number);
        let worked = days.into_iter().filter(|(day, _)| !self.off.contains_key(day));
        faults.extend(worked.map(|(day, name)| Fault::StatutoryWorked(day, name)));
        if faults.is_empty() {
            faults.extend(self.unbalanced());
        }
        if faults.is_empty() { Ok(self) } else { Err(NotAYear(faults)) }
    }

    fn unbalanced(&self) -> Option<Fault> {
        let law = self.statutory.unwrap_or_else(|| statutory::number(self.number));
        let (off, worked) = self.exchanged();
        (off != worked + law).then_some(Fault::Unbalanced { off, worked, law })
    }

    /// Days off from Monday to Friday, and days worked in exchange.
    pub(crate) fn exchanged(&self) -> (u32, u32) {
        let off = self.off.keys().filter(|day| !is_weekend(**day)).count();
        (u32::try_from(off).unwrap_or(u32::MAX), u32::try_from(self.worked.len()).unwrap_or(u32::MAX))
    }

    /// Whether a make-up day lies within two weeks of its holiday; eleven days is the farthest there was.
    fn is_near(&self, day: Date, name: &str) -> bool {
        let mut off = self.off.iter().filter(|(_, named)| *named == name);
        off.any(|(off, _)| (day - *off).get_days().abs() <= 14)
    }

    fn names(&self, name: &str) -> bool {
        self.off.values().any(|named| named.contains(name))
    }

    fn may_list(&self, day: Date) -> bool {
        day.year() == self.number || (day.year() + 1 == self.number && day.month() == 12)
    }

    /// What the notice says of a day, if it names it.
    pub(crate) fn listed(&self, day: Date) -> Option<DayKind> {
        let off = self.off.get(&day).map(|name| DayKind::Holiday(name.clone()));
        off.or_else(|| self.worked.get(&day).map(|name| DayKind::MakeUp(name.clone())))
    }

    /// Every day the year names, with its holiday and whether it is worked: what to show before it counts.
    pub fn entries(&self) -> impl Iterator<Item = (Date, &str, bool)> {
        let off = self.off.iter().map(|(day, name)| (*day, name.as_str(), false));
        off.chain(self.worked.iter().map(|(day, name)| (*day, name.as_str(), true)))
    }
}

const FILES: [&str; 20] = [
    include_str!("../data/2007.toml"),
    include_str!("../data/2008.toml"),
    include_str!("../data/2009.toml"),
    include_str!("../data/2010.toml"),
    include_str!("../data/2011.toml"),
    include_str!("../data/2012.toml"),
    include_str!("../data/2013.toml"),
    include_str!("../data/2014.toml"),
    include_str!("../data/2015.toml"),
    include_str!("../data/2016.toml"),
    include_str!("../data/2017.toml"),
    include_str!("../data/2018.toml"),
    include_str!("../data/2019.toml"),
    include_str!("../data/2020.toml"),
    include_str!("../data/2021.toml"),
    include_str!("../data/2022.toml"),
    include_str!("../data/2023.toml"),
    include_str!("../data/2024.toml"),
    include_str!("../data/2025.toml"),
    include_str!("../data/2026.toml"),
];

pub(crate) fn built_in() -> BTreeMap<i16, Year> {
    let years = FILES.iter().map(|text| Year::parse(text).expect("the built-in years are checked by a test"));
    years.map(|year| (year.number, year)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A year's file with one line changed or added.
    fn changed(from: &str, to: &str) -> Result<Year, NotAYear> {
        let text = FILES[19];
        assert!(text.contains(from), "{from}");
        Year::parse(&text.replace(from, to))
    }

    #[test]
    fn every_built_in_year_passes_and_is_written_as_it_was_read() {
        assert_eq!(built_in().len(), FILES.len());
        for year in built_in().into_values() {
            assert_eq!(Year::parse(&year.to_file()).unwrap(), year);
        }
    }

    #[test]
    fn the_form_is_told() {
        for text in ["", "year = 2027", "year = 2027\n[off]\n\"2027-13-01\" = \"元旦\"\n[worked]"] {
            assert!(matches!(&Year::parse(text).unwrap_err().0[..], [Fault::Form(_)]), "{text}");
        }
    }

    #[test]
    fn every_fault_of_a_year_is_told() {
        let faults = |from: &str, to: &str| changed(from, to).unwrap_err().0;
        let off = "\"2026-04-06\" = \"清明节\"";
        let worked = "[worked]\n";
        assert_eq!(
            faults("[off]\n", "[off]\n\"2027-01-02\" = \"元旦\"\n"),
            [Fault::Elsewhere(date(2027, 1, 2), 2026)]
        );
        assert_eq!(
            faults(worked, "[worked]\n\"2026-10-04\" = \"国庆节\"\n"),
            [Fault::Both(date(2026, 10, 4))]
        );
        assert_eq!(
            faults(worked, "[worked]\n\"2026-10-12\" = \"国庆节\"\n"),
            [Fault::WorkedOnWeekday(date(2026, 10, 12))]
        );
        assert_eq!(
            faults(worked, "[worked]\n\"2026-06-27\" = \"劳动节\"\n"),
            [Fault::FarFromHoliday(date(2026, 6, 27), "劳动节".into())]
        );
        assert_eq!(faults("\"端午节\"", "\"粽子节\""), [Fault::Missing("端午节")]);
        assert_eq!(
            faults("\"2026-05-02\" = \"劳动节\"\n", ""),
            [Fault::StatutoryWorked(date(2026, 5, 2), "劳动节")]
        );
        assert_eq!(faults(off, ""), [Fault::Unbalanced { off: 18, worked: 6, law: 13 }]);
        // Two at once.
        let both = faults(worked, "[worked]\n\"2026-10-12\" = \"国庆节\"\n\"2026-10-04\" = \"国庆节\"\n");
        assert_eq!(both.len(), 2);
        // What is not the law's number is said in the file.
        assert!(changed(off, "").is_err());
        assert!(changed("year = 2026\n", "year = 2026\nstatutory = 13\n").is_ok());
        assert!(changed("year = 2026\n", "year = 2026\nstatutory = 12\n").is_err());
    }
}
