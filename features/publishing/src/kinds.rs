//! Kinds of publication (采购, 招聘, 公示, …) as data: one file each in
//! `kinds/`, with typed fields, the shortest notice and the order of steps.
//! Nothing in the code knows a kind by name.

mod chain;
mod check;
#[cfg(test)]
mod check_tests;
mod notice;
mod value;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use catalogue::NoticeRule;
use serde::Deserialize;
use serde_json::Value;
use terms::InformationKind;

pub use chain::{Chain, ChainRefusal, Stage, Step, check_step};
pub use check::{FieldRefusal, Fields, Why, check};
pub use notice::{Notice, NoticeDemand, NoticeRefusal, check_notice};
pub use value::FieldValue;

/// How a place begins that an outline leaves to its author: 【填写：…】.
pub const BLANK: &str = "【填写";

/// A kind of publication.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// The word for the database, the file's name.
    pub code: String,
    /// The Chinese name.
    pub name: String,
    /// When one chooses it.
    pub hint: String,
    /// A text to begin with (模板), in plain lines; what its author writes stands in [`BLANK`]s.
    pub outline: Option<String>,
    /// As what the yearly report counts it, unless the author says otherwise.
    pub information: InformationKind,
    /// National entries for which it is proposed.
    pub entries: Vec<u16>,
    /// Whether it needs a text beside its fields.
    #[serde(default = "yes")]
    pub needs_body: bool,
    /// Whether its publications need a leader's approval (重要).
    #[serde(default)]
    pub is_important: bool,
    /// The kind whose publications go before this one's in a chain.
    pub follows: Option<String>,
    /// The steps of a matter that is published step by step.
    pub chain: Option<Chain>,
    /// When it must stand as a notice, and for how long at least.
    #[serde(default)]
    pub notices: Vec<NoticeDemand>,
    /// Its fields in the order of the form.
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// A field of a kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The word for the database and for files.
    pub name: String,
    /// The Chinese label.
    pub label: String,
    /// What can be written in it.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Whether it must be filled in.
    #[serde(default)]
    pub required: bool,
    /// Whether it must be filled in when another field says so.
    pub required_when: Option<Condition>,
    /// What helps to fill it in.
    pub hint: Option<String>,
    /// Where readers see it.
    #[serde(default = "on_page")]
    pub shown: Vec<Place>,
    /// What can be chosen.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether every choice must be ticked.
    #[serde(default)]
    pub all: bool,
    /// The columns of rows.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// The most characters, where it is fewer than the type allows.
    pub max_chars: Option<usize>,
    /// The least number.
    pub min: Option<i64>,
    /// The greatest number.
    pub max: Option<i64>,
    /// The date field that must not lie after this one.
    pub not_before: Option<String>,
}

fn on_page() -> Vec<Place> {
    vec![Place::Page]
}

fn yes() -> bool {
    true
}

/// What can be written in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line.
    Text,
    /// Several paragraphs.
    Long,
    /// A day.
    Date,
    /// A day and a time in Asia/Shanghai.
    DateTime,
    /// A sum, written in yuan, kept in fen.
    Money,
    /// A whole number.
    Number,
    /// One of the choices.
    Choice,
    /// Any of the choices.
    Choices,
    /// One telephone number or more.
    Phone,
    /// A mail address.
    Email,
    /// A web address.
    Url,
    /// A list, one thing a line. Lists of people do not belong in it: those
    /// are attachments, which screening reads and which expire.
    Lines,
    /// A table with fixed columns.
    Rows,
}

/// Where readers see a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the publication's table.
    Page,
    /// In lists and search results.
    List,
}

/// A column of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The word for the database and for files.
    pub name: String,
    /// The Chinese label.
    pub label: String,
    /// Whether each row must have it.
    #[serde(default)]
    pub required: bool,
}

/// Another field says one of these.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The other field, a choice.
    pub field: String,
    /// What it says.
    pub any: Vec<String>,
}

impl Condition {
    fn holds(&self, says: impl Fn(&str) -> Option<String>) -> bool {
        says(&self.field).is_some_and(|value| self.any.contains(&value))
    }
}

impl Kind {
    /// Which step of its matter a publication with these fields is; empty where its kind has none.
    pub fn stage_of<'a>(&self, fields: &'a BTreeMap<String, Value>) -> &'a str {
        let field = self.chain.as_ref().and_then(|chain| fields.get(&chain.field));
        field.and_then(Value::as_str).unwrap_or_default()
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The shortest notice that these fields ask for.
    pub fn notice_for(&self, fields: &Fields) -> Option<&NoticeRule> {
        let demand = self.notices.iter().find(|demand| {
            demand.when.as_ref().is_none_or(|when| when.holds(|name| fields.choice(name).map(Into::into)))
        });
        demand.map(|demand| &demand.rule)
    }
}

macro_rules! kinds {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../kinds/", $name, ".toml")))),+]
    };
}

/// The files, in the order in which the form offers them.
const FILES: [(&str, &str); 17] = kinds![
    "general",
    "public_notice",
    "consultation",
    "rule",
    "service_guide",
    "procurement",
    "procurement_result",
    "recruitment",
    "cadre_notice",
    "fees",
    "budget",
    "accounts",
    "admission_plan",
    "admission_scores",
    "annual_report",
    "meeting",
    "clarification",
];

static ALL: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| toml::from_str(text).unwrap_or_else(|error| panic!("kinds/{name}.toml: {error}")))
        .collect()
});

/// All kinds, in the order in which the form offers them.
pub fn kinds() -> &'static [Kind] {
    &ALL
}

/// The kind with this code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_holds_the_kind_of_its_name() {
        for ((name, _), kind) in FILES.iter().zip(kinds()) {
            assert_eq!(*name, kind.code);
        }
    }

    #[test]
    fn what_a_kind_refers_to_is_there() {
        for kind in kinds() {
            for field in &kind.fields {
                let place = format!("{}.{}", kind.code, field.name);
                let takes_choices = matches!(field.field_type, FieldType::Choice | FieldType::Choices);
                assert_eq!(takes_choices, !field.choices.is_empty(), "{place}");
                assert_eq!(field.field_type == FieldType::Rows, !field.columns.is_empty(), "{place}");
                if let Some(other) = &field.not_before {
                    assert_eq!(kind.field(other).unwrap().field_type, FieldType::Date, "{place}");
                }
            }
            let conditions = kind.fields.iter().filter_map(|f| f.required_when.as_ref());
            for when in conditions.chain(kind.notices.iter().filter_map(|n| n.when.as_ref())) {
                let other = kind.field(&when.field).unwrap();
                assert!(when.any.iter().all(|value| other.choices.contains(value)), "{} {when:?}", kind.code);
            }
            if let Some(chain) = &kind.chain {
                let mut stages: Vec<&String> = chain.stages.iter().map(|s| &s.name).collect();
                let mut choices: Vec<&String> = kind.field(&chain.field).unwrap().choices.iter().collect();
                stages.sort();
                choices.sort();
                assert_eq!(stages, choices, "{}", kind.code);
            }
            assert!(kind.follows.as_deref().is_none_or(|code| super::kind(code).is_some()));
            for no in &kind.entries {
                assert!(catalogue::national_list().entry(*no).is_some(), "{} {no}", kind.code);
            }
        }
    }

    #[test]
    fn names_are_unique() {
        for kind in kinds() {
            let mut names: Vec<&str> = kind.fields.iter().map(|f| f.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), kind.fields.len(), "{}", kind.code);
        }
    }
}
