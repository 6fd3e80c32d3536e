//! What an author writes.

use std::collections::BTreeMap;

use calendar::DayUnit;
use jiff::civil::Date;
use serde_json::Value;
use terms::{Audience, Block, EntryId, InformationKind, UnitId};

use super::NamedChannel;
use crate::kinds::Kind;

/// A notice (公示) as its author asks for it, and its days once it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeTerms {
    /// For how long, in `unit`.
    pub days: Option<u16>,
    /// Working or calendar days.
    pub unit: Option<DayUnit>,
    /// Who receives objections.
    pub receiver: String,
    /// How to reach them.
    pub contact: String,
    /// The first day, once released.
    pub from: Option<Date>,
    /// The last day, once released.
    pub to: Option<Date>,
}

/// What a version says: everything that its author writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The title.
    pub title: String,
    /// The body, cleaned.
    pub body_html: String,
    /// The unit that publishes.
    pub unit: UnitId,
    /// The catalogue entry.
    pub entry: Option<EntryId>,
    /// The catalogue category, 1 to 10.
    pub category: u8,
    /// The kind, a code of `kinds/`.
    pub kind: String,
    /// What it counts as.
    pub information: InformationKind,
    /// Its block.
    pub block: Option<Block>,
    /// Who may read it.
    pub audience: Audience,
    /// 文号
    pub document_no: Option<String>,
    /// 生成日期, when it was made or obtained: begins the 20 working days.
    pub made_on: Option<Date>,
    /// What was written in the fields of its kind, as it was written; `kinds::check` types it.
    pub fields: BTreeMap<String, Value>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// The channels it goes out by, besides the portal.
    pub channels: Vec<NamedChannel>,
    /// Words of the school's further taxonomies.
    pub tags: Vec<String>,
    /// The notice, where it is one.
    pub notice: NoticeTerms,
    /// When the personal data in it have served their purpose.
    pub expires_on: Option<Date>,
    /// Whether its author marks it as important.
    pub is_important: bool,
    /// What changed against the version before.
    pub change_note: String,
}

impl Content {
    /// Nothing but its kind and its unit, for the public: what a new form shows.
    pub fn of(kind: &Kind, unit: UnitId) -> Content {
        Content {
            title: String::new(),
            body_html: String::new(),
            unit,
            entry: None,
            category: 0,
            kind: kind.code.clone(),
            information: kind.information,
            block: None,
            audience: Audience::Public,
            document_no: None,
            made_on: None,
            fields: BTreeMap::new(),
            keywords: vec![],
            channels: vec![],
            tags: vec![],
            notice: NoticeTerms::default(),
            expires_on: None,
            is_important: false,
            change_note: String::new(),
        }
    }
}
