//! The national list (高等学校信息公开事项清单, 2014) as data: what every
//! college must publish, in the ministry's words, and how sure we are of each.

use calendar::DayUnit;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::rules::DueRule;

/// How sure we are of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Read in the source named beside it.
    Verified,
    /// The head words were read, the rest is from memory.
    Partly,
    /// From memory; may be wrong.
    Memory,
    /// No law: what colleges usually do.
    Custom,
}

impl Certainty {
    /// The word for the catalogue's pages.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Verified => "已核对",
            Certainty::Partly => "部分核对",
            Certainty::Memory => "未核对",
            Certainty::Custom => "通行做法",
        }
    }
}

/// A certainty with the key of its source in [`NationalList::sources`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// How sure.
    pub certainty: Certainty,
    /// Where it was read.
    pub source: Option<String>,
}

/// A law or document that asks for an entry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Its title without book marks, or the number of a document.
    pub law: String,
    /// The article, as `第五十四条`.
    pub article: Option<String>,
    /// How sure we are of both.
    pub certainty: Certainty,
    /// Where it was read.
    pub source: Option<String>,
}

impl Basis {
    /// As pages print it. An article number stands only where it was verified.
    pub fn printable(&self) -> String {
        let title = if self.law.contains('〔') && !self.law.contains('（') {
            self.law.clone()
        } else {
            match self.law.split_once('（') {
                Some((title, number)) => format!("《{title}》（{number}"),
                None => format!("《{}》", self.law),
            }
        };
        match &self.article {
            Some(article) if self.certainty == Certainty::Verified => title + article,
            _ => title,
        }
    }
}

/// The shortest period for which something must stand as a notice (公示).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRule {
    /// What is put up: `任前公示`.
    pub what: String,
    /// The shortest period, in `unit`.
    pub min_days: u16,
    /// Working or calendar days.
    pub unit: DayUnit,
    /// How sure we are of the number.
    pub certainty: Certainty,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl NoticeRule {
    /// `任前公示不少于5个工作日`
    pub fn sentence(&self) -> String {
        format!("{}不少于{}{}", self.what, self.min_days, self.unit.name())
    }
}

/// Types of school to which an entry may not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolType {
    /// 本科院校
    Undergraduate,
    /// 高职院校
    Vocational,
}

/// One of the ten categories.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// 1 to 10.
    pub no: u8,
    /// The name in the list.
    pub name: String,
    /// The name for narrow places.
    pub short_name: String,
}

/// One of the fifty entries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalEntry {
    /// 1 to 50.
    pub no: u16,
    /// 1 to 10.
    pub category: u8,
    /// The national wording, unshortened.
    pub name: String,
    /// What a vocational college calls it, where that differs.
    pub vocational_name: Option<String>,
    /// What of it applies to a vocational college, where only a part does.
    pub vocational_note: Option<String>,
    /// How sure we are of the wording.
    pub wording: Standing,
    /// How sure we are of number and place in the list.
    pub order: Standing,
    /// Which unit usually leads.
    pub lead: String,
    /// Which units usually co-operate.
    #[serde(default)]
    pub co_operating: Vec<String>,
    /// When it is due; empty where no clock runs (entry 49).
    pub due: Vec<DueRule>,
    /// How sure we are of that.
    pub due_certainty: Standing,
    /// Working days from making or obtaining to publishing; 0 is at once.
    pub publish_within: Option<u16>,
    /// Whether colleges usually ask a leader's approval.
    #[serde(default)]
    pub is_important: bool,
    /// Types of school to which it does not apply.
    #[serde(default)]
    pub not_for: Vec<SchoolType>,
    /// Whether a year without anything to publish can be.
    #[serde(default = "yes")]
    pub may_be_nil: bool,
    /// What an officer should know.
    pub note: Option<String>,
    /// The shortest notice for what is put up under it.
    pub notice: Option<NoticeRule>,
    /// Laws of its own, beside those of the whole list.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

fn yes() -> bool {
    true
}

/// The legal clock of every entry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Working days from making or obtaining to publishing.
    pub publish_within: u16,
    /// Working days from a change to the update.
    pub update_within: u16,
    /// How sure we are.
    pub certainty: Certainty,
    /// Where it was read.
    pub source: String,
}

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalList {
    /// `2014`; editions remember from which list they were made.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its document number.
    pub document_no: String,
    /// What asks for every entry.
    pub basis: Vec<Basis>,
    /// The clock of every entry.
    pub clock: Clock,
    /// What was read, by key.
    pub sources: BTreeMap<String, String>,
    /// The ten categories in order.
    pub categories: Vec<Category>,
    /// The fifty entries in order.
    pub entries: Vec<NationalEntry>,
}

static LIST_2014: LazyLock<NationalList> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/national-2014.toml")).expect("the list of 2014 is well-formed")
});

/// The list of 2014.
pub fn national_list() -> &'static NationalList {
    &LIST_2014
}

impl NationalList {
    /// The entry with this number.
    pub fn entry(&self, no: u16) -> Option<&NationalEntry> {
        self.entries.iter().find(|entry| entry.no == no)
    }

    /// The category with this number.
    pub fn category(&self, no: u8) -> Option<&Category> {
        self.categories.iter().find(|category| category.no == no)
    }

    /// The laws behind an entry, the list's own first.
    pub fn basis_of<'a>(&'a self, entry: &'a NationalEntry) -> impl Iterator<Item = &'a Basis> {
        self.basis.iter().chain(&entry.basis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_ten_categories_and_fifty_entries() {
        let list = national_list();
        let counts: Vec<usize> =
            (1..=10).map(|no| list.entries.iter().filter(|e| e.category == no).count()).collect();
        assert_eq!(counts, [6, 8, 7, 5, 9, 4, 3, 4, 2, 2]);
        assert!(list.entries.iter().map(|e| e.no).eq(1..=50));
        assert!(list.categories.iter().map(|c| c.no).eq(1..=10));
        assert!(list.entries.is_sorted_by_key(|e| e.category));
    }

    #[test]
    fn what_is_called_verified_names_a_source_that_is_listed() {
        let list = national_list();
        let mut keys: Vec<(Certainty, Option<&String>)> = vec![];
        for entry in &list.entries {
            for standing in [&entry.wording, &entry.order, &entry.due_certainty] {
                keys.push((standing.certainty, standing.source.as_ref()));
            }
            keys.extend(list.basis_of(entry).map(|b| (b.certainty, b.source.as_ref())));
            keys.extend(entry.notice.iter().map(|n| (n.certainty, n.source.as_ref())));
        }
        for (certainty, source) in keys {
            assert!(certainty != Certainty::Verified || source.is_some());
            assert!(source.is_none_or(|key| list.sources.contains_key(key)), "{source:?}");
        }
    }

    #[test]
    fn an_article_is_printed_only_when_verified() {
        let basis = |law: &str, article: Option<&str>, certainty| Basis {
            law: law.into(),
            article: article.map(Into::into),
            certainty,
            source: None,
        };
        for (basis, printed) in [
            (basis("预算法", Some("第十四条"), Certainty::Verified), "《预算法》第十四条"),
            (basis("高等学校信息公开办法", Some("第十七条"), Certainty::Memory), "《高等学校信息公开办法》"),
            (basis("教学函〔2013〕9号文件", None, Certainty::Verified), "教学函〔2013〕9号文件"),
            (
                basis("高等学校信息公开事项清单（教办函〔2014〕23号）", None, Certainty::Verified),
                "《高等学校信息公开事项清单》（教办函〔2014〕23号）",
            ),
        ] {
            assert_eq!(basis.printable(), printed);
        }
    }

    #[test]
    fn the_measures_are_cited_without_articles() {
        let list = national_list();
        for entry in &list.entries {
            let measures: Vec<&Basis> =
                list.basis_of(entry).filter(|b| b.law.contains("信息公开办法")).collect();
            assert_eq!(measures.len(), 1, "{}", entry.no);
            assert_eq!(measures[0].article, None);
        }
    }

    #[test]
    fn inspection_feedback_has_no_clock() {
        let entry = national_list().entry(49).unwrap();
        assert!(entry.due.is_empty());
        assert_eq!(entry.publish_within, None);
    }
}
