//! Figures across two things at once: units and categories, one year and the next.

use std::collections::BTreeMap;

use terms::AcademicYear;

use super::figure::Measure;
use super::ledger::{Counted, Ledger, Period};

/// Years that are set beside each other at most.
const MOST_YEARS: usize = 10;

/// What a line of the years tells, above it.
pub const YEAR_HEADER: [&str; 3] = ["学年", "当年新增（条）", "年末现有（条）"];

/// What stood at the end of an academic year, and what it brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearLine {
    /// The year.
    pub year: AcademicYear,
    /// What stood public at its end.
    pub stock: i64,
    /// What was first published in it.
    pub flow: i64,
}

/// The lines of the years with anything to tell since the first, up to that of the period, the
/// earliest first.
pub fn years_of(
    period: Period,
    first: Option<AcademicYear>,
    line: impl Fn(AcademicYear) -> YearLine,
) -> Vec<YearLine> {
    let last = AcademicYear::of(period.from);
    let first = first.unwrap_or(last).min(last);
    let all = std::iter::successors(Some(last), |year| Some(year.previous()));
    let mut lines: Vec<_> = all.take_while(|year| *year >= first).take(MOST_YEARS).map(line).collect();
    lines.reverse();
    lines
}

/// Units with how much of each category stands, those with the most first.
pub fn most_first(mut rows: Vec<(String, [i64; 10])>) -> Vec<(String, [i64; 10])> {
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<i64>()));
    rows
}

/// The years as a ledger's records tell them.
pub(super) fn years(ledger: &Ledger) -> Vec<YearLine> {
    let count = |is_counted: &dyn Fn(&Counted) -> bool| {
        i64::try_from(ledger.publications.iter().filter(|one| is_counted(one)).count()).unwrap_or(i64::MAX)
    };
    let first = ledger.publications.first().map(|one| AcademicYear::of(one.published_on));
    years_of(ledger.period, first, |year| YearLine {
        year,
        stock: count(&|one| one.stood_on(year.last_day())),
        flow: count(&|one| year.contains(one.published_on)),
    })
}

/// The same for units and categories.
pub(super) fn by_unit_and_category(ledger: &Ledger) -> Vec<(String, [i64; 10])> {
    let mut counted: BTreeMap<&str, [i64; 10]> = BTreeMap::new();
    for line in ledger.measured(Measure::Stock) {
        let one = line.publication;
        if let Some(count) =
            counted.entry(&one.unit).or_default().get_mut(usize::from(one.category).wrapping_sub(1))
        {
            *count += 1;
        }
    }
    most_first(counted.into_iter().map(|(unit, counts)| (unit.to_owned(), counts)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::figure::{Group, Key};
    use super::super::samples;
    use super::super::source::Source;
    use super::*;

    #[test]
    fn each_year_says_what_it_would_say_by_itself() {
        let ledger = samples::ledger();
        let year = |start| AcademicYear::starting(start).unwrap();
        assert_eq!(
            years(&ledger),
            [
                YearLine { year: year(2010), stock: 2, flow: 2 },
                YearLine { year: year(2011), stock: ledger.count(&Key::all(Measure::Stock)), flow: 3 },
            ]
        );
        let empty = Ledger { publications: vec![], ..ledger };
        assert_eq!(years(&empty), [YearLine { year: year(2011), stock: 0, flow: 0 }]);
    }

    #[test]
    fn what_stands_where_two_cross_is_the_figure_that_opens() {
        let mut ledger = samples::ledger();
        ledger.publications[0].withdrawn_on = Some(ledger.period.from);
        let rows = by_unit_and_category(&ledger);
        assert_eq!(
            rows.iter().flat_map(|(_, counts)| counts).sum::<i64>(),
            ledger.count(&Key::all(Measure::Stock))
        );
        for (unit, counts) in &rows {
            for (number, count) in (1..).zip(counts) {
                let group = Group::CategoryOfUnit(number, unit.clone());
                let key = Key { measure: Measure::Stock, group };
                assert_eq!(ledger.count(&key), *count, "{key}");
                assert_eq!(Key::parse(&key.to_string()), Some(key));
            }
        }
        assert!(rows[0].1.iter().sum::<i64>() >= rows[1].1.iter().sum::<i64>());
    }
}
