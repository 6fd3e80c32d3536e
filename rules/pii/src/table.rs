//! Tables in plain text: a line of heads, and lines whose cells stand under them.

use std::ops::Range;

use crate::context::{Cell, Mark};
use crate::rules::{Role, Rules};

/// A head is short; a line with a longer cell around a label is a sentence. In bytes.
pub(crate) const LONGEST_HEAD: usize = 45;
/// A row is no longer than this; a paragraph may be. In bytes.
pub(crate) const LONGEST_ROW: usize = 2000;
/// What may part cells, the likeliest first.
pub(crate) const SEPARATORS: [char; 4] = ['\t', '|', ',', '，'];

/// A line of heads.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub separator: char,
    /// By column: the label's role, and where the label stands.
    pub columns: Vec<Option<Mark>>,
    /// Where each cell of the line stands.
    pub places: Vec<Range<usize>>,
    pub named: bool,
}

/// A table, its rows by the places of their lines.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub head: Head,
    pub rows: Vec<Range<usize>>,
}

/// What a line is to the table before it.
enum Line {
    Row,
    Blank,
    End,
}

/// The tables in these regions of a text, each of whole lines; `marks` are those of the
/// text, in order.
pub(crate) fn read(text: &str, marks: &[Mark], regions: &[Range<usize>]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for region in regions {
        let mut open = false;
        let mut mark = marks.partition_point(|mark| mark.start < region.start);
        for line in lines(text, region.clone()) {
            let first = mark;
            while marks.get(mark).is_some_and(|mark| mark.start < line.end) {
                mark += 1;
            }
            if let Some(head) = read_head(text, line.clone(), &marks[first..mark]) {
                tables.push(Table { head, rows: Vec::new() });
                open = true;
            } else if let Some(table) = tables.last_mut().filter(|_| open) {
                match table.head.takes(&text[line.clone()]) {
                    Line::Row => table.rows.push(line),
                    Line::Blank => {}
                    Line::End => open = false,
                }
            }
        }
    }
    tables
}

/// The cells under labelled heads, in the order of the text.
pub(crate) fn cells(text: &str, tables: &[Table]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for table in tables {
        for row in &table.rows {
            for (place, column) in table.cells(text, row).zip(&table.head.columns) {
                if let Some(head) = column {
                    let (named, head_at) = (table.head.named, (head.start, head.end));
                    cells.push(Cell {
                        start: place.start,
                        end: place.end,
                        role: head.role,
                        named,
                        head: head_at,
                    });
                }
            }
        }
    }
    cells
}

impl Table {
    /// The cells of one of its rows.
    pub fn cells<'t>(&self, text: &'t str, row: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 't {
        split(text, row.clone(), self.head.separator)
    }
}

/// The line that begins at `start`, if it is a head; the end of its table otherwise.
pub(crate) fn extent(text: &str, line: Range<usize>, rules: &Rules) -> Option<usize> {
    let marks: Vec<Mark> = rules.words(text, line.clone()).collect();
    let head = read_head(text, line.clone(), &marks)?;
    let mut end = line.end;
    for next in lines(text, line.end..text.len()) {
        let follows = match head.takes(&text[next.clone()]) {
            Line::Row | Line::Blank => true,
            Line::End => false,
        };
        if !follows {
            break;
        }
        end = next.end;
    }
    Some(end)
}

/// The lines of a stretch that begins with one, their ends with them.
fn lines(text: &str, stretch: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = stretch.start;
    text[stretch].split_inclusive('\n').map(move |line| {
        let place = start..start + line.len();
        start = place.end;
        place
    })
}

fn split(text: &str, line: Range<usize>, separator: char) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut place = line.start;
    text[line].trim_end_matches(['\n', '\r']).split(separator).map(move |cell| {
        let found = place..place + cell.len();
        place = found.end + separator.len_utf8();
        found
    })
}

impl Head {
    /// A sentence ends in a full stop, a row of cells between commas doesn't.
    fn takes(&self, line: &str) -> Line {
        let content = line.trim_end();
        let sentence = matches!(self.separator, ',' | '，') && content.ends_with(['。', '；']);
        if line.len() <= LONGEST_ROW && content.contains(self.separator) && !sentence {
            Line::Row
        } else if content.is_empty() {
            Line::Blank
        } else {
            Line::End
        }
    }
}

fn read_head(text: &str, line: Range<usize>, marks: &[Mark]) -> Option<Head> {
    // Very short words of other scripts (tel) name a column beside others, and make no head alone.
    let long = |mark: &&Mark| mark.role.is_label() && mark.end - mark.start >= 6;
    let content = &text[line.clone()];
    if marks.iter().filter(long).count() == 0 || has_long_number(content) {
        return None;
    }
    let separator = SEPARATORS.into_iter().find(|separator| content.contains(*separator))?;
    let places: Vec<Range<usize>> = split(text, line, separator).collect();
    // 联系人，电话 in a sentence is no head: every cell of a head is short.
    if places.iter().any(|cell| cell.len() > LONGEST_HEAD) {
        return None;
    }
    let mut next = 0;
    let mut columns = Vec::new();
    for cell in &places {
        while marks.get(next).is_some_and(|mark| mark.start < cell.start) {
            next += 1;
        }
        let inside = marks[next..].iter().take_while(|mark| mark.end <= cell.end);
        let label = inside.into_iter().find(|mark| mark.role.is_label());
        columns.push(label.copied());
    }
    let named = columns.iter().flatten().any(|mark| mark.role == Role::Name);
    columns.iter().any(Option::is_some).then_some(Head { separator, columns, places, named })
}

fn has_long_number(line: &str) -> bool {
    line.as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .any(|run| run.len() > 4 && run[0].is_ascii_digit())
}
