//! The file of rules: its form, and what a school's own may change.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::mask::{Audience, Shown};
use crate::rules::Role;
use crate::together::Together;
use crate::{Kind, Level};

/// What stands in a file of rules.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Data {
    pub levels: BTreeMap<Kind, Level>,
    pub labels: BTreeMap<Role, Vec<String>>,
    pub terms: Terms,
    pub word: Vec<Word>,
    pub together: Vec<Together>,
    pub pattern: Vec<PatternData>,
    pub harmless: Harmless,
    pub masks: BTreeMap<Audience, BTreeMap<Kind, Shown>>,
    pub aid: Aid,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Terms {
    pub hardship: Vec<String>,
    pub degrees: Vec<String>,
}

/// A word that a person must look at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    pub text: String,
    pub level: Option<Level>,
    /// Why, for whoever must answer for it.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PatternData {
    pub rule: String,
    pub kind: Kind,
    pub level: Level,
    pub regex: String,
}

/// What is an office's and may stand.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Harmless {
    pub mail_domains: Vec<String>,
    pub phones: Vec<String>,
}

/// The words of the rule on notices of aid; see [`crate::aid`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Aid {
    /// Words that make a title one of aid or of an award to students.
    pub notices: Vec<String>,
    /// Words of titles that only speak about them.
    pub others: Vec<String>,
    /// Words of titles that announce something.
    pub announcing: Vec<String>,
    /// Labels of what is beyond it in a sentence or a form.
    pub beyond: Vec<String>,
    /// Heads of columns that may stand.
    pub may_stand: Vec<String>,
    /// Heads of columns of which only a few values may stand.
    pub remarks: Vec<String>,
    /// Such values.
    pub empty_remarks: Vec<String>,
}

/// Why a file of rules cannot be used.
#[derive(Debug, Error)]
pub enum BadRules {
    /// Not the form of a file of rules.
    #[error("规则文件的格式不对：{0}")]
    Form(String),
    /// A key that nothing reads.
    #[error("规则文件里有不认识的键“{key}”{place}。认识的是：{known}")]
    Unknown {
        /// The key.
        key: String,
        /// Under which heading it stands.
        place: String,
        /// What may stand there.
        known: String,
    },
    /// A pattern that cannot be used.
    #[error("规则“{0}”的表达式不对：{1}")]
    Pattern(String, Box<regex::Error>),
    /// A word of no length would be found everywhere.
    #[error("规则文件里有空的词")]
    Empty,
    /// More words than can be looked for at once.
    #[error("规则文件里的词太多")]
    TooMany,
    /// A label that is built in with another meaning, or would hide one.
    #[error("“{0}”会让内置的规则少认出一些，不能加。它属于“{1}”")]
    Weaker(String, String),
    /// A mask that shows more than the built-in one.
    #[error("“{0}”的遮盖比内置的露得多，只能更严，不能更松")]
    Shows(&'static str),
}

/// Reads a file of rules.
///
/// # Errors
///
/// [`BadRules::Form`] and [`BadRules::Unknown`].
pub(crate) fn read(text: &str) -> Result<Data, BadRules> {
    let table: toml::Table = toml::from_str(text).map_err(|error| form(text, &error))?;
    check_keys(&table)?;
    toml::from_str(text).map_err(|error| form(text, &error))
}

fn form(text: &str, error: &toml::de::Error) -> BadRules {
    let line = error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1));
    let place = line.map_or_else(String::new, |line| format!("第{line}行，"));
    BadRules::Form(format!("{place}{}", error.message()))
}

const KEYS: [&str; 9] =
    ["levels", "labels", "terms", "word", "together", "pattern", "harmless", "masks", "aid"];
const LABELS: [&str; 26] = [
    "name",
    "id_card",
    "phone",
    "account",
    "bank",
    "holder",
    "uscc",
    "passport",
    "travel_permit",
    "student_no",
    "address",
    "mailing",
    "work_address",
    "birth_date",
    "hardship",
    "remark",
    "qq",
    "wechat",
    "ethnicity",
    "religion",
    "discipline",
    "health",
    "score",
    "property",
    "household",
    "other",
];
const WORD: [&str; 3] = ["text", "level", "reason"];
const TOGETHER: [&str; 3] = ["words", "level", "reason"];
const PATTERN: [&str; 4] = ["rule", "kind", "level", "regex"];
const AID: [&str; 7] = ["notices", "others", "announcing", "beyond", "may_stand", "remarks", "empty_remarks"];

/// Says in Chinese which key nobody knows; a mistyped key would be a rule that never works.
fn check_keys(table: &toml::Table) -> Result<(), BadRules> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    known(table.keys(), "", &KEYS)?;
    for (key, value) in table {
        let place = format!("（在 {key} 下）");
        let inner: &[&str] = match key.as_str() {
            "levels" => &kinds,
            "labels" => &LABELS,
            "terms" => &["hardship", "degrees"],
            "word" => &WORD,
            "together" => &TOGETHER,
            "pattern" => &PATTERN,
            "harmless" => &["mail_domains", "phones"],
            "masks" => &["public", "inside"],
            _ => &AID,
        };
        let tables = value
            .as_table()
            .into_iter()
            .chain(value.as_array().into_iter().flatten().filter_map(|v| v.as_table()));
        for table in tables {
            known(table.keys(), &place, inner)?;
            for (key, value) in table.iter().filter(|_| key == "masks") {
                if let Some(table) = value.as_table() {
                    known(table.keys(), &format!("（在 masks.{key} 下）"), &kinds)?;
                }
            }
        }
    }
    Ok(())
}

fn known<'k>(keys: impl Iterator<Item = &'k String>, place: &str, known: &[&str]) -> Result<(), BadRules> {
    let mut keys = keys;
    match keys.find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let known = known.join("、");
            Err(BadRules::Unknown { key: key.clone(), place: place.to_owned(), known })
        }
    }
}

/// Labels that only take weight away from what stands behind them.
const WEAKENING: [Role; 3] = [Role::Other, Role::WorkAddress, Role::Remark];
/// Labels that a school may not take the weight from.
const PERSONAL: [Role; 11] = [
    Role::IdCard,
    Role::Phone,
    Role::Account,
    Role::Bank,
    Role::Passport,
    Role::TravelPermit,
    Role::Address,
    Role::BirthDate,
    Role::Hardship,
    Role::Property,
    Role::Household,
];

impl Data {
    /// With a school's own appended. Levels may rise and words may come; nothing may weaken.
    pub fn with(mut self, school: Data) -> Result<Data, BadRules> {
        self.refuse_weaker_labels(&school)?;
        for (kind, level) in school.levels {
            let now = self.levels.entry(kind).or_insert(level);
            *now = (*now).max(level);
        }
        for (label, words) in school.labels {
            self.labels.entry(label).or_default().extend(words);
        }
        self.terms.hardship.extend(school.terms.hardship);
        self.terms.degrees.extend(school.terms.degrees);
        for word in school.word {
            self.add_word(word);
        }
        self.together.extend(school.together);
        self.pattern.extend(school.pattern);
        self.harmless.mail_domains.extend(school.harmless.mail_domains);
        self.harmless.phones.extend(school.harmless.phones);
        for (audience, masks) in school.masks {
            let built_in = self.masks.entry(audience).or_default();
            for (kind, shown) in masks {
                let allowed = built_in.get(&kind).map_or(shown.alone(), |now| now.tighter(shown));
                built_in.insert(kind, allowed.ok_or(BadRules::Shows(kind.name()))?);
            }
        }
        self.refuse_wider_aid(&school.aid)?;
        self.aid.notices.extend(school.aid.notices);
        self.aid.announcing.extend(school.aid.announcing);
        self.aid.beyond.extend(school.aid.beyond);
        Ok(self)
    }

    /// A word that is there already keeps the higher level, and gets the school's reason.
    fn add_word(&mut self, word: Word) {
        let fallback = self.levels.get(&Kind::Word).copied().unwrap_or(Level::Warn);
        let Some(old) = self.word.iter_mut().find(|old| old.text == word.text) else {
            self.word.push(word);
            return;
        };
        let level = |word: &Word| word.level.unwrap_or(fallback);
        old.level = Some(level(old).max(level(&word)));
        old.reason = word.reason.or(old.reason.take());
    }

    fn refuse_weaker_labels(&self, school: &Data) -> Result<(), BadRules> {
        let built_in = |roles: &'static [Role]| {
            self.labels.iter().filter(|(role, _)| roles.contains(role)).flat_map(|(_, words)| words)
        };
        for (role, words) in &school.labels {
            for word in words {
                let same = |known: &&String| *known == word;
                let changed = !PERSONAL.contains(role) && built_in(&PERSONAL).any(|known| same(&known));
                let hides = |known: &&String| word.contains(known.as_str());
                let hidden = WEAKENING.contains(role).then(|| built_in(&PERSONAL).find(hides)).flatten();
                if changed || hidden.is_some() {
                    let known = hidden.unwrap_or(word).clone();
                    return Err(BadRules::Weaker(word.clone(), known));
                }
            }
        }
        let label = |word: &&Word| built_in(&PERSONAL).any(|known| *known == word.text);
        match school.word.iter().find(label) {
            None => Ok(()),
            Some(word) => Err(BadRules::Weaker(word.text.clone(), word.text.clone())),
        }
    }

    /// What may stand in an award list is the ministry's list, not a school's.
    fn refuse_wider_aid(&self, school: &Aid) -> Result<(), BadRules> {
        let wider = [&school.others, &school.may_stand, &school.remarks, &school.empty_remarks];
        match wider.into_iter().flatten().next() {
            Some(word) => Err(BadRules::Weaker(word.clone(), "教育部规定的资助公示范围".to_owned())),
            None => Ok(()),
        }
    }

    /// All words with what they say. A school's come first, so that they count where the same
    /// word is built in otherwise.
    pub fn words(&self) -> Vec<(String, Role)> {
        let mut words: Vec<(String, Role)> = Vec::new();
        words.extend(self.word.iter().enumerate().rev().map(|(n, word)| (word.text.clone(), Role::Word(n))));
        for (key, labels) in &self.labels {
            words.extend(labels.iter().rev().map(|label| (label.clone(), *key)));
        }
        for (key, labels) in &self.labels {
            words.extend(labels.iter().flat_map(|label| spaced(label)).map(|label| (label, *key)));
        }
        words.extend(self.terms.hardship.iter().map(|term| (term.clone(), Role::HardshipTerm)));
        words.extend(["日出生", "月出生", "日生", "月生"].map(|word| (word.to_owned(), Role::Born)));
        words
    }
}

/// 姓　名: heads of two characters are often set apart to the width of others.
fn spaced(label: &str) -> Vec<String> {
    let characters: Vec<char> = label.chars().collect();
    let [one, two] = *characters else { return Vec::new() };
    if one.is_ascii() || two.is_ascii() {
        return Vec::new();
    }
    let blanks = [" ", "  ", "   ", "    ", "\u{3000}", "\u{3000}\u{3000}"];
    blanks.iter().map(|blank| format!("{one}{blank}{two}")).collect()
}
