//! A school's own words (敏感词), with why each is one.

use jiff::Timestamp;
use pii::Level;
use terms::PersonId;
use thiserror::Error;

/// A word that a person must look at, or that stops a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its number.
    pub id: i64,
    /// The word.
    pub text: String,
    /// What it does to a release.
    pub level: Level,
    /// Why it is on the list; the reviewer reads it.
    pub reason: String,
    /// Who put it on.
    pub added_by: Option<PersonId>,
    /// When.
    pub added_at: Timestamp,
    /// Who took it off; nobody while it is in force.
    pub removed_by: Option<PersonId>,
    /// When.
    pub removed_at: Option<Timestamp>,
}

/// Why a word is not put on the list.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadWord {
    /// Found in nearly every text.
    #[error("词至少要两个字，一个字到处都找得到")]
    TooShort,
    /// Too long to be found as it stands.
    #[error("词最多{LONGEST}个字")]
    TooLong,
    /// Nobody would know why.
    #[error("写一句为什么要查这个词，审查的人会看到")]
    ReasonMissing,
    /// It is there.
    #[error("“{0}”已经在词表里")]
    Known(String),
    /// More than can be looked for.
    #[error("词表最多{MOST}个词，请先去掉不用的")]
    TooMany,
}

/// Characters of a word at most.
const LONGEST: usize = 40;
/// Words of a school at most.
const MOST: usize = 2000;

/// Whether a word may be put on a school's list.
pub fn check_word(text: &str, reason: &str, in_force: &[Word]) -> Result<(), Vec<BadWord>> {
    let length = text.chars().count();
    let reasons = [
        (length < 2).then_some(BadWord::TooShort),
        (length > LONGEST).then_some(BadWord::TooLong),
        reason.trim().is_empty().then_some(BadWord::ReasonMissing),
        in_force.iter().any(|word| word.text == text).then(|| BadWord::Known(text.to_owned())),
        (in_force.len() >= MOST).then_some(BadWord::TooMany),
    ];
    let reasons: Vec<_> = reasons.into_iter().flatten().collect();
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// The words in the form of the finder's own rules; empty where there are none.
pub(crate) fn to_rules(words: &[Word]) -> String {
    let word = |word: &Word| {
        let text = toml::Value::String(word.text.clone());
        format!("[[word]]\ntext = {text}\nlevel = \"{}\"\n", word.level.code())
    };
    words.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, level: Level) -> Word {
        Word {
            id: 1,
            text: text.into(),
            level,
            reason: "校内代号".into(),
            added_by: None,
            added_at: Timestamp::UNIX_EPOCH,
            removed_by: None,
            removed_at: None,
        }
    }

    #[test]
    fn a_word_has_a_length_and_a_reason_and_stands_once() {
        assert_eq!(check_word("雪松计划", "未公开的项目", &[]), Ok(()));
        let there = [word("雪松计划", Level::Warn)];
        let reasons = check_word("雪松计划", " ", &there).unwrap_err();
        assert_eq!(reasons, [BadWord::ReasonMissing, BadWord::Known("雪松计划".into())]);
        assert_eq!(check_word("雪", "短", &[]), Err(vec![BadWord::TooShort]));
        assert_eq!(check_word(&"雪".repeat(41), "长", &[]), Err(vec![BadWord::TooLong]));
    }

    #[test]
    fn words_become_rules_whatever_stands_in_them() {
        let rules = pii::Rules::built_in()
            .with(&to_rules(&[word("雪松\"计划\\", Level::Block), word("内部代号", Level::Warn)]))
            .unwrap();
        let found = rules.scan("关于雪松\"计划\\的内部代号");
        let told: Vec<_> = found.iter().map(|one| (one.kind, one.level)).collect();
        assert_eq!(told, [(pii::Kind::Word, Level::Block), (pii::Kind::Word, Level::Warn)]);
    }
}
