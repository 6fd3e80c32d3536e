//! Tables in plain text: a line of heads, and lines whose cells stand under them.

use crate::context::{Cell, Mark};
use crate::rules::Role;

/// A head is short; a line with a longer cell around a label is a sentence.
const LONGEST_HEAD: usize = 45;

struct Head {
    separator: char,
    /// By column.
    roles: Vec<Option<Role>>,
    named: bool,
}

/// The cells under labelled heads, in the order of the text.
pub(crate) fn cells(text: &str, marks: &[Mark]) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut head: Option<Head> = None;
    let (mut start, mut mark) = (0, 0);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let first = mark;
        while marks.get(mark).is_some_and(|mark| mark.start < end) {
            mark += 1;
        }
        let content = line.trim_end_matches(['\n', '\r']);
        if let Some(found) = read_head(content, start, &marks[first..mark]) {
            head = Some(found);
        } else if let Some(known) = &head {
            match content.contains(known.separator) {
                true => row(known, content, start, &mut cells),
                false if content.trim().is_empty() => {}
                false => head = None,
            }
        }
        start = end;
    }
    cells
}

fn read_head(line: &str, start: usize, marks: &[Mark]) -> Option<Head> {
    if marks.iter().filter(|mark| mark.role.is_label()).count() == 0 || has_long_number(line) {
        return None;
    }
    let separator = ['\t', '|', ',', '，'].into_iter().find(|separator| line.contains(*separator))?;
    let mut place = start;
    let mut next = 0;
    let mut roles = Vec::new();
    for cell in line.split(separator) {
        let end = place + cell.len();
        while marks.get(next).is_some_and(|mark| mark.start < place) {
            next += 1;
        }
        let short = cell.len() <= LONGEST_HEAD;
        let label = marks.get(next).filter(|mark| short && mark.end <= end && mark.role.is_label());
        roles.push(label.map(|mark| mark.role));
        place = end + separator.len_utf8();
    }
    // 联系人，电话 in a sentence is no head: every cell of a head is short.
    let whole = line.split(separator).all(|cell| cell.len() <= LONGEST_HEAD);
    let named = roles.contains(&Some(Role::Name));
    (whole && roles.iter().any(Option::is_some)).then_some(Head { separator, roles, named })
}

fn has_long_number(line: &str) -> bool {
    line.as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .any(|run| run.len() > 4 && run[0].is_ascii_digit())
}

fn row(head: &Head, line: &str, start: usize, cells: &mut Vec<Cell>) {
    let mut place = start;
    for (column, cell) in line.split(head.separator).enumerate() {
        let end = place + cell.len();
        if let Some(role) = head.roles.get(column).copied().flatten() {
            cells.push(Cell { start: place, end, role, named: head.named });
        }
        place = end + head.separator.len_utf8();
    }
}
