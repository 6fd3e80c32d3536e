//! One year's notice, as data.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use crate::DayKind;

/// The days off and make-up working days of one yearly notice: those of its
/// calendar year, and of the December before, which the notice for a new year
/// may still change (it did in 2006, 2007, 2011, 2018 and 2022).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The calendar year.
    #[serde(rename = "year")]
    pub number: i16,
    off: BTreeMap<Date, String>,
    worked: BTreeMap<Date, String>,
}

/// The text is not a year's data.
#[derive(Debug, Error)]
pub enum NotAYear {
    /// Not the form of a year's file.
    #[error("放假安排的格式不对：{0}")]
    Form(#[from] toml::de::Error),
    /// A day that is neither of the year nor of the December before.
    #[error("{0} 不是 {1} 年的日子，也不在上一年12月")]
    Elsewhere(Date, i16),
    /// A day both off and worked.
    #[error("{0} 既写成放假又写成上班")]
    Both(Date),
}

impl Year {
    /// A year from its TOML text: `year`, `[off]` and `[worked]` with days and names.
    pub fn parse(text: &str) -> Result<Year, NotAYear> {
        let year: Year = toml::from_str(text)?;
        for day in year.off.keys().chain(year.worked.keys()) {
            if !year.may_list(*day) {
                return Err(NotAYear::Elsewhere(*day, year.number));
            }
        }
        match year.off.keys().find(|day| year.worked.contains_key(day)) {
            Some(day) => Err(NotAYear::Both(*day)),
            None => Ok(year),
        }
    }

    fn may_list(&self, day: Date) -> bool {
        day.year() == self.number || (day.year() + 1 == self.number && day.month() == 12)
    }

    /// What the notice says of a day, if it names it.
    pub(crate) fn listed(&self, day: Date) -> Option<DayKind> {
        let off = self.off.get(&day).map(|name| DayKind::Holiday(name.clone()));
        off.or_else(|| self.worked.get(&day).map(|name| DayKind::MakeUp(name.clone())))
    }

    /// Every day the notice names, with its name and whether it is worked.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (Date, &str, bool)> {
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

    #[test]
    fn wrong_years_are_refused() {
        for text in [
            "",
            "year = 2027",
            "year = 2027\n[off]\n\"2026-01-01\" = \"元旦\"\n[worked]",
            "year = 2027\n[off]\n\"2028-01-01\" = \"元旦\"\n[worked]",
            "year = 2027\n[off]\n\"2027-01-01\" = \"元旦\"\n[worked]\n\"2027-01-01\" = \"元旦\"",
            "year = 2027\n[off]\n\"2027-13-01\" = \"元旦\"\n[worked]",
        ] {
            assert!(Year::parse(text).is_err(), "{text}");
        }
        assert_eq!(built_in().len(), FILES.len());
    }
}
