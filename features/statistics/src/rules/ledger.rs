//! The ledger (台账) of a report: every record that its figures count. Figures are
//! folded from it and from nothing else, so a frozen ledger gives the same figures
//! and the same records for ever.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use terms::AcademicYear;

use super::counts::Counts;

/// The days that a report tells of, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    /// The academic year, 1 September to 31 August.
    pub fn of(year: AcademicYear) -> Period {
        Period { from: year.first_day(), to: year.last_day() }
    }

    /// The period of the same length that ends on the day before.
    pub fn before(self) -> Period {
        let year_before = |day: Date| day.checked_sub(1.year()).unwrap_or(Date::MIN);
        Period { from: year_before(self.from), to: self.from.yesterday().unwrap_or(Date::MIN) }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Its months in order, as `2021-09`.
    pub fn months(self) -> Vec<String> {
        let mut months = Vec::new();
        let mut first = self.from.first_of_month();
        while first <= self.to {
            months.push(month(first));
            first = first.last_of_month().tomorrow().unwrap_or(Date::MAX);
        }
        months
    }
}

/// The month of a day, as `2021-09`.
pub fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// All records of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// The school's name at the end of the period.
    pub school: String,
    /// The days that are told of.
    pub period: Period,
    /// Every publication that was ever released before the period ended, the oldest first.
    pub publications: Vec<Counted>,
    /// Every release by a channel before the period ended.
    pub releases: Vec<Sent>,
    /// The entries of the catalogue's edition, as they stood at the end of the period.
    pub entries: Vec<EntryLine>,
    /// What people typed in, by the question's code.
    pub answers: BTreeMap<String, Answer>,
    /// What the figures say, once they were counted together.
    #[serde(skip)]
    pub counts: Counts,
}

impl Ledger {
    /// Counts every figure at once. Records must not be changed afterwards.
    pub fn count_all(&mut self) {
        self.counts = Counts::of(self);
    }
}

/// A publication, as it is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Its number.
    pub id: i64,
    /// 索引号
    pub index_no: String,
    /// Its title.
    pub title: String,
    /// The day of its first release.
    pub published_on: Date,
    /// The day it was withdrawn.
    pub withdrawn_on: Option<Date>,
    /// 体裁, by name.
    pub information: String,
    /// The catalogue's category, 1 to 10.
    pub category: u8,
    /// 板块, by name; may be unsorted.
    pub block: Option<String>,
    /// Its terms of the further taxonomies; a report frozen before there were any has none.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The unit's name at the end of the period.
    pub unit: String,
}

impl Counted {
    /// Whether it stood public at the end of a day.
    pub fn stood_on(&self, day: Date) -> bool {
        self.published_on <= day && self.withdrawn_on.is_none_or(|withdrawn| withdrawn > day)
    }
}

/// A release by one channel: one publication on five channels is five of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The publication's number.
    pub publication: i64,
    /// The channel's name.
    pub channel: String,
    /// Whether the channel is on the net.
    pub is_online: bool,
    /// The day.
    pub on: Date,
}

/// A catalogue entry at the end of the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryLine {
    /// Its number.
    pub no: String,
    /// Its name.
    pub name: String,
    /// How it stood, in a word.
    pub state: EntryState,
    /// How many publications stood under it.
    pub publications: i64,
    /// Where they are listed on the portal.
    pub path: String,
}

/// How an entry stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// 已公开
    Covered,
    /// 该更新
    Stale,
    /// 缺
    Missing,
    /// 本学年无
    Nil,
    /// 不适用
    NotApplicable,
    /// 按安排公开
    AtDiscretion,
}

impl EntryState {
    /// The Chinese word.
    pub fn word(self) -> &'static str {
        match self {
            EntryState::Covered => "已公开",
            EntryState::Stale => "该更新",
            EntryState::Missing => "未公开",
            EntryState::Nil => "本学年无",
            EntryState::NotApplicable => "不适用",
            EntryState::AtDiscretion => "按安排公开",
        }
    }
}

/// What somebody typed in because no record tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// A number, or a form's numbers as JSON.
    pub value: String,
    /// Where it comes from, such as 信访办台账.
    pub source: String,
}
