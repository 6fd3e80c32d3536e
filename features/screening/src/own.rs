//! A school's own rules (本校规则): what it wants to be looked for beside what is built in, what
//! of its own is no fault, and where it hides more; each with why.

mod form;
mod text;

use jiff::Timestamp;
use pii::{Level, Rules};
use terms::PersonId;
use thiserror::Error;

pub use form::Form;
pub(crate) use text::to_rules;

/// A rule of a school's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRule {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub content: Content,
    /// Who made it.
    pub added_by: Option<PersonId>,
    /// When.
    pub added_at: Timestamp,
    /// Who took it back; nobody while it is in force.
    pub removed_by: Option<PersonId>,
    /// When.
    pub removed_at: Option<Timestamp>,
}

/// What a rule of a school's own says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What sort of rule it is.
    pub form: Form,
    /// The word, the words (`北山+经费`), the head of a column, the shape (`20########`), the
    /// office's number or mail host, the kind that is masked.
    pub text: String,
    /// What is found by it, or before whom it masks: one of [`Form::says`]; empty where a form
    /// says but one thing.
    pub says: String,
    /// What it does to a release.
    pub level: Level,
    /// Why; the reviewer reads it.
    pub reason: String,
}

/// Why a rule is not made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadRule {
    /// Found in nearly every text.
    #[error("词至少要两个字，一个字到处都找得到")]
    TooShort,
    /// Too long to be found as it stands.
    #[error("最多{LONGEST}个字")]
    TooLong,
    /// One word is no group.
    #[error("写两到六个词，中间用加号隔开，如：北山+经费+合同")]
    NotTogether,
    /// Not a shape, or one that nearly every number has.
    #[error("样式用 # 代表一位数字、@ 代表一个字母，其余照写，如 20########；要有5到40位，至少3位是 # 或 @")]
    NotShape,
    /// Neither a number nor a mail host.
    #[error("写一个电话号码（可以带区号），或一个邮箱后缀（如 xuexiao.edu.cn）")]
    NotOffice,
    /// Everybody's mail host.
    #[error("“{0}”是人人可用的邮箱，不是本校的")]
    NotOurs(String),
    /// Not one of the choices.
    #[error("请从列出的里面选一样")]
    NotChoice,
    /// Nobody would know why.
    #[error("写一句为什么，审查的人会看到")]
    ReasonMissing,
    /// It is there.
    #[error("“{0}”已经有了")]
    Known(String),
    /// More than can be looked for.
    #[error("最多{MOST}条，请先去掉不用的")]
    TooMany,
    /// The finder would find less by it.
    #[error("{0}")]
    Finder(String),
}

impl BadRule {
    /// The field of the form beside which it stands.
    pub fn field(&self) -> &'static str {
        match self {
            BadRule::ReasonMissing => "reason",
            BadRule::NotChoice => "says",
            _ => "text",
        }
    }
}

/// Characters of a rule at most.
const LONGEST: usize = 40;
/// Rules of a school at most.
const MOST: usize = 2000;

impl Content {
    /// A word to be looked for.
    pub fn word(text: impl Into<String>, level: Level, reason: impl Into<String>) -> Content {
        Content { form: Form::Word, text: text.into(), says: String::new(), level, reason: reason.into() }
    }

    /// What it says, in words: 北山、经费、合同 together; 手机号 before members of the school.
    pub fn in_words(&self) -> String {
        match self.form {
            Form::Together => text::words_of(&self.text).join(" + "),
            Form::Mask => pii::Kind::name_of(&self.text).to_owned(),
            _ => self.text.clone(),
        }
    }

    /// What is found by it, or before whom it masks, in words; empty where a form says but one
    /// thing.
    pub fn said(&self) -> &'static str {
        self.form.said(&self.text, &self.says).unwrap_or_default()
    }
}

/// Whether a school may make a rule, beside those in force.
pub fn check_rule(new: &Content, in_force: &[OwnRule]) -> Result<(), Vec<BadRule>> {
    let known = in_force.iter().any(|rule| {
        let of = &rule.content;
        (of.form, of.text.to_lowercase()) == (new.form, new.text.to_lowercase()) && of.says == new.says
    });
    let mut reasons: Vec<BadRule> = [
        text::wrong(new),
        new.form.said(&new.text, &new.says).is_none().then_some(BadRule::NotChoice),
        (new.text.chars().count() > longest(new.form)).then_some(BadRule::TooLong),
        new.reason.trim().is_empty().then_some(BadRule::ReasonMissing),
        known.then(|| BadRule::Known(new.in_words())),
        (in_force.len() >= MOST).then_some(BadRule::TooMany),
    ]
    .into_iter()
    .flatten()
    .collect();
    if reasons.is_empty() {
        let all = in_force.iter().map(|rule| &rule.content).chain([new]);
        reasons.extend(Rules::built_in().with(&to_rules(all)).err().map(|e| BadRule::Finder(e.to_string())));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Characters of a rule of this form at most.
pub fn longest(form: Form) -> usize {
    if form == Form::Together { 6 * LONGEST } else { LONGEST }
}

#[cfg(test)]
mod tests;
