//! What words alone tell: hardship, dates of birth, words to look at.

use std::sync::LazyLock;

use regex::Regex;

use crate::context::{Context, Mark};
use crate::finding::Hit;
use crate::lists::says_something;
use crate::rules::Role;
use crate::{Kind, Level, Rules};

/// How far a number may stand from a word to speak of the same person, in bytes.
const SAME_PERSON: usize = 150;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("built-in patterns are used by tests")
}

/// Finds what words tell; `hits` are the numbers found so far, in order.
pub(crate) fn find(context: &Context<'_>, rules: &Rules, hits: &mut Vec<Hit>) {
    let mut found = Vec::new();
    for mark in &context.marks {
        match mark.role {
            Role::Word(number) => {
                let word = rules.word(number);
                let rule = format!("word:{}", word.text);
                found.push(Hit::new(mark.start, mark.end, Kind::Word, word.level, &rule));
            }
            Role::HardshipTerm => found.extend(hardship(context, rules, mark, hits)),
            Role::BirthDate => found.extend(birth_after(context, rules, mark.end)),
            Role::Born => found.extend(birth_before(context, rules, mark)),
            _ => {}
        }
    }
    for cell in &context.cells {
        match cell.role {
            Role::BirthDate => found.extend(birth_after(context, rules, cell.start)),
            Role::Hardship if cell.named => found.extend(hardship_cell(context, rules, cell.start, cell.end)),
            _ => {}
        }
    }
    hits.append(&mut found);
}

/// 低保 in a policy is no fault; of one person it is.
fn hardship(context: &Context<'_>, rules: &Rules, mark: &Mark, numbers: &[Hit]) -> Option<Hit> {
    let level = rules.level(Kind::Hardship);
    let hit = |level, rule| Some(Hit::new(mark.start, mark.end, Kind::Hardship, level, rule));
    let text = context.text;
    let answers = context.direct(mark.start) == Some(Role::Hardship);
    let alone = !text[mark.end..].starts_with(['、', '和', '或', '等', '/']);
    if answers && alone && rules.degrees().iter().any(|degree| text[mark.start..mark.end] == **degree) {
        return hit(level, "hardship_said");
    }
    if context.cell(mark.start).is_some_and(|cell| cell.named && cell.role == Role::Remark) {
        return hit(level, "hardship_remark");
    }
    let after = numbers.partition_point(|hit| hit.start < mark.start);
    let near = |hit: &Hit| {
        let (from, to) = if hit.start < mark.start { (hit.end, mark.start) } else { (mark.end, hit.start) };
        let person = matches!(hit.kind, Kind::IdCard | Kind::Mobile | Kind::BankCard | Kind::StudentNo);
        person && from <= to && to - from <= SAME_PERSON && !text[from..to].contains('\n')
    };
    let beside = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|at| numbers.get(at));
    if beside.into_iter().any(near) { hit(level.min(Level::Warn), "hardship_beside_number") } else { None }
}

fn hardship_cell(context: &Context<'_>, rules: &Rules, start: usize, end: usize) -> Option<Hit> {
    let value = context.text[start..end].trim();
    if !says_something(value) {
        return None;
    }
    let start = start + context.text[start..end].find(value)?;
    let level = rules.level(Kind::Hardship);
    Some(Hit::new(start, start + value.len(), Kind::Hardship, level, "hardship_column"))
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r#"^[\s:：为是于（(“"]{0,4}((?:19|20)[0-9]{2}(?:[-./年][0-9]{1,2}(?P<day>[-./月][0-9]{1,2}日?)?月?|"#,
        r"(?P<plain>[01][0-9][0-3][0-9])))"
    ))
});
static DATE_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:19|20)[0-9]{2}年[0-9]{1,2}(?P<day>月[0-9]{1,2})?$"));

/// A day of birth behind its label. The month alone is custom in notices about cadres.
fn birth_after(context: &Context<'_>, rules: &Rules, at: usize) -> Option<Hit> {
    let to = context.text.floor_char_boundary((at + 48).min(context.text.len()));
    let found = DATE.captures(&context.text[at..to])?;
    let date = found.get(1)?;
    let whole = found.name("day").is_some() || found.name("plain").is_some();
    let level = if whole { rules.level(Kind::BirthDate) } else { Level::Info };
    Some(Hit::new(at + date.start(), at + date.end(), Kind::BirthDate, level, "birth_date"))
}

/// 1998年3月12日生.
fn birth_before(context: &Context<'_>, rules: &Rules, mark: &Mark) -> Option<Hit> {
    let from = context.text.floor_char_boundary(mark.start.saturating_sub(24));
    let found = DATE_BEFORE.captures(&context.text[from..mark.start])?;
    let unit = context.text[mark.start..].chars().next()?;
    let level = if found.name("day").is_some() { rules.level(Kind::BirthDate) } else { Level::Info };
    let date = found.get(0)?;
    Some(Hit::new(from + date.start(), mark.start + unit.len_utf8(), Kind::BirthDate, level, "birth_date"))
}
