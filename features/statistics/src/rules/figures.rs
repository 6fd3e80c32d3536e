//! The figures of a report in one piece, as `gongkai report --format json` gives them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use terms::{Block, InformationKind};

use super::figure::{Line, Measure, UNSORTED};
use super::form::{self, Form};
use super::ledger::{EntryState, Ledger, Period, month};
use super::question;

/// All figures. The field names are a contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The school's name.
    pub school: String,
    /// The days that are told of.
    pub period: Period,
    /// 累计
    pub stock: Stock,
    /// 本学年
    pub flow: Flow,
    /// 清单
    pub catalogue: Catalogue,
    /// 依申请公开, the national form: a total for each of its rows, and the whole table.
    pub requests: Value,
    /// 来信
    pub letters: Map<String, Value>,
    /// 举报, in 件.
    pub complaints: i64,
    /// 行政复议, in 件.
    pub reconsiderations: i64,
    /// 行政诉讼, in 件.
    pub lawsuits: i64,
    /// 收费, in yuan with two decimals.
    pub fees_yuan: String,
    /// Which of these were typed in, each with its source; the others were counted.
    pub typed: BTreeMap<String, String>,
    /// Which of these nobody has told yet: their 0 says nothing.
    pub unanswered: Vec<String>,
}

/// What stood public at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stock {
    /// All of it.
    pub total: i64,
    /// At the end of the previous period.
    pub previous: i64,
    /// The difference.
    pub growth: i64,
    /// The difference in percent of the previous stock, with one decimal; null without one.
    pub growth_percent: Option<f64>,
    /// By 体裁.
    pub by_kind: BTreeMap<String, i64>,
    /// By the number of the category.
    pub by_category: BTreeMap<String, i64>,
    /// By 板块.
    pub by_block: BTreeMap<String, i64>,
}

/// What was released in the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// All of it, each publication once.
    pub total: i64,
    /// Of these, what went out on the net.
    pub online: i64,
    /// Releases, all channels together.
    pub releases: i64,
    /// Releases by channel.
    pub by_channel: BTreeMap<String, i64>,
    /// Publications by unit.
    pub by_unit: BTreeMap<String, i64>,
    /// Publications by month of their first release.
    pub by_month: BTreeMap<String, i64>,
    /// By 体裁.
    pub by_kind: BTreeMap<String, i64>,
    /// By the number of the category.
    pub by_category: BTreeMap<String, i64>,
    /// By 板块.
    pub by_block: BTreeMap<String, i64>,
}

/// How the catalogue's entries stood; whole entries are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// All of them.
    pub entries: i64,
    /// Those that apply to the school.
    pub applicable: i64,
    /// 已公开
    pub covered: i64,
    /// 该更新
    pub stale: i64,
    /// 未公开
    pub missing: i64,
    /// 本学年无
    pub nil: i64,
    /// 按安排公开
    pub at_discretion: i64,
}

/// Folds a ledger.
pub fn figures(ledger: &Ledger) -> Figures {
    let sums = |code| form::by_code(code).map(|form| sums(ledger, form)).unwrap_or_default();
    let remedies = sums("remedies");
    let of = |row: &str| remedies.get(row).copied().unwrap_or_default();
    Figures {
        school: ledger.school.clone(),
        period: ledger.period,
        stock: stock(ledger),
        flow: flow(ledger),
        catalogue: catalogue(ledger),
        requests: requests(ledger),
        letters: letters(ledger),
        complaints: answer(ledger, "complaints"),
        reconsiderations: of("reconsideration"),
        lawsuits: of("lawsuit_direct") + of("lawsuit_after"),
        fees_yuan: fees(ledger),
        typed: ledger.answers.iter().map(|(code, answer)| (code.clone(), answer.source.clone())).collect(),
        unanswered: question::codes()
            .filter(|code| !ledger.answers.contains_key(*code))
            .map(str::to_owned)
            .collect(),
    }
}

fn stock(ledger: &Ledger) -> Stock {
    let lines = ledger.measured(Measure::Stock);
    let (total, previous) = (size(&lines), size(&ledger.measured(Measure::Previous)));
    Stock {
        total,
        previous,
        growth: total - previous,
        growth_percent: growth_percent(total, previous),
        by_kind: by_kind(&lines),
        by_category: by_category(&lines),
        by_block: by_block(&lines),
    }
}

/// Growth in percent of the previous stock, rounded half away from zero to one decimal.
pub fn growth_percent(total: i64, previous: i64) -> Option<f64> {
    if previous == 0 {
        return None;
    }
    let tenths = (total - previous) as f64 * 1000.0 / previous as f64;
    Some(tenths.round() / 10.0)
}

fn flow(ledger: &Ledger) -> Flow {
    let lines = ledger.measured(Measure::Flow);
    let releases = ledger.measured(Measure::Releases);
    let mut by_month: BTreeMap<_, _> = ledger.period.months().into_iter().map(|month| (month, 0)).collect();
    tally(&mut by_month, lines.iter().map(|line| month(line.on)));
    let mut by_unit = BTreeMap::new();
    tally(&mut by_unit, lines.iter().map(|line| line.publication.unit.clone()));
    let mut by_channel = BTreeMap::new();
    tally(&mut by_channel, releases.iter().filter_map(|line| line.channel.map(str::to_owned)));
    Flow {
        total: size(&lines),
        online: size(&ledger.measured(Measure::Online)),
        releases: size(&releases),
        by_channel,
        by_unit,
        by_month,
        by_kind: by_kind(&lines),
        by_category: by_category(&lines),
        by_block: by_block(&lines),
    }
}

fn size(lines: &[Line]) -> i64 {
    i64::try_from(lines.len()).unwrap_or(i64::MAX)
}

fn tally(counts: &mut BTreeMap<String, i64>, groups: impl Iterator<Item = String>) {
    for group in groups {
        *counts.entry(group).or_insert(0) += 1;
    }
}

/// Counts by group; groups that must be told even at none stand in it from the beginning.
fn counted<'a>(
    known: impl Iterator<Item = String>,
    groups: impl Iterator<Item = &'a str>,
) -> BTreeMap<String, i64> {
    let mut counts = known.map(|name| (name, 0)).collect();
    tally(&mut counts, groups.map(str::to_owned));
    counts
}

fn by_kind(lines: &[Line]) -> BTreeMap<String, i64> {
    let known = InformationKind::ALL.iter().map(|kind| kind.name().to_owned());
    counted(known, lines.iter().map(|line| line.publication.information.as_str()))
}

fn by_category(lines: &[Line]) -> BTreeMap<String, i64> {
    let mut counts = (1..=10).map(|number: u8| (number.to_string(), 0)).collect();
    tally(&mut counts, lines.iter().map(|line| line.publication.category.to_string()));
    counts
}

fn by_block(lines: &[Line]) -> BTreeMap<String, i64> {
    let known = Block::ALL.iter().map(|block| block.name().to_owned());
    counted(known, lines.iter().map(|line| line.publication.block.as_deref().unwrap_or(UNSORTED)))
}

/// How the entries stood, each state counted.
pub fn catalogue(ledger: &Ledger) -> Catalogue {
    let mut counts = Catalogue::default();
    for entry in ledger.entries.iter().filter(|entry| !entry.no.contains('-')) {
        counts.entries += 1;
        counts.applicable += i64::from(entry.state != EntryState::NotApplicable);
        match entry.state {
            EntryState::Covered => counts.covered += 1,
            EntryState::Stale => counts.stale += 1,
            EntryState::Missing => counts.missing += 1,
            EntryState::Nil => counts.nil += 1,
            EntryState::AtDiscretion => counts.at_discretion += 1,
            EntryState::NotApplicable => {}
        }
    }
    counts
}

/// The totals of a form's rows by their codes.
pub fn sums(ledger: &Ledger, form: &'static Form) -> BTreeMap<&'static str, i64> {
    let table = form.table(&ledger.answers);
    form.rows.iter().zip(&table).map(|(row, values)| (row.code.as_str(), values.iter().sum())).collect()
}

fn requests(ledger: &Ledger) -> Value {
    let Some(form) = form::by_code("requests") else { return Value::Null };
    let mut out: Map<String, Value> =
        sums(ledger, form).into_iter().map(|(row, sum)| (row.to_owned(), sum.into())).collect();
    let rows = form.rows.iter().zip(form.table(&ledger.answers)).map(|(row, values)| {
        let by: Map<String, Value> =
            form.columns.iter().zip(&values).map(|(name, value)| (name.clone(), (*value).into())).collect();
        serde_json::json!({ "row": row.code, "name": row.name, "by_applicant": by, "total": values.iter().sum::<i64>() })
    });
    out.insert("table".to_owned(), rows.collect());
    Value::Object(out)
}

fn letters(ledger: &Ledger) -> Map<String, Value> {
    [("received", "letters_received"), ("answered", "letters_answered")]
        .into_iter()
        .map(|(name, code)| (name.to_owned(), answer(ledger, code).into()))
        .collect()
}

/// A typed number; 0 where nobody told it.
pub fn answer(ledger: &Ledger, code: &str) -> i64 {
    ledger.answers.get(code).and_then(|answer| answer.value.parse().ok()).unwrap_or(0)
}

/// The fees in yuan, with two decimals.
pub fn fees(ledger: &Ledger) -> String {
    ledger.answers.get("fees_yuan").map_or_else(|| "0.00".to_owned(), |answer| answer.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::figure::Key;
    use crate::rules::ledger::Answer;
    use crate::rules::samples;
    use crate::rules::source::Source;

    #[test]
    fn stock_and_flow_and_releases_are_three_things() {
        let figures = figures(&samples::ledger());
        assert_eq!((figures.stock.total, figures.stock.previous, figures.stock.growth), (5, 2, 3));
        assert_eq!(figures.stock.growth_percent, Some(150.0));
        assert_eq!((figures.flow.total, figures.flow.online, figures.flow.releases), (3, 1, 3));
        assert_eq!(figures.flow.by_channel, [("宣传栏".into(), 2), ("微信公众号".into(), 1)].into());
    }

    #[test]
    fn every_grouping_adds_up() {
        let figures = figures(&samples::ledger());
        for counts in [&figures.stock.by_kind, &figures.stock.by_category, &figures.stock.by_block] {
            assert_eq!(counts.values().sum::<i64>(), figures.stock.total, "{counts:?}");
        }
        let flow = &figures.flow;
        for counts in [&flow.by_unit, &flow.by_month, &flow.by_kind, &flow.by_category, &flow.by_block] {
            assert_eq!(counts.values().sum::<i64>(), flow.total, "{counts:?}");
        }
        assert_eq!(flow.by_channel.values().sum::<i64>(), flow.releases);
        assert_eq!(flow.by_month.len(), 12, "months without any are told too");
    }

    #[test]
    fn what_was_withdrawn_leaves_the_stock_and_stays_in_the_flow() {
        let mut ledger = samples::ledger();
        ledger.publications[3].withdrawn_on = Some(ledger.period.to);
        let before = figures(&ledger);
        assert_eq!((before.stock.total, before.flow.total), (4, 3));
        // Withdrawn after the period: it stood on its last day.
        ledger.publications[3].withdrawn_on = Some(ledger.period.to.tomorrow().unwrap());
        assert_eq!(figures(&ledger).stock.total, 5);
    }

    #[test]
    fn growth_is_measured_on_the_previous_stock() {
        assert_eq!(growth_percent(1879, 1528), Some(23.0));
        assert_eq!(growth_percent(3, 8), Some(-62.5));
        assert_eq!(growth_percent(2001, 2000), Some(0.1));
        assert_eq!(growth_percent(5, 0), None);
    }

    #[test]
    fn a_figure_opens_as_many_records_as_it_says() {
        let ledger = samples::ledger();
        let figures = figures(&ledger);
        for (unit, count) in &figures.flow.by_unit {
            let key = Key::parse(&format!("flow.by_unit.{unit}")).unwrap();
            assert_eq!(ledger.count(&key), *count);
            assert_eq!(Key::parse(&key.to_string()), Some(key));
        }
        for (channel, count) in &figures.flow.by_channel {
            let key = Key::parse(&format!("releases.by_channel.{channel}")).unwrap();
            assert_eq!(ledger.lines(&key).len() as i64, *count);
        }
    }

    #[test]
    fn keys_that_are_none_open_nothing() {
        for text in ["", "stock", "stock.", "stock.all", "flow.by_unit", "flow.by_category.x", "x.total"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }

    #[test]
    fn typed_figures_carry_their_source_and_untyped_ones_are_named() {
        let mut ledger = samples::ledger();
        let answer = Answer { value: "3".into(), source: "纪委办台账".into() };
        ledger.answers.insert("complaints".into(), answer);
        let figures = figures(&ledger);
        assert_eq!(figures.complaints, 3);
        assert_eq!(figures.typed["complaints"], "纪委办台账");
        assert!(!figures.unanswered.contains(&"complaints".to_owned()));
        assert!(figures.unanswered.contains(&"requests".to_owned()));
        assert_eq!(figures.requests["received"], 0);
        assert_eq!(figures.requests["table"].as_array().unwrap().len(), 25);
    }
}
