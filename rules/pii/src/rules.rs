//! The words and levels the finder goes by: data, built in, extended by a school.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::Regex;
use serde::Deserialize;
use thiserror::Error;

use crate::{Kind, Level};

/// What a known word says of the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Name,
    IdCard,
    Phone,
    Account,
    Bank,
    Uscc,
    Passport,
    TravelPermit,
    StudentNo,
    Address,
    Mailing,
    WorkAddress,
    BirthDate,
    Hardship,
    Remark,
    Other,
    #[serde(skip)]
    HardshipTerm,
    #[serde(skip)]
    Born,
    #[serde(skip)]
    Word(usize),
}

impl Role {
    /// Whether it says what the value behind it is.
    pub fn is_label(self) -> bool {
        !matches!(self, Role::HardshipTerm | Role::Born | Role::Word(_))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Data {
    levels: BTreeMap<Kind, Level>,
    labels: BTreeMap<Role, Vec<String>>,
    terms: Terms,
    word: Vec<Word>,
    pattern: Vec<PatternData>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Terms {
    hardship: Vec<String>,
    degrees: Vec<String>,
}

/// A word that a person must look at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    pub text: String,
    pub level: Option<Level>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternData {
    rule: String,
    kind: Kind,
    level: Level,
    regex: String,
}

/// A school's own pattern, such as the shape of its student numbers.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub rule: String,
    pub kind: Kind,
    pub level: Level,
    pub regex: Regex,
}

/// Why a file of rules cannot be used.
#[derive(Debug, Error)]
pub enum BadRules {
    /// Not the form of a file of rules.
    #[error("规则文件的格式不对：{0}")]
    Form(#[from] toml::de::Error),
    /// A pattern that cannot be used.
    #[error("规则“{0}”的表达式不对：{1}")]
    Pattern(String, Box<regex::Error>),
    /// A word of no length would be found everywhere.
    #[error("规则文件里有空的词")]
    Empty,
    /// More words than can be looked for at once.
    #[error("规则文件里的词太多")]
    TooMany,
}

/// The finder's rules, ready for use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Rules(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    data: Data,
    automaton: AhoCorasick,
    roles: Vec<Role>,
    patterns: Vec<Pattern>,
}

/// A pattern's compiled size is bounded: the file comes from people.
const PATTERN_BYTES: usize = 1 << 20;

impl Rules {
    /// The file of the rules that are built in.
    pub fn source() -> &'static str {
        include_str!("../data/rules.toml")
    }

    /// The rules that are built in.
    pub fn built_in() -> &'static Rules {
        static BUILT_IN: OnceLock<Rules> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            let data = toml::from_str(Rules::source());
            compile(data.expect("the built-in rules are checked by a test"))
                .expect("the built-in rules are checked by a test")
        })
    }

    /// These rules with a school's own, of the form of `data/rules.toml`:
    /// lists are appended, a level may be raised and never lowered.
    pub fn with(&self, text: &str) -> Result<Rules, BadRules> {
        let school: Data = toml::from_str(text)?;
        let mut data = self.0.data.clone();
        for (kind, level) in school.levels {
            let now = data.levels.entry(kind).or_insert(level);
            *now = (*now).max(level);
        }
        for (label, words) in school.labels {
            data.labels.entry(label).or_default().extend(words);
        }
        data.terms.hardship.extend(school.terms.hardship);
        data.terms.degrees.extend(school.terms.degrees);
        data.word.extend(school.word);
        data.pattern.extend(school.pattern);
        compile(data)
    }

    pub(crate) fn level(&self, kind: Kind) -> Level {
        self.0.data.levels.get(&kind).copied().unwrap_or(Level::Warn)
    }

    pub(crate) fn word(&self, number: usize) -> &Word {
        &self.0.data.word[number]
    }

    pub(crate) fn degrees(&self) -> &[String] {
        &self.0.data.terms.degrees
    }

    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.0.patterns
    }

    /// Every known word of a text, the longest of those that begin first.
    pub(crate) fn words<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, Role)> + 't {
        let found = self.0.automaton.find_iter(text);
        found.map(|word| (word.start(), word.end(), self.0.roles[word.pattern().as_usize()]))
    }
}

fn compile(data: Data) -> Result<Rules, BadRules> {
    let mut words: Vec<(String, Role)> = Vec::new();
    // A school's words come first, so that they count where the same word is built in otherwise.
    words.extend(data.word.iter().enumerate().rev().map(|(n, word)| (word.text.clone(), Role::Word(n))));
    for (key, labels) in &data.labels {
        words.extend(labels.iter().rev().map(|label| (label.clone(), *key)));
    }
    words.extend(data.terms.hardship.iter().map(|term| (term.clone(), Role::HardshipTerm)));
    words.extend(["日出生", "月出生", "日生", "月生"].map(|word| (word.to_owned(), Role::Born)));
    if words.iter().any(|(word, _)| word.trim().is_empty()) {
        return Err(BadRules::Empty);
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        // Costs a megabyte or two, and reads twice as fast as what it takes by itself.
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(words.iter().map(|(word, _)| word))
        .map_err(|_| BadRules::TooMany)?;
    let patterns = data.pattern.iter().map(pattern).collect::<Result<_, _>>()?;
    let roles = words.into_iter().map(|(_, role)| role).collect();
    Ok(Rules(Arc::new(Compiled { data, automaton, roles, patterns })))
}

fn pattern(data: &PatternData) -> Result<Pattern, BadRules> {
    let regex = regex::RegexBuilder::new(&data.regex)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| BadRules::Pattern(data.rule.clone(), Box::new(error)))?;
    Ok(Pattern { rule: data.rule.clone(), kind: data.kind, level: data.level, regex })
}
