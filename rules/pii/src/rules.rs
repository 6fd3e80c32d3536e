//! The words and levels the finder goes by: data, built in, extended by a school.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use regex::Regex;
use serde::Deserialize;

use crate::context::Mark;
use crate::data::{self, BadRules, Data, PatternData, Word};
use crate::sieve::Sieve;
use crate::together::Groups;
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
    Holder,
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
    Qq,
    Wechat,
    Ethnicity,
    Religion,
    Discipline,
    Health,
    Score,
    Property,
    Household,
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

    /// Whether it says what a number behind it is. A word for a person or for another column
    /// in between takes nothing from the one before.
    pub fn is_of_numbers(self) -> bool {
        let besides =
            [Role::Name, Role::Ethnicity, Role::Religion, Role::Discipline, Role::Health, Role::Score];
        self.is_label() && !besides.contains(&self)
    }

    /// Whether a number behind it is one of a thing or of a register, whatever its shape.
    pub fn is_of_things(self) -> bool {
        matches!(self, Role::Other | Role::Property | Role::Household)
    }

    /// The same, and students' numbers: some have the shape of a mobile or of a passport.
    pub fn is_of_other_numbers(self) -> bool {
        self.is_of_things() || self == Role::StudentNo
    }

    /// Whether the first look is for such a word: it tells by itself, or at the head of a
    /// column with no number in its cells. Heads over numbers are looked for from below.
    pub fn is_sought(self) -> bool {
        let heads = [
            Role::StudentNo,
            Role::Remark,
            Role::Ethnicity,
            Role::Religion,
            Role::Discipline,
            Role::Health,
            Role::Score,
        ];
        self.is_telling() || heads.contains(&self)
    }

    /// Whether such a word is a reason to read closely around it, with no number beside it.
    /// The others matter beside a number, or at the head of a column.
    pub fn is_telling(self) -> bool {
        matches!(
            self,
            Role::Address
                | Role::BirthDate
                | Role::Hardship
                | Role::Wechat
                | Role::Property
                | Role::Born
                | Role::Word(_)
        )
    }
}

/// A school's own pattern, such as the shape of its student numbers.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub rule: String,
    pub kind: Kind,
    pub level: Level,
    pub regex: Regex,
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
    groups: Groups,
    sieve: Sieve,
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
            data::read(Rules::source()).and_then(compile).expect("the built-in rules are checked by a test")
        })
    }

    /// These rules with a school's own, of the form of `data/rules.toml`: words, labels,
    /// patterns, masks, and what is harmless because it is an office's. Lists are appended.
    ///
    /// # Errors
    ///
    /// What is not of that form, and what would find less than the built-in rules do: a
    /// school may raise a level, and hide more of a value, never the contrary.
    pub fn with(&self, text: &str) -> Result<Rules, BadRules> {
        compile(self.0.data.clone().with(data::read(text)?)?)
    }

    /// Why somebody put a word on the list, from a finding's rule; for other rules none.
    pub fn reason(&self, rule: &str) -> Option<&str> {
        let text = rule.strip_prefix("word:")?;
        let word = self.0.data.word.iter().find(|word| word.text == text)?;
        word.reason.as_deref()
    }

    pub(crate) fn level(&self, kind: Kind) -> Level {
        self.0.data.levels.get(&kind).copied().unwrap_or(Level::Warn)
    }

    pub(crate) fn data(&self) -> &Data {
        &self.0.data
    }

    pub(crate) fn word(&self, number: usize) -> FoundWord<'_> {
        let word: &Word = &self.0.data.word[number];
        FoundWord { text: &word.text, level: word.level.unwrap_or(self.level(Kind::Word)) }
    }

    pub(crate) fn degrees(&self) -> &[String] {
        &self.0.data.terms.degrees
    }

    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.0.patterns
    }

    pub(crate) fn groups(&self) -> &Groups {
        &self.0.groups
    }

    pub(crate) fn sieve(&self) -> &Sieve {
        &self.0.sieve
    }

    /// Whether a number without its signs is one a school said is an office's.
    pub(crate) fn is_harmless_phone(&self, digits: &str) -> bool {
        let known = &self.0.data.harmless.phones;
        known.iter().any(|phone| phone.chars().filter(char::is_ascii_digit).eq(digits.chars()))
    }

    /// Whether a mail host is one a school said its offices write from.
    pub(crate) fn is_harmless_host(&self, host: &str) -> bool {
        self.0.data.harmless.mail_domains.iter().any(|domain| {
            let domain = domain.trim_start_matches('@').to_ascii_lowercase();
            host.strip_suffix(&*domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }

    /// Every known word of a stretch, the longest of those that begin first.
    pub(crate) fn words<'t>(
        &'t self,
        text: &'t str,
        stretch: Range<usize>,
    ) -> impl Iterator<Item = Mark> + 't {
        let found = self.0.automaton.find_iter(Input::new(text).range(stretch));
        found.map(|word| Mark {
            start: word.start(),
            end: word.end(),
            role: self.0.roles[word.pattern().as_usize()],
        })
    }
}

/// A word to look at, as it is found.
pub(crate) struct FoundWord<'a> {
    pub text: &'a str,
    pub level: Level,
}

fn compile(data: Data) -> Result<Rules, BadRules> {
    let words = data.words();
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
    let groups = Groups::new(&data.together)?;
    let sieve = Sieve::new(&words);
    let roles = words.into_iter().map(|(_, role)| role).collect();
    Ok(Rules(Arc::new(Compiled { data, automaton, roles, patterns, groups, sieve })))
}

fn pattern(data: &PatternData) -> Result<Pattern, BadRules> {
    let regex = regex::RegexBuilder::new(&data.regex)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| BadRules::Pattern(data.rule.clone(), Box::new(error)))?;
    Ok(Pattern { rule: data.rule.clone(), kind: data.kind, level: data.level, regex })
}
