//! Remarks (批注) on a version: who makes, answers and settles them, and what may stand in one.
//!
//! Whoever may see a version at work reads its remarks. They are kept for ever, so nobody's data
//! belong in them.

use pii::{Kind, Level, Rules};
use terms::{PersonId, Role, UnitId, Viewer};

use super::refusal::Refusal;
use super::workflow::{Facts, may_write};
use crate::model::Version;

/// A remark is no second text.
const LONGEST_TEXT: usize = 5000;
/// The beginning of a passage is enough to find it.
const LONGEST_QUOTE: usize = 500;

/// What somebody says in a remark or in an answer to one, as it would be kept, with what speaks
/// against its words.
pub struct Said {
    /// The passage that is meant; empty where the whole is meant.
    pub quote: String,
    /// The words.
    pub text: String,
    reasons: Vec<Refusal>,
}

impl Said {
    /// Reads what was sent, which may be long: before any transaction.
    pub fn of(quote: &str, text: &str) -> Said {
        let (quote, text) = (tidy(quote), tidy(text));
        let mut reasons = Vec::new();
        match text.chars().count() {
            0 => reasons.push(Refusal::RemarkEmpty),
            1..=LONGEST_TEXT => reasons
                .extend(personal_data(&text).map(|(kind, masked)| Refusal::RemarkTellsOf(kind, masked))),
            chars => reasons.push(Refusal::RemarkTooLong(chars)),
        }
        match quote.chars().count() {
            ..=LONGEST_QUOTE => reasons
                .extend(personal_data(&quote).map(|(kind, masked)| Refusal::QuoteTellsOf(kind, masked))),
            chars => reasons.push(Refusal::QuoteTooLong(chars)),
        }
        Said { quote, text, reasons }
    }
}

/// Without control and direction characters and those that nobody sees.
fn tidy(text: &str) -> String {
    let is_hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(|c| !is_hidden(*c)).collect::<String>().trim().to_owned()
}

/// What stops a release, by its name and masked. Words such as 秘密 or 孤儿 are not meant: they are
/// what a reviewer speaks about.
fn personal_data(text: &str) -> impl Iterator<Item = (&'static str, String)> {
    let is_word = |kind: Kind| matches!(kind, Kind::Classification | Kind::Word | Kind::Hardship);
    let found = Rules::built_in().scan(text).into_iter();
    found
        .filter(move |one| one.level == Level::Block && !is_word(one.kind))
        .map(|one| (one.kind.name(), one.masked))
}

/// Whether a remark may be made on a version.
pub fn check_remark(
    viewer: &Viewer,
    facts: &Facts,
    version: &Version,
    said: &Said,
) -> Result<(), Vec<Refusal>> {
    let mut reasons = about_person(viewer, facts, "写批注");
    reasons.extend(said.reasons.iter().cloned());
    let is_short = said.quote.chars().count() <= LONGEST_QUOTE;
    if is_short && !Wording::of(version).holds(&said.quote) {
        reasons.push(Refusal::QuoteMissing);
    }
    end(reasons)
}

/// Whether a remark may be answered.
pub fn check_answer(viewer: &Viewer, facts: &Facts, said: &Said) -> Result<(), Vec<Refusal>> {
    let mut reasons = about_person(viewer, facts, "回答批注");
    reasons.extend(said.reasons.iter().cloned());
    end(reasons)
}

/// Whether a remark by this person may be settled or opened again: by whoever made it, and by those
/// who write the version.
pub fn check_settle(viewer: &Viewer, facts: &Facts, by: PersonId) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if !facts.state.is_open() {
        reasons.push(Refusal::WrongState(facts.state, "改批注"));
    }
    if !is_concerned(viewer, &facts.workers, by) {
        reasons.push(Refusal::WrongPerson("处理批注", "写这条批注的人，或者写这一稿的人"));
    }
    end(reasons)
}

/// Whether this viewer may make and answer remarks on a version now.
pub fn may_remark(viewer: &Viewer, version: &Version) -> bool {
    version.state.is_open() && takes_part(viewer, version.content.unit)
}

/// Whether this viewer may settle a remark by this person now.
pub fn may_settle(viewer: &Viewer, version: &Version, by: PersonId) -> bool {
    version.state.is_open() && is_concerned(viewer, &version.workers, by)
}

/// A version's title and text, to look for quoted passages in.
pub struct Wording(String);

impl Wording {
    /// White space does not count: browsers, tables and lists set it in their own ways.
    pub fn of(version: &Version) -> Wording {
        let text = format!("{}\n{}", version.content.title, version.body_text);
        Wording(unspaced(&tidy(&text)))
    }

    /// Whether a passage stands in it, line by line in their order.
    pub fn holds(&self, quote: &str) -> bool {
        let mut rest = self.0.as_str();
        let mut lines = quote.lines().map(unspaced).filter(|line| !line.is_empty());
        lines.all(|line| {
            let after = rest.split_once(&line).map(|(_, after)| after);
            rest = after.unwrap_or_default();
            after.is_some()
        })
    }
}

fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Those who write a version or take a step of its way; the supervisor only looks on.
fn takes_part(viewer: &Viewer, unit: UnitId) -> bool {
    let passes = [Role::SecrecyReviewer, Role::Leader, Role::Spokesperson];
    may_write(viewer, unit) || passes.iter().any(|role| viewer.has(*role))
}

/// Whoever made the remark, and those who write the version.
fn is_concerned(viewer: &Viewer, workers: &[PersonId], by: PersonId) -> bool {
    viewer.person_id().is_some_and(|me| me == by || workers.contains(&me))
}

fn about_person(viewer: &Viewer, facts: &Facts, verb: &'static str) -> Vec<Refusal> {
    let mut reasons = Vec::new();
    if !facts.state.is_open() {
        reasons.push(Refusal::WrongState(facts.state, verb));
    }
    if !takes_part(viewer, facts.unit) {
        reasons.push(Refusal::WrongPerson(verb, "写这一稿或审这一稿的人"));
    }
    reasons
}

fn end(reasons: Vec<Refusal>) -> Result<(), Vec<Refusal>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(quote: &str, text: &str) -> Vec<String> {
        Said::of(quote, text).reasons.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_nobody_sees_is_not_kept() {
        let said = Said::of(" 第一\u{200b}段\u{0} ", "\u{202e}改\u{ad}短\r\n些\u{feff}\u{2066} ");
        assert_eq!((said.quote.as_str(), said.text.as_str()), ("第一段", "改短\n些"));
        assert_eq!(words("", "\u{200b} \u{202e}"), ["批注还没有写字"]);
    }

    #[test]
    fn what_is_too_long_is_said_with_its_length() {
        assert!(words(&"引".repeat(500), &"字".repeat(5000)).is_empty());
        assert_eq!(
            words(&"引".repeat(501), &"字".repeat(5001)),
            [
                "批注有5001个字，最多5,000个字。要大改的，请改稿子或者退回",
                "引的原文有501个字，最多500个字。引开头一句就找得到"
            ]
        );
    }

    #[test]
    fn nobody_s_data_stay_in_a_remark() {
        let told = words("", "第三行身份证号11010519491231002X要去掉");
        assert!(told.len() == 1 && told[0].starts_with("批注里有身份证号（"), "{told:?}");
        assert!(!told[0].contains("19491231"), "{told:?}");
        // Disguised with a character that nobody sees.
        assert_eq!(words("", "1101051949\u{200b}1231002X").len(), 1);
        let told = words("手机13800138000", "手机号不要公开");
        assert!(told.len() == 1 && told[0].starts_with("引的原文里有手机号（"), "{told:?}");
        // What a reviewer speaks about, and an office's telephone.
        for text in ["“机密★”的标志还在第一页", "第3行写了“孤儿”，去掉", "电话改成0510-12345678"]
        {
            assert!(words("", text).is_empty(), "{text}: {:?}", words("", text));
        }
    }

    #[test]
    fn a_passage_stands_as_long_as_its_lines_do() {
        let wording = Wording(unspaced("关于评审的通知\n第一段，很短。\n甲\t12\n第三\u{3000}段。"));
        for quote in ["", "评审的通知", "第一段，\n很短。\n\n第三段", "甲 12", "甲12\n第三段"]
        {
            assert!(wording.holds(quote), "{quote}");
        }
        for quote in ["第二段", "第三段\n第一段", "第一段很短", "第三段\n第三段"] {
            assert!(!wording.holds(quote), "{quote}");
        }
    }
}
