//! Questions (要填的数) whose answers are typed in with their source.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::form;
use super::ledger::Answer;
use super::refusal::Refusal;

/// A question.
#[derive(Debug, Deserialize)]
pub struct Question {
    /// Its code.
    pub code: String,
    /// The figure's name in texts.
    pub name: String,
    /// What is asked.
    pub ask: String,
    /// What the number counts.
    pub unit: String,
    /// Yuan with at most two decimals, instead of a whole number.
    #[serde(default)]
    pub is_money: bool,
    /// The question whose number this one can't be above.
    pub at_most: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    questions: Vec<Question>,
}

static QUESTIONS: LazyLock<Vec<Question>> = LazyLock::new(|| {
    let data: Data =
        toml::from_str(include_str!("../../data/questions.toml")).expect("the questions are TOML");
    data.questions
});

/// All questions.
pub fn questions() -> &'static [Question] {
    &QUESTIONS
}

/// The codes of everything that is typed in, forms included.
pub fn codes() -> impl Iterator<Item = &'static str> {
    questions().iter().map(|one| one.code.as_str()).chain(form::forms().iter().map(|one| one.code.as_str()))
}

/// The name of what is typed in.
pub fn name_of(code: &str) -> &'static str {
    let question = questions().iter().find(|one| one.code == code).map(|one| one.name.as_str());
    question.or_else(|| form::by_code(code).map(|form| form.name.as_str())).unwrap_or_default()
}

/// The most characters of a source.
const SOURCE: usize = 200;

/// Checks answers as they were typed and brings them into one form. An empty value takes an
/// answer back.
///
/// # Errors
/// Every answer that is no number, lacks its source, or is above what holds it.
pub fn check(typed: &BTreeMap<String, Answer>) -> Result<BTreeMap<String, Answer>, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut answers = BTreeMap::new();
    for question in questions() {
        let Some(answer) = typed.get(&question.code) else { continue };
        let (value, source) = (answer.value.trim(), answer.source.trim());
        if value.is_empty() {
            continue;
        }
        match (question.read(value), check_source(&question.code, source)) {
            (Some(value), None) => {
                answers.insert(question.code.clone(), Answer { value, source: source.to_owned() });
            }
            (Some(_), Some(refusal)) => refusals.push(refusal),
            (None, _) => {
                refusals.push(Refusal::NotANumber { code: &question.code, is_money: question.is_money })
            }
        }
    }
    refusals.extend(above(&answers));
    if refusals.is_empty() { Ok(answers) } else { Err(refusals) }
}

/// What is wrong with the source of what is typed in for a question or a form.
pub fn check_source(code: &'static str, source: &str) -> Option<Refusal> {
    match source.chars().count() {
        0 => Some(Refusal::SourceMissing(code)),
        length if length > SOURCE => Some(Refusal::SourceTooLong(code, SOURCE)),
        _ => None,
    }
}

fn above(answers: &BTreeMap<String, Answer>) -> Vec<Refusal> {
    let number = |code: &str| answers.get(code).and_then(|answer| answer.value.parse::<i64>().ok());
    let is_above = |question: &&'static Question| {
        let most = question.at_most.as_deref().and_then(number);
        number(&question.code).zip(most).is_some_and(|(value, most)| value > most)
    };
    let refusal = |question: &'static Question| {
        Refusal::AboveWhole(&question.code, question.at_most.as_deref().unwrap_or_default())
    };
    questions().iter().filter(is_above).map(refusal).collect()
}

impl Question {
    /// A number as people type it, in one form: whole, or yuan with two decimals.
    fn read(&self, text: &str) -> Option<String> {
        let text: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
        let text = text.trim_end_matches(self.unit.as_str());
        let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 12 || !is_digits(whole) || !is_digits(cents) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        match self.is_money {
            true if cents.len() <= 2 => Some(format!("{whole}.{cents:0<2}")),
            false if cents.is_empty() && !text.contains('.') => Some(whole.to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(rows: &[(&str, &str, &str)]) -> BTreeMap<String, Answer> {
        let answer = |value: &str, source: &str| Answer { value: value.into(), source: source.into() };
        rows.iter().map(|(code, value, source)| ((*code).to_owned(), answer(value, source))).collect()
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (code, text, value) in [
            ("complaints", "0", Some("0")),
            ("complaints", "1,024件", Some("1024")),
            ("complaints", "约3", None),
            ("complaints", "-1", None),
            ("complaints", "1.5", None),
            ("fees_yuan", "36.5", Some("36.50")),
            ("fees_yuan", "36.50元", Some("36.50")),
            ("fees_yuan", "36.505", None),
            ("fees_yuan", "1e3", None),
        ] {
            let read = check(&typed(&[(code, text, "台账")])).ok();
            let read = read.and_then(|answers| answers.get(code).map(|answer| answer.value.clone()));
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }

    #[test]
    fn every_wrong_answer_is_told_at_once() {
        let refusals = check(&typed(&[
            ("complaints", "0", ""),
            ("meetings", "几次", "纪要"),
            ("surveyed", "100", "问卷"),
            ("satisfied", "120", "问卷"),
        ]))
        .unwrap_err();
        assert_eq!(
            refusals,
            [
                Refusal::NotANumber { code: "meetings", is_money: false },
                Refusal::SourceMissing("complaints"),
                Refusal::AboveWhole("satisfied", "surveyed"),
            ]
        );
    }

    #[test]
    fn an_empty_value_takes_an_answer_back() {
        assert!(check(&typed(&[("complaints", " ", "")])).unwrap().is_empty());
    }
}
