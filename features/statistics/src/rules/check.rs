//! What stands in the way of a report, and what a careful reader would ask about it.

use jiff::civil::Date;

use super::figure::{Group, Key, Measure, UNSORTED};
use super::ledger::{EntryState, Ledger};
use super::outline::Outline;
use super::refusal::Refusal;
use super::source::Source;
use super::text::{self, Piece, Span};
use super::token;
use web::format;

/// The most characters of a note or an opinion.
pub const LONGEST_NOTE: usize = 2000;

/// A report as it is written.
pub struct Written<'a> {
    /// Its outline.
    pub outline: &'a Outline,
    /// The text of each part.
    pub texts: &'a [String],
    /// What the writer says to the warnings.
    pub note: &'a str,
}

/// Something that a careful reader would ask about. It can be answered instead of mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The part, from 1; 0 for the whole.
    pub part: usize,
    /// What is odd, with the arithmetic.
    pub sentence: String,
    /// The figure whose records show why.
    pub key: Option<Key>,
}

/// Whether the report can be handed to the leader.
///
/// # Errors
/// All reasons why not.
pub fn check_submit(written: &Written, ledger: &Ledger, today: Date) -> Result<(), Vec<Refusal>> {
    let mut refusals = Vec::new();
    if today <= ledger.period.to {
        let last = format::long_day(ledger.period.to);
        refusals.push(Refusal::YearNotOver("统计期".to_owned(), last));
    }
    refusals.extend(empty_parts(written));
    refusals.extend(unknown_figures(written, ledger));
    refusals.extend(unanswered(written, ledger));
    let open = warnings(written, ledger).len();
    if open > 0 && written.note.trim().is_empty() {
        refusals.push(Refusal::WarningsOpen(open));
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// Checks one part when it is saved.
///
/// # Errors
/// Names that stand for nothing, and too much text.
pub fn check_part(number: usize, text: &str, ledger: &Ledger) -> Result<(), Vec<Refusal>> {
    if text.chars().count() > text::MOST {
        return Err(vec![Refusal::TextTooLong(number, text::MOST)]);
    }
    let unknown = text::unknown(text, ledger);
    if unknown.is_empty() {
        return Ok(());
    }
    Err(unknown.into_iter().map(|name| Refusal::UnknownFigure(number, format!("【{name}】"))).collect())
}

fn empty_parts(written: &Written) -> Vec<Refusal> {
    let parts = (1..).zip(&written.outline.parts).zip(written.texts);
    let empty = parts.filter(|(_, text)| text.trim().is_empty());
    empty.map(|((number, part), _)| Refusal::PartEmpty(number, part.title.clone())).collect()
}

fn unknown_figures(written: &Written, ledger: &Ledger) -> Vec<Refusal> {
    let checked = (1..).zip(written.texts).map(|(number, text)| check_part(number, text, ledger));
    checked.filter_map(Result::err).flatten().collect()
}

/// What must be typed in because a text uses it.
fn unanswered(written: &Written, ledger: &Ledger) -> Vec<Refusal> {
    let mut asked: Vec<&'static str> = written
        .texts
        .iter()
        .flat_map(|text| text::names(text, ledger))
        .filter_map(|name| token::asks(&name))
        .filter(|code| !ledger.answers.contains_key(*code))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    asked.retain(|code| seen.insert(*code));
    asked.into_iter().map(Refusal::Unanswered).collect()
}

/// Everything that a careful reader would ask about.
pub fn warnings(written: &Written, ledger: &Ledger) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (number, text) in (1..).zip(written.texts) {
        warnings.extend(contradictions(number, text));
        warnings.extend(by_hand(number, text, ledger));
        warnings.extend(unsorted(number, text, ledger));
    }
    warnings.extend(unmentioned(written, ledger));
    warnings.extend(uncovered(ledger));
    warnings
}

/// 近1000余条: nearly, and more than.
fn contradictions(part: usize, text: &str) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (at, nearly) in text.char_indices().filter(|(_, c)| matches!(c, '近' | '约')) {
        let rest = &text[at + nearly.len_utf8()..];
        let number: String = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '万' | '千' | '百'))
            .collect();
        let after = rest[number.len()..].chars().next();
        if number.chars().any(|c| c.is_ascii_digit()) && matches!(after, Some('余' | '多')) {
            let sentence = format!(
                "“{nearly}{number}{}”说不清是多是少，“{nearly}”和“余”“多”不能同时用。",
                after.unwrap_or('余')
            );
            warnings.push(Warning { part, sentence, key: None });
        }
    }
    warnings
}

/// Numbers of records that were typed into the text do not follow the records.
fn by_hand(part: usize, text: &str, ledger: &Ledger) -> Vec<Warning> {
    let mut found = Vec::new();
    for piece in text::read(text, ledger) {
        let Piece::Paragraph(spans) = piece else { continue };
        let words = spans.iter().filter_map(|span| match span {
            Span::Words(words) => Some(words.as_str()),
            _ => None,
        });
        found.extend(words.flat_map(counted_in_words));
    }
    let sentence =
        |number: String| format!("“{number}”是手写的，不会跟着记录变，点不开。能用旁边的数就用旁边的。");
    found.into_iter().map(|number| Warning { part, sentence: sentence(number), key: None }).collect()
}

/// Numbers followed by 条 or 件.
fn counted_in_words(words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut number = String::new();
    for c in words.chars() {
        match c {
            '0'..='9' | ',' | '万' if !number.is_empty() || c.is_ascii_digit() => number.push(c),
            '余' | '多' if !number.is_empty() => number.push(c),
            '条' | '件' if !number.is_empty() => found.push(format!("{}{c}", std::mem::take(&mut number))),
            _ => number.clear(),
        }
    }
    found
}

/// Blocks are named, but not everything is in one: their sum falls short.
fn unsorted(part: usize, text: &str, ledger: &Ledger) -> Option<Warning> {
    let names = text::names(text, ledger);
    let measure = [Measure::Flow, Measure::Stock].into_iter().find(|measure| {
        let block = format!("{}·", measure.word());
        names.iter().any(|name| {
            name.strip_prefix(&block).is_some_and(|block| terms::Block::from_name(block).is_some())
        })
    })?;
    let key = Key { measure, group: Group::Block(UNSORTED.to_owned()) };
    let missing = ledger.count(&key);
    if missing == 0 || names.contains(&key.words()) {
        return None;
    }
    let (all, missing_words) = (ledger.count(&Key::all(measure)), format::count(missing));
    let sum = format::count(all - missing);
    let sentence = format!(
        "各板块相加是{sum}条，{}是{}条，差{missing_words}条：这些没有选板块。补选板块，或者写上“未分类【{}】条”。",
        measure.word(),
        format::count(all),
        key.words()
    );
    Some(Warning { part, sentence, key: Some(key) })
}

/// What readers look for in every report. A thing that isn't mentioned may not have happened,
/// or may have been forgotten.
const LOOKED_FOR: [(&str, &str); 4] = [
    ("收到申请数", "依申请公开"),
    ("举报件数", "举报"),
    ("行政复议件数", "行政复议"),
    ("行政诉讼件数", "行政诉讼"),
];

fn unmentioned(written: &Written, ledger: &Ledger) -> Vec<Warning> {
    let names: Vec<String> = written.texts.iter().flat_map(|text| text::names(text, ledger)).collect();
    let missing = LOOKED_FOR.iter().filter(|(name, _)| !names.iter().any(|used| used == name));
    missing
        .map(|(name, what)| Warning {
            part: 0,
            sentence: format!("没有写到{what}。读的人不知道是没有发生还是漏了，写上【{name}】。"),
            key: None,
        })
        .collect()
}

fn uncovered(ledger: &Ledger) -> Option<Warning> {
    let missing: Vec<_> = ledger.entries.iter().filter(|entry| entry.state == EntryState::Missing).collect();
    let first: Vec<_> = missing.iter().take(8).map(|entry| format!("第{}项", entry.no)).collect();
    let more = if missing.len() > first.len() { "等" } else { "" };
    (!missing.is_empty()).then(|| Warning {
        part: 0,
        sentence: format!(
            "清单里有{}项应公开没有公开：{}{more}。写明原因和打算。",
            missing.len(),
            first.join("、")
        ),
        key: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{outline, samples};
    use jiff::civil::date;

    fn sentences(texts: &[&str]) -> Vec<String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let outline = &outline::outlines()[0];
        let mut ledger = samples::ledger();
        ledger.entries.clear();
        let written = Written { outline, texts: &texts, note: "" };
        warnings(&written, &ledger).into_iter().map(|warning| warning.sentence).collect()
    }

    const MENTIONS: &str = "申请【收到申请数】、举报【举报件数】、复议【行政复议件数】、诉讼【行政诉讼件数】";

    #[test]
    fn a_report_without_fault_has_no_warning() {
        assert_eq!(
            sentences(&[MENTIONS, "共【本学年】条，2011年10月31日，第3条规定"]).len(),
            1,
            "第3条 looks like a count"
        );
        assert_eq!(sentences(&[MENTIONS, "共【本学年】条，2011年10月31日"]), Vec::<String>::new());
    }

    #[test]
    fn nearly_and_more_contradict() {
        let found = sentences(&[MENTIONS, "近1000余条"]);
        assert!(found[0].contains("近1000余"), "{found:?}");
        assert!(found[1].contains("“1000余条”是手写的"), "{found:?}");
        assert_eq!(sentences(&[MENTIONS, "近日开展3次活动，约定多项"]), Vec::<String>::new());
    }

    #[test]
    fn blocks_that_fall_short_are_told_with_the_arithmetic() {
        let found = sentences(&[MENTIONS, "教学【本学年·教学】条"]);
        assert!(found[0].starts_with("各板块相加是2条，本学年是3条，差1条"), "{found:?}");
        assert_eq!(
            sentences(&[MENTIONS, "教学【本学年·教学】条，未分类【本学年·未分类】条"]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_is_not_mentioned_is_asked_for() {
        assert_eq!(sentences(&["【收到申请数】"]).len(), 3);
    }

    #[test]
    fn all_that_stands_in_the_way_is_said_at_once() {
        let outline = outline::by_code("three").unwrap();
        let texts = ["【条数】".to_owned(), "收到【收到申请数】件".to_owned(), " ".to_owned()];
        let written = Written { outline, texts: &texts, note: "" };
        let mut ledger = samples::ledger();
        ledger.answers.clear();
        ledger.entries.clear();
        let refusals = check_submit(&written, &ledger, date(2012, 8, 31)).unwrap_err();
        assert_eq!(
            refusals,
            [
                Refusal::YearNotOver("统计期".into(), "2012年8月31日".into()),
                Refusal::PartEmpty(3, outline.parts[2].title.clone()),
                Refusal::UnknownFigure(1, "【条数】".into()),
                Refusal::Unanswered("requests"),
                Refusal::WarningsOpen(3),
            ]
        );
    }

    #[test]
    fn a_note_answers_the_warnings() {
        let outline = outline::by_code("three").unwrap();
        let texts = ["一".to_owned(), "二".to_owned(), "三".to_owned()];
        let ledger = samples::ledger();
        let note = |note| Written { outline, texts: &texts, note };
        assert!(check_submit(&note(""), &ledger, date(2012, 9, 1)).is_err());
        assert_eq!(check_submit(&note("没有发生"), &ledger, date(2012, 9, 1)), Ok(()));
    }
}
