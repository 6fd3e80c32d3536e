//! What every figure of a ledger says, counted in one pass over each measure's records: a report asks for
//! hundreds of figures, several times each.

use std::collections::HashMap;

use super::figure::{Group, Key, Line, Measure, UNSORTED};
use super::ledger::Ledger;

/// The counts of a ledger, once they were made. They say nothing of the records, so two ledgers are the
/// same with and without them.
#[derive(Clone, Debug, Default)]
pub struct Counts(Option<HashMap<Key, i64>>);

impl PartialEq for Counts {
    fn eq(&self, _: &Counts) -> bool {
        true
    }
}

impl Counts {
    /// The counts of these records.
    pub fn of(ledger: &Ledger) -> Counts {
        let mut counts: HashMap<(Measure, Within<'_>), i64> = HashMap::new();
        for (measure, ..) in Measure::ALL {
            for line in ledger.measured(measure) {
                each_group(&line, |group| *counts.entry((measure, group)).or_default() += 1);
            }
        }
        let named = |((measure, group), count): ((Measure, Within<'_>), i64)| {
            (Key { measure, group: group.named() }, count)
        };
        Counts(Some(counts.into_iter().map(named).collect()))
    }

    /// What a figure says; `None` where nothing was counted yet.
    pub fn get(&self, key: &Key) -> Option<i64> {
        self.0.as_ref().map(|counts| counts.get(key).copied().unwrap_or(0))
    }
}

/// A [`Group`] that borrows its words.
#[derive(PartialEq, Eq, Hash)]
enum Within<'a> {
    All,
    Information(&'a str),
    Category(u8),
    Block(&'a str),
    Term(&'a str, &'a str),
    Unit(&'a str),
    CategoryOfUnit(u8, &'a str),
    /// A year and a month.
    Month(i16, i8),
    Channel(&'a str),
}

impl Within<'_> {
    fn named(self) -> Group {
        match self {
            Within::All => Group::All,
            Within::Information(name) => Group::Information(name.to_owned()),
            Within::Category(number) => Group::Category(number),
            Within::Block(name) => Group::Block(name.to_owned()),
            Within::Term(taxonomy, term) => Group::Term(taxonomy.to_owned(), term.to_owned()),
            Within::Unit(name) => Group::Unit(name.to_owned()),
            Within::CategoryOfUnit(number, unit) => Group::CategoryOfUnit(number, unit.to_owned()),
            Within::Month(year, month) => Group::Month(format!("{year:04}-{month:02}")),
            Within::Channel(name) => Group::Channel(name.to_owned()),
        }
    }
}

/// Every group that a record is counted in.
fn each_group<'a>(line: &Line<'a>, mut count: impl FnMut(Within<'a>)) {
    let one = line.publication;
    count(Within::All);
    count(Within::Information(&one.information));
    count(Within::Category(one.category));
    count(Within::Block(one.block.as_deref().unwrap_or(UNSORTED)));
    count(Within::Unit(&one.unit));
    count(Within::CategoryOfUnit(one.category, &one.unit));
    count(Within::Month(line.on.year(), line.on.month()));
    line.channel.into_iter().for_each(|name| count(Within::Channel(name)));
    for taxonomy in catalogue::tagged() {
        let mut carried = taxonomy.among(&one.tags).peekable();
        if carried.peek().is_none() {
            count(Within::Term(&taxonomy.code, UNSORTED));
        }
        carried.for_each(|term| count(Within::Term(&taxonomy.code, term)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples;
    use crate::rules::source::Source;

    #[test]
    fn every_figure_says_as_much_as_the_records_behind_it() {
        let mut ledger = samples::seed();
        let terms: Vec<String> =
            catalogue::tagged().flat_map(|taxonomy| taxonomy.terms.iter().take(2)).cloned().collect();
        for one in ledger.publications.iter_mut().step_by(3) {
            one.tags = terms.clone();
        }
        let Counts(Some(counts)) = Counts::of(&ledger) else { panic!("they were counted") };
        for (key, count) in &counts {
            assert_eq!(ledger.lines(key).len() as i64, *count, "{key}");
        }
        for kind in ["by_kind", "by_category", "by_block", "by_unit", "by_month", "by_affairs"] {
            assert!(counts.keys().any(|key| key.to_string().contains(kind)), "{kind}");
        }
        let mut small = samples::ledger();
        let key = Key { measure: Measure::Releases, group: Group::Channel("宣传栏".into()) };
        let before = small.count(&key);
        small.count_all();
        assert_eq!((before, small.count(&key)), (2, 2));
        assert_eq!(small.count(&Key { measure: Measure::Flow, group: Group::Unit("没有".into()) }), 0);
    }
}
