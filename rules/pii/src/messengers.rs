//! Numbers and names in chat services. They lead to a person like a mobile does, but the
//! contract has no type for them: they are words to look at, with rules of their own.

use std::sync::LazyLock;

use regex::Regex;

use crate::context::Context;
use crate::finding::Hit;
use crate::rules::Role;
use crate::{Kind, Rules};

/// What stands behind 微信号. A mobile there is found as such.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^[\s:：为是（(“"＋+]{0,4}([A-Za-z][A-Za-z0-9_-]{5,19})(?:[^A-Za-z0-9_.@-]|$)"#)
        .expect("built-in patterns are used by tests")
});
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^[\s:：号码为是（(“"＋+]{0,6}([1-9][0-9]{4,10})(?:[^0-9A-Za-z.@-]|$)"#)
        .expect("built-in patterns are used by tests")
});
/// Bytes behind a label in which the value is over.
const REACH: usize = 64;

pub(crate) fn find(context: &Context<'_>, rules: &Rules, hits: &mut Vec<Hit>) {
    let labels = context.marks.iter().map(|mark| (mark.role, mark.end, usize::MAX));
    let cells = context.cells.iter().map(|cell| (cell.role, cell.start, cell.end));
    for (role, from, end) in labels.chain(cells) {
        let (pattern, rule) = match role {
            Role::Wechat => (&*NAME, "wechat"),
            Role::Qq => (&*NUMBER, "qq"),
            _ => continue,
        };
        let to = context.text.floor_char_boundary(end.min(from + REACH).min(context.text.len()));
        let found = context.text.get(from..to).and_then(|value| pattern.captures(value));
        if let Some(value) = found.and_then(|found| found.get(1)) {
            let level = rules.level(Kind::Word);
            hits.push(Hit::new(from + value.start(), from + value.end(), Kind::Word, level, rule));
        }
    }
}
