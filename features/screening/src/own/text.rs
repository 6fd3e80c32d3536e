//! What a rule says, checked and put into the form of the finder's own rules.

use pii::Level;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{BadRule, Content, Form};
use crate::rules::OWN;

/// Mail hosts where anybody has an address.
const EVERYBODYS: [&str; 14] = [
    "qq.com",
    "163.com",
    "126.com",
    "sina.com",
    "sina.cn",
    "sohu.com",
    "139.com",
    "189.cn",
    "aliyun.com",
    "foxmail.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "yeah.net",
];

/// The words of a group.
pub(super) fn words_of(text: &str) -> Vec<&str> {
    text.split(['+', '＋']).map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// What is wrong with what a rule says.
pub(super) fn wrong(new: &Content) -> Option<BadRule> {
    let text = new.text.as_str();
    match new.form {
        Form::Word | Form::Label => (text.chars().count() < 2).then_some(BadRule::TooShort),
        Form::Together => {
            let words = words_of(text);
            let short = words.iter().any(|word| word.chars().count() < 2);
            let right = (2..=6).contains(&words.len());
            if right { short.then_some(BadRule::TooShort) } else { Some(BadRule::NotTogether) }
        }
        Form::Shape => {
            let free = text.chars().filter(|c| matches!(c, '#' | '@')).count();
            let length = text.chars().count();
            let is_one_word = !text.chars().any(char::is_whitespace);
            (!is_one_word || free < 3 || !(5..=40).contains(&length)).then_some(BadRule::NotShape)
        }
        Form::Office if is_phone(text) => None,
        Form::Office => {
            let host = host(text);
            let named = host
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
            if EVERYBODYS.contains(&host.as_str()) {
                return Some(BadRule::NotOurs(host));
            }
            (!named || !host.contains('.')).then_some(BadRule::NotOffice)
        }
        Form::Mask => None,
    }
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b' ' | b'(' | b')'))
        && (7..=12).contains(&digits)
}

fn host(text: &str) -> String {
    text.trim_start_matches('@').to_ascii_lowercase()
}

/// The finder's rules, as its file has them.
#[derive(Default, Serialize)]
struct File<'a> {
    labels: BTreeMap<&'a str, Vec<&'a str>>,
    harmless: Harmless<'a>,
    masks: BTreeMap<&'a str, BTreeMap<&'a str, Dropped>>,
    word: Vec<Word<'a>>,
    together: Vec<Together<'a>>,
    pattern: Vec<Pattern<'a>>,
}

#[derive(Default, Serialize)]
struct Harmless<'a> {
    phones: Vec<&'a str>,
    mail_domains: Vec<String>,
}

#[derive(Serialize)]
struct Dropped {
    drop: bool,
}

#[derive(Serialize)]
struct Word<'a> {
    text: &'a str,
    level: &'static str,
}

#[derive(Serialize)]
struct Together<'a> {
    words: Vec<&'a str>,
    level: &'static str,
    reason: String,
}

#[derive(Serialize)]
struct Pattern<'a> {
    rule: String,
    kind: &'a str,
    level: &'static str,
    regex: String,
}

/// The rules in the form of the finder's own; empty where there are none.
pub(crate) fn to_rules<'a>(rules: impl IntoIterator<Item = &'a Content>) -> String {
    let mut file = File::default();
    let mut some = false;
    for rule in rules {
        some = true;
        file.add(rule);
    }
    // Every value is a text, a bool or a list of those: nothing TOML cannot say.
    if some { toml::to_string(&file).unwrap_or_default() } else { String::new() }
}

impl<'a> File<'a> {
    fn add(&mut self, rule: &'a Content) {
        let (text, level): (&str, &str) = (&rule.text, Level::code(rule.level));
        match rule.form {
            Form::Word => self.word.push(Word { text, level }),
            Form::Together => {
                let reason = format!("{OWN}{}", rule.reason);
                self.together.push(Together { words: words_of(text), level, reason });
            }
            Form::Label => self.labels.entry(&rule.says).or_default().push(text),
            Form::Shape => self.pattern.push(Pattern {
                rule: format!("{OWN}{}", rule.reason),
                kind: &rule.says,
                level,
                regex: regex_of(text),
            }),
            Form::Office if is_phone(text) => self.harmless.phones.push(text),
            Form::Office => self.harmless.mail_domains.push(host(text)),
            Form::Mask => {
                self.masks.entry(&rule.says).or_default().insert(text, Dropped { drop: true });
            }
        }
    }
}

/// A shape as the finder looks for it: whole, not in the midst of a longer number. Between 号
/// and a digit lies no boundary of words in Unicode, so those of ASCII count.
fn regex_of(shape: &str) -> String {
    let one = |c: char| match c {
        '#' => "[0-9]".to_owned(),
        '@' => "[A-Za-z]".to_owned(),
        c if c.is_alphanumeric() => c.to_string(),
        c => format!("\\x{{{:x}}}", u32::from(c)),
    };
    let edge = |c: Option<char>| {
        if c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '#' | '@')) { r"(?-u:\b)" } else { "" }
    };
    let body: String = shape.chars().map(one).collect();
    format!("{}{body}{}", edge(shape.chars().next()), edge(shape.chars().last()))
}
