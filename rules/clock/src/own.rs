//! A school's own regime: the numbers of one of the law's, made shorter or, where
//! the law leaves it to the school, filled in. Never longer than the law's.

use std::fmt;

use calendar::DayUnit;
use serde::Deserialize;
use thiserror::Error;

use crate::regime::{Regime, Term};

/// The file of a school's own regime.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    code: String,
    name: String,
    based_on: String,
    #[serde(default)]
    closures: bool,
    pause: Option<String>,
    acceptance: Option<OwnTerm>,
    answer: Option<OwnTerm>,
    extension: Option<OwnTerm>,
    correction: Option<OwnTerm>,
    third_party: Option<OwnTerm>,
    other_organ: Option<OwnTerm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnTerm {
    days: u32,
    unit: Option<DayUnit>,
    law: String,
}

/// The text is not a regime that a school may have; every reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotARegime(pub Vec<OwnFault>);

impl fmt::Display for NotARegime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences: Vec<String> = self.0.iter().map(OwnFault::to_string).collect();
        f.write_str(&sentences.join("；"))
    }
}

impl std::error::Error for NotARegime {}

/// One thing that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OwnFault {
    /// Not the form.
    #[error("期限规定的格式不对：{0}")]
    Form(String),
    /// The code is not one, or one of the law's.
    #[error("代号“{0}”要用小写字母、数字和下划线，不能同法定的重名")]
    Code(String),
    /// No name.
    #[error("没有写规定的名称")]
    Nameless,
    /// There is no such regime to build on.
    #[error("没有“{0}”这部规定可以依据")]
    Base(String),
    /// A term that the law does not know.
    #[error("{0}没有{1}，学校不能自己加")]
    Foreign(String, &'static str),
    /// Longer than the law's.
    #[error("{term}写了 {days} {in_days}，不能超过{law}的 {most} {in_most}", in_days = .unit.name(), in_most = .most_unit.name())]
    TooLong {
        /// Which term.
        term: &'static str,
        /// Its days.
        days: u32,
        /// Working or calendar days.
        unit: DayUnit,
        /// The order of law.
        law: String,
        /// The most it allows.
        most: u32,
        /// In which days.
        most_unit: DayUnit,
    },
    /// A term of no days.
    #[error("{0}至少要有一天")]
    NoDays(&'static str),
    /// A number without its source.
    #[error("{0}没有写出自哪条规定")]
    NoSource(&'static str),
}

impl Regime {
    /// A school's own regime from its file: `code`, `name`, `based_on` (the code of
    /// one of the law's), and the terms that differ as `[answer]`, `[extension]`,
    /// `[correction]`, `[third_party]`, `[other_organ]`, `[acceptance]`, each with `days`, `law` (the
    /// school's article) and, if not the law's, `unit`; `closures = true` where the
    /// school's closed days do not count in what it promised beyond the law; `pause`
    /// names the rule by which a term may be paused.
    ///
    /// Refused with every reason: above all, no term may be longer than the law's.
    /// Working days against calendar days are compared at their longest: seven fifths of them, and eleven days.
    pub fn own(text: &str) -> Result<Regime, NotARegime> {
        let own: Own =
            toml::from_str(text).map_err(|error| NotARegime(vec![OwnFault::Form(error.to_string())]))?;
        let mut faults = own.faults_of_names();
        let Some(law) = Regime::built_in(&own.based_on) else {
            faults.push(OwnFault::Base(own.based_on));
            return Err(NotARegime(faults));
        };
        let regime = own.over(law, &mut faults);
        if faults.is_empty() { Ok(regime) } else { Err(NotARegime(faults)) }
    }
}

impl Own {
    fn faults_of_names(&self) -> Vec<OwnFault> {
        let letters = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        let usable = !self.code.is_empty() && self.code.len() <= 40 && self.code.chars().all(letters);
        let mut faults = Vec::new();
        if !usable || Regime::built_in(&self.code).is_some() {
            faults.push(OwnFault::Code(self.code.clone()));
        }
        if self.name.trim().is_empty() {
            faults.push(OwnFault::Nameless);
        }
        if self.pause.as_ref().is_some_and(|pause| pause.trim().is_empty()) {
            faults.push(OwnFault::NoSource("中止"));
        }
        faults
    }

    fn over(self, law: Regime, faults: &mut Vec<OwnFault>) -> Regime {
        let mut over = |mine, law_term, what, least| one(mine, law_term, what, least, &law.name, faults);
        let answer = over(self.answer, Some(&law.answer), "答复", 1);
        let extension = over(self.extension, Some(&law.extension), "延期", 0);
        let acceptance = over(self.acceptance, law.acceptance.as_ref(), "受理", 1);
        let correction = over(self.correction, law.correction.as_ref(), "补正告知", 1);
        let third_party = over(self.third_party, law.third_party.as_ref(), "第三方意见", 1);
        let other_organ = over(self.other_organ, law.other_organ.as_ref(), "其他机关意见", 1);
        Regime {
            code: self.code,
            name: self.name,
            based_on: Some(self.based_on),
            closures: self.closures,
            pause: self.pause,
            acceptance,
            answer: answer.unwrap_or(law.answer),
            extension: extension.unwrap_or(law.extension),
            correction,
            third_party,
            other_organ,
            confirms: law.confirms,
            transfer_ends: law.transfer_ends,
        }
    }
}

/// The school's term where it gave one, or the law's.
fn one(
    mine: Option<OwnTerm>,
    law_term: Option<&Term>,
    what: &'static str,
    least: u32,
    law: &str,
    faults: &mut Vec<OwnFault>,
) -> Option<Term> {
    let Some(mine) = mine else { return law_term.cloned() };
    let Some(law_term) = law_term else {
        faults.push(OwnFault::Foreign(law.to_owned(), what));
        return None;
    };
    let unit = mine.unit.unwrap_or(law_term.unit);
    faults.extend(too_long(&mine, unit, law_term, what, law));
    if mine.days < least {
        faults.push(OwnFault::NoDays(what));
    }
    if mine.law.trim().is_empty() {
        faults.push(OwnFault::NoSource(what));
    }
    let most = Some(law_term.bound());
    Some(Term { days: mine.days, most, unit, law: mine.law, doubt: None, ..law_term.clone() })
}

fn too_long(mine: &OwnTerm, unit: DayUnit, law: &Term, term: &'static str, name: &str) -> Option<OwnFault> {
    let most = law.bound();
    let mine_at_longest = match (unit, law.unit) {
        (DayUnit::WorkingDays, DayUnit::CalendarDays) => longest(mine.days),
        _ => mine.days,
    };
    (mine_at_longest > most).then(|| OwnFault::TooLong {
        term,
        days: mine.days,
        unit,
        law: name.to_owned(),
        most,
        most_unit: law.unit,
    })
}

/// More calendar days than so many working days have ever taken: weekends, and
/// the longest run of days off there was, eleven. Held against every day of the
/// built-in years by a test.
pub(crate) fn longest(working_days: u32) -> u32 {
    if working_days == 0 { 0 } else { working_days.saturating_mul(7) / 5 + 11 }
}
