//! Tables and charts of a report, folded from its ledger: the same in page, DOCX and PDF.

use documents::chart::{Chart, Kind, Series};
use documents::paper::Table;
use terms::{Block, InformationKind};
use web::format;

use crate::rules::figure::{Group, Key, Measure, UNSORTED};
use crate::rules::form::{self, Form};
use crate::rules::ledger::{Ledger, Period};
use crate::rules::source::Source;
use crate::rules::text::Shown;
use crate::rules::token;

/// A row that is counted by several measures.
pub struct CountedRow {
    /// What it is called.
    pub name: String,
    /// Its figures, in the order of [`columns`].
    pub keys: Vec<Key>,
}

/// The measures of a grouping's table.
pub fn columns(shown: Shown) -> &'static [Measure] {
    match shown {
        Shown::Months => &[Measure::Flow, Measure::LastFlow],
        Shown::Channels => &[Measure::Releases],
        _ => &[Measure::Flow, Measure::LastFlow, Measure::Stock, Measure::Previous],
    }
}

/// The rows of a grouping's table; none for forms and the catalogue.
pub fn rows(shown: Shown, source: &impl Source) -> Vec<CountedRow> {
    let row = |name: String, group: fn(String) -> Group| CountedRow {
        keys: keys(shown, &group(name.clone())),
        name,
    };
    match shown {
        Shown::Information => {
            InformationKind::ALL.iter().map(|kind| row(kind.name().to_owned(), Group::Information)).collect()
        }
        Shown::Categories => (1..=10).map(|number| category(shown, number)).collect(),
        Shown::Blocks => {
            let blocks = Block::ALL.iter().map(|block| block.name()).chain([UNSORTED]);
            blocks.map(|name| row(name.to_owned(), Group::Block)).collect()
        }
        Shown::Affairs => terms(shown, "affairs"),
        Shown::Openness => terms(shown, "openness"),
        Shown::Units => units(source).into_iter().map(|name| row(name, Group::Unit)).collect(),
        Shown::Channels => channels(source).into_iter().map(|name| row(name, Group::Channel)).collect(),
        Shown::Months => months(source.period()),
        Shown::Requests | Shown::Remedies | Shown::Entries => Vec::new(),
    }
}

fn keys(shown: Shown, group: &Group) -> Vec<Key> {
    columns(shown).iter().map(|measure| Key { measure: *measure, group: group.clone() }).collect()
}

/// The terms of a further taxonomy, and what has none of them.
fn terms(shown: Shown, code: &str) -> Vec<CountedRow> {
    let terms = catalogue::taxonomy(code).map(|taxonomy| taxonomy.terms.as_slice()).unwrap_or_default();
    let names = terms.iter().map(String::as_str).chain([UNSORTED]);
    let row = |name: &str| CountedRow {
        keys: keys(shown, &Group::Term(code.to_owned(), name.to_owned())),
        name: name.to_owned(),
    };
    names.map(row).collect()
}

fn category(shown: Shown, number: u8) -> CountedRow {
    let name = catalogue::national_list().categories.iter().find(|category| category.no == number);
    CountedRow {
        name: name.map_or_else(|| format!("第{number}类"), |category| category.name.clone()),
        keys: keys(shown, &Group::Category(number)),
    }
}

/// Units with anything to count, those with the most in the period first.
fn units(source: &impl Source) -> Vec<String> {
    let key = |name: &String| Key { measure: Measure::Flow, group: Group::Unit(name.clone()) };
    let mut counted: Vec<_> =
        source.units().into_iter().map(|name| (source.count(&key(&name)), name)).collect();
    counted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    counted.into_iter().map(|(_, name)| name).collect()
}

/// Channels with a release in the period, those with the most first.
fn channels(source: &impl Source) -> Vec<String> {
    let key = |name: &String| Key { measure: Measure::Releases, group: Group::Channel(name.clone()) };
    let counted = source.channels().into_iter().map(|name| (source.count(&key(&name)), name));
    let mut counted: Vec<_> = counted.filter(|(n, _)| *n > 0).collect();
    counted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    counted.into_iter().map(|(_, name)| name).collect()
}

/// Each month beside the same month of the year before.
fn months(period: Period) -> Vec<CountedRow> {
    let both = period.months().into_iter().zip(period.before().months());
    both.map(|(now, before)| CountedRow {
        name: format!("{}月", now.trim_start_matches(|c| c != '-').trim_start_matches(['-', '0'])),
        keys: vec![
            Key { measure: Measure::Flow, group: Group::Month(now) },
            Key { measure: Measure::LastFlow, group: Group::Month(before) },
        ],
    })
    .collect()
}

/// What a column counts, above its numbers: 本学年（条）.
pub fn heading(measure: Measure) -> String {
    format!("{}（{}）", measure.word(), measure.unit())
}

/// The first column's heading and the table's caption.
fn words(shown: Shown) -> (&'static str, &'static str) {
    match shown {
        Shown::Information => ("体裁", "各体裁公开信息数"),
        Shown::Categories => ("类别", "各类别公开信息数"),
        Shown::Blocks => ("板块", "各板块公开信息数"),
        Shown::Affairs => ("内容", "四类内容公开信息数"),
        Shown::Openness => ("五公开", "五公开信息数（一条可以有几个）"),
        Shown::Units => ("部门", "各部门公开信息数"),
        Shown::Channels => ("渠道", "各渠道发布次数"),
        Shown::Months => ("月份", "各月公开信息数"),
        Shown::Requests => ("事项", "收到和处理信息公开申请情况"),
        Shown::Remedies => ("事项", "因信息公开被申请行政复议、提起行政诉讼情况"),
        Shown::Entries => ("事项", "清单事项公开情况"),
    }
}

/// What the first column of a grouping's table holds.
pub fn first_heading(shown: Shown) -> &'static str {
    words(shown).0
}

/// What a table or chart is called.
pub fn caption(shown: Shown) -> &'static str {
    words(shown).1
}

/// A table of the paper.
pub fn table(shown: Shown, ledger: &Ledger) -> Table {
    match shown {
        Shown::Requests => typed(form::by_code("requests"), ledger),
        Shown::Remedies => typed(form::by_code("remedies"), ledger),
        Shown::Entries => entries(ledger),
        _ => grouped(shown, ledger),
    }
}

fn grouped(shown: Shown, ledger: &Ledger) -> Table {
    let (first, caption) = words(shown);
    let measures = columns(shown);
    let cells = |row: CountedRow| {
        std::iter::once(row.name).chain(row.keys.iter().map(|key| format::count(ledger.count(key)))).collect()
    };
    let total = std::iter::once("合计".to_owned())
        .chain(measures.iter().map(|measure| format::count(ledger.count(&Key::all(*measure)))));
    Table {
        caption: caption.to_owned(),
        header: std::iter::once(first.to_owned()).chain(measures.iter().map(|m| heading(*m))).collect(),
        rows: rows(shown, ledger).into_iter().map(cells).chain([total.collect()]).collect(),
        numeric: (1..=measures.len()).collect(),
    }
}

fn typed(form: Option<&'static Form>, ledger: &Ledger) -> Table {
    let Some(form) = form else { return Table::default() };
    let is_told = ledger.answers.contains_key(&form.code);
    // A nought in a form that nobody filled in would say that nothing happened.
    let number = |value: i64| if is_told { format::count(value) } else { "—".to_owned() };
    let row = |(row, values): (&form::Row, Vec<i64>)| {
        let total = values.iter().sum::<i64>();
        let numbers = values.into_iter().chain([total]).map(number);
        std::iter::once(row.name.clone()).chain(numbers).collect::<Vec<_>>()
    };
    let header =
        std::iter::once("事项".to_owned()).chain(form.columns.iter().cloned()).chain(["合计".into()]);
    let untold = if is_told { "" } else { token::UNTOLD };
    Table {
        caption: format!("{}（单位：{}）{untold}", form.name, form.unit),
        header: header.collect(),
        rows: form.rows.iter().zip(form.table(&ledger.answers)).map(row).collect(),
        numeric: (1..=form.columns.len() + 1).collect(),
    }
}

fn entries(ledger: &Ledger) -> Table {
    let row = |entry: &crate::rules::ledger::EntryLine| {
        vec![
            entry.no.clone(),
            entry.name.clone(),
            entry.state.word().to_owned(),
            format::count(entry.publications),
        ]
    };
    Table {
        caption: caption(Shown::Entries).to_owned(),
        header: ["序号", "事项", "公开情况", "现有（条）"].map(str::to_owned).to_vec(),
        rows: ledger.entries.iter().map(row).collect(),
        numeric: vec![0, 3],
    }
}

/// A chart: this year's bars filled, last year's outlined.
pub fn chart(shown: Shown, source: &impl Source) -> Chart {
    let rows = rows(shown, source);
    let measures = &columns(shown)[..columns(shown).len().min(2)];
    let series = |(at, measure): (usize, &Measure)| Series {
        name: measure.word().to_owned(),
        values: rows.iter().map(|row| Some(source.count(&row.keys[at]) as f64)).collect(),
    };
    Chart {
        title: caption(shown).to_owned(),
        kind: Kind::Bars,
        unit: measures[0].unit().to_owned(),
        categories: rows.iter().map(|row| row.name.clone()).collect(),
        series: measures.iter().enumerate().map(series).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples;

    #[test]
    fn every_table_adds_up_to_its_total() {
        let ledger = samples::ledger();
        for shown in [
            Shown::Information,
            Shown::Categories,
            Shown::Blocks,
            Shown::Affairs,
            Shown::Units,
            Shown::Months,
        ] {
            let table = table(shown, &ledger);
            let (total, rows) = table.rows.split_last().unwrap();
            for column in table.numeric {
                let sum: i64 = rows.iter().map(|row| row[column].parse::<i64>().unwrap()).sum();
                assert_eq!(sum.to_string(), total[column], "{} column {column}", table.caption);
            }
        }
    }

    #[test]
    fn months_stand_beside_those_of_the_year_before() {
        let chart = chart(Shown::Months, &samples::ledger());
        assert_eq!(chart.categories.first().map(String::as_str), Some("9月"));
        assert_eq!(chart.categories[11], "8月");
        assert_eq!(chart.series[0].values[6], Some(1.0), "5 March 2012");
        assert_eq!(chart.series[1].values[11], Some(2.0), "31 August 2011");
    }
}
