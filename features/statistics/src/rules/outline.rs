//! Outlines (提纲): the parts of a report and the words they begin with. Data, because the
//! notices of the ministry and the provinces ask for different ones.

use std::sync::LazyLock;

use serde::Deserialize;
use terms::AcademicYear;

/// An outline.
#[derive(Debug, Deserialize)]
pub struct Outline {
    /// Its code.
    pub code: String,
    /// Its name, for whoever chooses.
    pub name: String,
    /// The first year whose notice asks for it; 0 for none.
    since: i16,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part.
#[derive(Debug, Deserialize)]
pub struct Part {
    /// Its title, without number.
    pub title: String,
    /// What to write, where the text must come from people.
    #[serde(default)]
    pub hint: String,
    /// The words it begins with.
    pub text: String,
}

static OUTLINES: LazyLock<Vec<Outline>> = LazyLock::new(|| {
    let data = [
        include_str!("../../data/outlines/eight.toml"),
        include_str!("../../data/outlines/six.toml"),
        include_str!("../../data/outlines/five.toml"),
        include_str!("../../data/outlines/three.toml"),
    ];
    data.iter().map(|text| toml::from_str(text).expect("an outline is TOML")).collect()
});

/// All outlines.
pub fn outlines() -> &'static [Outline] {
    &OUTLINES
}

/// The outline of a code.
pub fn by_code(code: &str) -> Option<&'static Outline> {
    OUTLINES.iter().find(|outline| outline.code == code)
}

/// The outline that the notices ask for in a year: eight parts since 2018 (教办厅函〔2018〕80号),
/// six before (教办厅函〔2013〕48号).
pub fn usual(year: AcademicYear) -> &'static Outline {
    let ends = year.start_year() + 1;
    let asked = OUTLINES.iter().filter(|outline| outline.since > 0);
    let newest = asked.clone().filter(|outline| outline.since <= ends).max_by_key(|outline| outline.since);
    newest.or_else(|| asked.min_by_key(|outline| outline.since)).unwrap_or(&OUTLINES[0])
}

/// The number of a part as headings write it: 一, 二 … 十二.
pub fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let tens = ["", "十", "二十", "三十"][(number / 10).min(3)];
    format!("{tens}{}", DIGITS[number % 10])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{samples, text};

    #[test]
    fn each_year_has_the_outline_of_its_notice() {
        for (year, code) in [(2010, "six"), (2012, "six"), (2016, "six"), (2017, "eight"), (2025, "eight")] {
            assert_eq!(usual(AcademicYear::starting(year).unwrap()).code, code, "{year}");
        }
    }

    #[test]
    fn every_figure_and_table_that_an_outline_names_is_there() {
        let ledger = samples::ledger();
        for part in outlines().iter().flat_map(|outline| &outline.parts) {
            assert_eq!(text::unknown(&part.text, &ledger), Vec::<String>::new(), "{}", part.title);
        }
        assert_eq!(outlines().iter().map(|outline| outline.parts.len()).collect::<Vec<_>>(), [8, 6, 5, 3]);
    }

    #[test]
    fn parts_are_numbered_in_chinese() {
        assert_eq!([1, 8, 10, 11, 20].map(numeral), ["一", "八", "十", "十一", "二十"]);
    }
}
