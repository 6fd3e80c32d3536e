//! Columns of a list of persons that tell more of them than a list should: what they
//! believe, how ill they are, what they were punished for, their marks.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::finding::Hit;
use crate::rules::Role;
use crate::{Kind, Rules};

/// The rules that look at a whole column: their finding stands at its head, so nothing is
/// covered by masking it. A person must take the column out, or answer for it.
pub(crate) const OF_COLUMNS: &str = "list_";

fn rule(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::Ethnicity => "list_ethnicity",
        Role::Religion => "list_religion",
        Role::Discipline => "list_discipline",
        Role::Health => "list_health",
        Role::Score => "list_score",
        _ => return None,
    })
}

/// One finding for each such column with a value in it, where a column of names stands beside.
pub(crate) fn find(context: &Context<'_>, rules: &Rules, hits: &mut Vec<Hit>) {
    let mut columns = BTreeMap::new();
    for cell in context.cells.iter().filter(|cell| cell.named) {
        let value = context.text[cell.start..cell.end].trim();
        if let Some(rule) = rule(cell.role).filter(|_| says_something(value)) {
            columns.entry((cell.head.0, cell.head.1)).or_insert(rule);
        }
    }
    let level = rules.level(Kind::Word);
    let hit = |((start, end), rule): ((usize, usize), &str)| Hit::new(start, end, Kind::Word, level, rule);
    hits.extend(columns.into_iter().map(hit));
}

/// Whether a cell tells anything: not empty, crossed out, or masked.
pub(crate) fn says_something(value: &str) -> bool {
    !value.is_empty()
        && value != crate::mask::DROPPED
        && !["无", "否", "-", "—", "--", "——", "/", "／", "\\", "暂无", "没有", "无。"].contains(&value)
        && !value.contains(['*', '＊'])
        && !value.chars().all(|c| crate::disguise::is_hiding(c) || c == ' ')
}
