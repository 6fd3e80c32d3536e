//! A figure (数字) is a list of records and its length: what a figure says and what
//! it opens can't differ.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::across::{self, YearLine};
use super::ledger::{Counted, Ledger, Period, month};
use super::source::Source;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// 累计: what stood public at the period's end.
    Stock,
    /// 上学年末累计: what stood public on the day before the period.
    Previous,
    /// 本学年: what was first released in the period, withdrawn since or not.
    Flow,
    /// 上学年: what was first released in the period before.
    LastFlow,
    /// 网上: of the flow, what went out by at least one channel on the net.
    Online,
    /// 发布次数: releases by channels in the period.
    Releases,
}

impl Measure {
    /// All measures, each with its code and its word.
    pub const ALL: [(Measure, &'static str, &'static str); 6] = [
        (Measure::Stock, "stock", "累计"),
        (Measure::Previous, "previous", "上学年末累计"),
        (Measure::Flow, "flow", "本学年"),
        (Measure::LastFlow, "last_flow", "上学年"),
        (Measure::Online, "online", "网上"),
        (Measure::Releases, "releases", "发布次数"),
    ];

    fn row(self) -> (Measure, &'static str, &'static str) {
        Self::ALL[self as usize]
    }

    /// The word in texts.
    pub fn word(self) -> &'static str {
        self.row().2
    }

    /// How it is counted, in a sentence for readers.
    pub fn definition(self) -> &'static str {
        match self {
            Measure::Stock => "统计期最后一天还公开着的信息，一条只算一次；已撤下的不算。",
            Measure::Previous => "统计期开始前一天还公开着的信息，一条只算一次；那时已撤下的不算。",
            Measure::Flow => {
                "统计期内首次公开的信息。同一条发到几个渠道只算一条；修订不另算；后来撤下的仍计入。"
            }
            Measure::LastFlow => "上一统计期内首次公开的信息，一条只算一次；后来撤下的仍计入。",
            Measure::Online => "统计期内首次公开、并且至少经一个网上渠道发布的信息，一条只算一次。",
            Measure::Releases => "统计期内经各渠道发布的次数。一条信息发到五个渠道，算五次。",
        }
    }

    /// What one of them is called: 条 or 次.
    pub fn unit(self) -> &'static str {
        if self == Measure::Releases { "次" } else { "条" }
    }
}

/// By what it is narrowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// All of it.
    All,
    /// 体裁
    Information(String),
    /// 类别
    Category(u8),
    /// 板块; [`UNSORTED`] for what has none.
    Block(String),
    /// A term of a further taxonomy, by its code: 四类内容, 五公开; [`UNSORTED`] for what has none.
    Term(String, String),
    /// 部门
    Unit(String),
    /// A category within a unit.
    CategoryOfUnit(u8, String),
    /// A month of the first release, or of the release by a channel.
    Month(String),
    /// 渠道
    Channel(String),
}

/// The word for what belongs to no block.
pub const UNSORTED: &str = "未分类";

fn is_tagged(code: &str) -> bool {
    catalogue::tagged().any(|taxonomy| taxonomy.code == code)
}

impl Group {
    fn parse(kind: &str, value: &str) -> Option<Group> {
        let text = || value.to_owned();
        Some(match kind {
            "by_kind" => Group::Information(text()),
            "by_category" => Group::Category(value.parse().ok()?),
            "by_block" => Group::Block(text()),
            "by_unit" => Group::Unit(text()),
            "by_category_of" => {
                let (number, unit) = value.split_once('.')?;
                Group::CategoryOfUnit(number.parse().ok()?, unit.to_owned())
            }
            "by_month" => Group::Month(text()),
            "by_channel" => Group::Channel(text()),
            _ => Group::Term(kind.strip_prefix("by_").filter(|code| is_tagged(code))?.to_owned(), text()),
        })
    }

    fn parts(&self) -> (String, String) {
        let (kind, value) = match self {
            Group::Term(taxonomy, term) => return (format!("by_{taxonomy}"), term.clone()),
            Group::All => ("total", String::new()),
            Group::Information(name) => ("by_kind", name.clone()),
            Group::Category(number) => ("by_category", number.to_string()),
            Group::Block(name) => ("by_block", name.clone()),
            Group::Unit(name) => ("by_unit", name.clone()),
            Group::CategoryOfUnit(number, unit) => ("by_category_of", format!("{number}.{unit}")),
            Group::Month(month) => ("by_month", month.clone()),
            Group::Channel(name) => ("by_channel", name.clone()),
        };
        (kind.to_owned(), value)
    }
}

/// The name of a figure, as `stock.total` or `flow.by_unit.教务处`: in addresses and in the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What is counted.
    pub measure: Measure,
    /// By what it is narrowed.
    pub group: Group,
}

impl Key {
    /// The figure of all.
    pub fn all(measure: Measure) -> Key {
        Key { measure, group: Group::All }
    }

    /// The key of a name.
    pub fn parse(text: &str) -> Option<Key> {
        let (measure, group) = text.split_once('.')?;
        let measure = Measure::ALL.iter().find(|row| row.1 == measure)?.0;
        let group = match group.split_once('.') {
            Some((kind, value)) => Group::parse(kind, value)?,
            None => (group == "total").then_some(Group::All)?,
        };
        Some(Key { measure, group })
    }

    /// What it counts, in words: 本学年·教务处.
    pub fn words(&self) -> String {
        let (_, value) = self.group.parts();
        match &self.group {
            Group::All => self.measure.word().to_owned(),
            Group::Category(number) => format!("{}·第{number}类", self.measure.word()),
            Group::CategoryOfUnit(number, unit) => {
                format!("{}·{unit}·第{number}类", self.measure.word())
            }
            _ => format!("{}·{value}", self.measure.word()),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, value) = self.group.parts();
        let dot = if value.is_empty() { "" } else { "." };
        write!(f, "{}.{kind}{dot}{value}", self.measure.row().1)
    }
}

/// A record behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// The publication.
    pub publication: &'a Counted,
    /// Its first release, or the release by the channel.
    pub on: Date,
    /// The channel, where releases are counted.
    pub channel: Option<&'a str>,
}

impl Source for Ledger {
    fn period(&self) -> Period {
        self.period
    }

    fn count(&self, key: &Key) -> i64 {
        let lines = || i64::try_from(self.lines(key).len()).unwrap_or(i64::MAX);
        self.counts.get(key).unwrap_or_else(lines)
    }

    fn units(&self) -> Vec<String> {
        self.publications.iter().map(|one| &one.unit).collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }

    fn channels(&self) -> Vec<String> {
        self.releases.iter().map(|sent| &sent.channel).collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }

    fn years(&self) -> Vec<YearLine> {
        across::years(self)
    }

    fn by_unit_and_category(&self) -> Vec<(String, [i64; 10])> {
        across::by_unit_and_category(self)
    }
}

impl Ledger {
    /// The records behind a figure.
    pub fn lines(&self, key: &Key) -> Vec<Line<'_>> {
        let mut lines = self.measured(key.measure);
        lines.retain(|line| is_in(line, &key.group));
        lines
    }

    /// What is counted, before it is narrowed.
    pub fn measured(&self, measure: Measure) -> Vec<Line<'_>> {
        let eve = self.period.from.yesterday().unwrap_or(Date::MIN);
        match measure {
            Measure::Stock => self.standing(self.period.to),
            Measure::Previous => self.standing(eve),
            Measure::Flow => self.chosen(|one| self.period.contains(one.published_on)),
            Measure::LastFlow => self.chosen(|one| self.period.before().contains(one.published_on)),
            Measure::Online => {
                let online: BTreeSet<_> =
                    self.releases.iter().filter(|sent| sent.is_online).map(|sent| sent.publication).collect();
                self.chosen(|one| self.period.contains(one.published_on) && online.contains(&one.id))
            }
            Measure::Releases => self.sent(),
        }
    }

    fn standing(&self, day: Date) -> Vec<Line<'_>> {
        self.chosen(|one| one.stood_on(day))
    }

    fn chosen(&self, is_chosen: impl Fn(&Counted) -> bool) -> Vec<Line<'_>> {
        let chosen = self.publications.iter().filter(|one| is_chosen(one));
        chosen.map(|one| Line { publication: one, on: one.published_on, channel: None }).collect()
    }

    fn sent(&self) -> Vec<Line<'_>> {
        let by_id: std::collections::BTreeMap<_, _> =
            self.publications.iter().map(|one| (one.id, one)).collect();
        let within = self.releases.iter().filter(|sent| self.period.contains(sent.on));
        within
            .filter_map(|sent| {
                let publication = by_id.get(&sent.publication).copied()?;
                Some(Line { publication, on: sent.on, channel: Some(&sent.channel) })
            })
            .collect()
    }
}

fn carries(one: &Counted, taxonomy: &str, term: &str) -> bool {
    let Some(taxonomy) = catalogue::taxonomy(taxonomy) else { return false };
    let mut carried = taxonomy.among(&one.tags);
    if term == UNSORTED { carried.next().is_none() } else { carried.any(|one| one == term) }
}

fn is_in(line: &Line, group: &Group) -> bool {
    let one = line.publication;
    match group {
        Group::All => true,
        Group::Information(name) => one.information == *name,
        Group::Category(number) => one.category == *number,
        Group::Block(name) => one.block.as_deref().unwrap_or(UNSORTED) == name,
        Group::Term(taxonomy, term) => carries(one, taxonomy, term),
        Group::Unit(name) => one.unit == *name,
        Group::CategoryOfUnit(number, unit) => one.category == *number && one.unit == *unit,
        Group::Month(name) => month(line.on) == *name,
        Group::Channel(name) => line.channel == Some(name),
    }
}
