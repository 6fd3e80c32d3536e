//! A school's settings: what its pages, letters and guide say about it.

use serde::{Deserialize, Serialize};

/// Whom to turn to: the disclosure office, the supervision body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The name of the office.
    pub name: String,
    /// Street, house and room.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// Office hours in words.
    pub hours: String,
    /// Telephone.
    pub phone: String,
    /// Fax.
    pub fax: String,
    /// Mail address.
    pub mail: String,
}

/// How index numbers (索引号) are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IndexRule {
    /// A pattern of `{school}`, `{category}`, `{year}` and `{serial}`.
    pub pattern: String,
    /// What stands for the school.
    pub school: String,
    /// Digits of the serial number at least.
    pub digits: usize,
}

impl Default for IndexRule {
    fn default() -> Self {
        IndexRule { pattern: "{school}-{category}-{year}-{serial}".into(), school: "XX".into(), digits: 4 }
    }
}

/// The sentences of the guide (信息公开指南) that a school writes itself; the
/// rest comes from the catalogue, the units and the two contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GuideTexts {
    /// What the guide is for, and under which rule.
    pub purpose: String,
    /// Where public information is found.
    pub where_to_find: String,
    /// How soon it is published.
    pub time_limits: String,
    /// How it is arranged.
    pub arrangement: String,
    /// What is not published.
    pub withheld: String,
    /// How to apply for what is not public.
    pub how_to_apply: String,
    /// What an application must say.
    pub apply_needs: Vec<String>,
    /// How long an answer takes.
    pub answer_time: String,
    /// Which answers there are.
    pub answer_kinds: String,
    /// Whether anything is charged.
    pub fees: String,
    /// Where to turn when the school does not publish.
    pub remedies: String,
    /// Whom to ask about a report.
    pub report_contact: String,
}

/// A picture of the school's crest (校徽). Its bytes lie with the files, under their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crest {
    /// The hash of the file.
    pub file_hash: String,
    /// `png`, `jpg` or `webp`, by what the file holds.
    pub ending: String,
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
}

impl Crest {
    /// The last part of its address; it carries the hash, so that browsers keep the picture for ever.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.file_hash.get(..16).unwrap_or_default(), self.ending)
    }

    /// Its kind, as HTTP names it.
    pub fn content_type(&self) -> &'static str {
        match self.ending.as_str() {
            "png" => "image/png",
            "webp" => "image/webp",
            _ => "image/jpeg",
        }
    }
}

/// Everything that a school sets about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchoolSettings {
    /// The short name, `江职院`.
    pub short_name: String,
    /// The characters of the seal, two or four.
    pub seal: String,
    /// The crest (校徽) that stands in the head in the seal's place.
    pub crest: Option<Crest>,
    /// The school's colour, `#1f5c4d`.
    pub colour: String,
    /// Where the portal is read from outside, without a closing slash.
    pub public_url: String,
    /// What the school is: `公办全日制普通高等职业学校`.
    pub nature: String,
    /// The body above it that disclosure reports go to.
    pub superior: String,
    /// The word of its document numbers (发文机关代字).
    pub document_word: String,
    /// The disclosure office.
    pub office: Contact,
    /// The supervision body.
    pub supervision: Contact,
    /// How index numbers are made.
    pub index_number: IndexRule,
    /// The guide.
    pub guide: GuideTexts,
    /// Record marks in the foot: ICP, police, institution.
    pub records: Vec<String>,
    /// Kinds of publication that a leader approves besides the office (重要).
    pub important_kinds: Vec<String>,
    /// Codes of channels that reach the media: the spokesperson approves what goes out by them.
    pub media_channels: Vec<String>,
}
