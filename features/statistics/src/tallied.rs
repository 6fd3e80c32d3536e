//! The figures that the public reads, from the tallies that are kept of publications: so that they
//! cost the same however much was ever published.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use publishing::{Grouping, Monthly, Turnover};
use store::{Connection, Failure};
use terms::{AcademicYear, UnitId, Viewer};

use crate::rules::across::{self, YearLine};
use crate::rules::figure::{Group, Key, Measure, UNSORTED};
use crate::rules::ledger::{Period, month};
use crate::rules::source::Source;

/// The figures of a year that a viewer may know.
pub struct Tallied {
    period: Period,
    counts: BTreeMap<Key, i64>,
    months: Vec<Monthly>,
    crossed: BTreeMap<String, [i64; 10]>,
    units: BTreeMap<UnitId, String>,
}

/// The figures of a year, as the viewer may know them.
pub async fn tallied(c: &mut Connection, viewer: &Viewer, year: AcademicYear) -> Result<Tallied, Failure> {
    let period = Period::of(year);
    let units = schools::names_on(c, viewer.school, period.to).await?;
    let mut tallied = Tallied {
        period,
        counts: BTreeMap::new(),
        months: publishing::monthly(c, viewer).await?,
        crossed: BTreeMap::new(),
        units,
    };
    for by in [
        Grouping::Category,
        Grouping::Unit,
        Grouping::CategoryOfUnit,
        Grouping::Information,
        Grouping::Block,
        Grouping::Tags,
    ] {
        for turnover in publishing::turnover(c, viewer, by, period.from).await? {
            tallied.add(by, &turnover);
        }
    }
    tallied.add_months();
    for (channel, count) in channels::released_counts(c, viewer, instants(period.from, period.to)).await? {
        tallied.put(Measure::Releases, Group::All, count);
        tallied.put(Measure::Releases, Group::Channel(channel), count);
    }
    Ok(tallied)
}

/// From the beginning of a day until the end of another.
pub(crate) fn instants(from: Date, to: Date) -> (Timestamp, Timestamp) {
    (terms::start_of(from), terms::start_of(to.tomorrow().unwrap_or(Date::MAX)))
}

impl Tallied {
    fn put(&mut self, measure: Measure, group: Group, count: i64) {
        *self.counts.entry(Key { measure, group }).or_insert(0) += count;
    }

    fn add(&mut self, by: Grouping, turnover: &Turnover) {
        let counted = [
            (Measure::Flow, turnover.flow),
            (Measure::LastFlow, turnover.last_flow),
            (Measure::Stock, turnover.stock),
            (Measure::Previous, turnover.previous),
        ];
        for group in groups(by, &turnover.group, &self.units) {
            for (measure, count) in counted {
                self.put(measure, group.clone(), count);
            }
            if let Group::CategoryOfUnit(number, unit) = group {
                let of_unit = self.crossed.entry(unit).or_default();
                if let Some(count) = of_unit.get_mut(usize::from(number).wrapping_sub(1)) {
                    *count += turnover.stock;
                }
            }
        }
    }

    fn add_months(&mut self) {
        let (now, before) = (self.period, self.period.before());
        for one in self.months.clone() {
            for (measure, period) in [(Measure::Flow, now), (Measure::LastFlow, before)] {
                if period.contains(one.month) {
                    self.put(measure, Group::Month(month(one.month)), one.count);
                }
            }
        }
    }

    /// The year with the first thing to tell.
    pub fn first_year(&self) -> Option<AcademicYear> {
        self.months.first().map(|one| AcademicYear::of(one.month))
    }
}

impl Source for Tallied {
    fn period(&self) -> Period {
        self.period
    }

    fn count(&self, key: &Key) -> i64 {
        self.counts.get(key).copied().unwrap_or(0)
    }

    fn units(&self) -> Vec<String> {
        let names = self.counts.iter().filter_map(|(key, count)| match &key.group {
            Group::Unit(name) if *count > 0 => Some(name.clone()),
            _ => None,
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn channels(&self) -> Vec<String> {
        let names = self.counts.keys().filter_map(|key| match &key.group {
            Group::Channel(name) => Some(name.clone()),
            _ => None,
        });
        names.collect()
    }

    fn years(&self) -> Vec<YearLine> {
        let sum = |is_counted: &dyn Fn(&Monthly) -> bool| {
            self.months.iter().filter(|one| is_counted(one)).map(|one| one.count).sum()
        };
        across::years_of(self.period, self.first_year(), |year| YearLine {
            year,
            stock: sum(&|one| {
                one.month <= year.last_day() && one.gone.is_none_or(|gone| gone > year.last_day())
            }),
            flow: sum(&|one| year.contains(one.month)),
        })
    }

    fn by_unit_and_category(&self) -> Vec<(String, [i64; 10])> {
        let standing = self.crossed.iter().filter(|(_, counts)| counts.iter().any(|count| *count > 0));
        across::most_first(standing.map(|(unit, counts)| (unit.clone(), *counts)).collect())
    }
}

/// The groups of figures that a group of tallies counts for.
pub(crate) fn groups(by: Grouping, value: &str, units: &BTreeMap<UnitId, String>) -> Vec<Group> {
    let unit = |id: &str| id.parse().ok().and_then(|id| units.get(&UnitId(id)).cloned()).unwrap_or_default();
    match by {
        Grouping::Category => match value.parse() {
            Ok(number) => vec![Group::All, Group::Category(number)],
            Err(_) => vec![Group::All],
        },
        Grouping::Unit => vec![Group::Unit(unit(value))],
        Grouping::CategoryOfUnit => {
            let crossed =
                value.split_once('.').and_then(|(number, id)| Some((number.parse().ok()?, unit(id))));
            crossed.into_iter().map(|(number, unit)| Group::CategoryOfUnit(number, unit)).collect()
        }
        Grouping::Information => vec![Group::Information(value.to_owned())],
        Grouping::Block => {
            vec![Group::Block(if value.is_empty() { UNSORTED.to_owned() } else { value.to_owned() })]
        }
        Grouping::Tags => terms_of(&serde_json::from_str::<Vec<String>>(value).unwrap_or_default()),
        Grouping::Entry | Grouping::Kind => Vec::new(),
    }
}

/// The terms of every further taxonomy that tags stand for.
fn terms_of(tags: &[String]) -> Vec<Group> {
    let carried = catalogue::tagged().flat_map(|taxonomy| {
        let mut carried: Vec<_> = taxonomy.among(tags).map(str::to_owned).collect();
        if carried.is_empty() {
            carried.push(UNSORTED.to_owned());
        }
        carried.into_iter().map(|term| Group::Term(taxonomy.code.clone(), term))
    });
    carried.collect()
}
