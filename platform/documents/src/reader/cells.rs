//! A sheet's cells as parts: rows are lines, cells are apart by tabs, and what stands in
//! hidden rows and columns is a part of its own.

use std::collections::HashSet;
use std::ops::Range;

use super::workbook::HIDDEN;
use super::{Corner, Part};

/// Bytes of a sheet's text at most, the gaps between cells counted.
const MOST_TEXT: u64 = 40 << 20;
/// Cells of a sheet at most.
const MOST_CELLS: usize = 4_000_000;
/// Rows that may be the head of a table.
const HEAD_ROWS: usize = 5;
/// Characters of a head at most.
const LONGEST_HEAD: usize = 20;

/// What is hidden in a sheet, rows and columns counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    /// Its rows.
    pub rows: HashSet<u32>,
    /// Its columns, as ranges.
    pub columns: Vec<Range<u32>>,
}

impl Hidden {
    fn has(&self, cell: &Cell) -> bool {
        self.rows.contains(&cell.row) || self.columns.iter().any(|range| range.contains(&cell.column))
    }
}

/// A cell, its text within [`Cells::text`].
#[derive(Clone, Debug)]
struct Cell {
    row: u32,
    column: u32,
    text: Range<u32>,
}

/// Cells in the order in which a file gives them.
#[derive(Debug, Default)]
pub(super) struct Cells {
    text: String,
    cells: Vec<Cell>,
}

impl Cells {
    /// Takes a cell; whether there is room for it.
    pub fn push(&mut self, row: u32, column: u32, text: &str) -> bool {
        let start = self.text.len();
        if start as u64 + text.len() as u64 > MOST_TEXT || self.cells.len() >= MOST_CELLS {
            return false;
        }
        // A cell's own breaks would look like cells.
        self.text.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t' | '\0') { ' ' } else { c }));
        if self.text.len() > start {
            self.cells.push(Cell { row, column, text: start as u32..self.text.len() as u32 });
        }
        true
    }

    /// The cells as parts of a sheet of this name.
    pub fn parts(mut self, name: &str, is_hidden: bool, hidden: &Hidden) -> Vec<Part> {
        if !self.cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            self.cells.sort_by_key(|cell| (cell.row, cell.column));
        }
        let aside = format!("{name}{HIDDEN}");
        let all: Vec<&Cell> = self.cells.iter().collect();
        if is_hidden {
            return vec![self.part(&aside, true, &all)];
        }
        let (apart, seen): (Vec<&Cell>, Vec<&Cell>) = all.into_iter().partition(|cell| hidden.has(cell));
        let mut parts = vec![self.part(name, false, &seen)];
        if !apart.is_empty() {
            parts.push(self.part(&aside, true, &self.under_heads(apart, &seen)));
        }
        parts
    }

    /// Hidden cells, with the heads of their columns, which tell what they are.
    fn under_heads<'a>(&'a self, apart: Vec<&'a Cell>, seen: &[&'a Cell]) -> Vec<&'a Cell> {
        let is_head = |cell: &Cell| {
            let text = self.text_of(cell);
            text.chars().count() <= LONGEST_HEAD && !text.chars().any(|c| c.is_numeric())
        };
        let mut rows: Vec<u32> = seen.iter().map(|cell| cell.row).collect();
        rows.dedup();
        let last = rows.get(HEAD_ROWS - 1).or(rows.last()).copied().unwrap_or_default();
        let heads = seen.iter().take_while(|cell| cell.row <= last).copied().filter(|cell| is_head(cell));
        let mut cells: Vec<&Cell> = heads.chain(apart).collect();
        cells.sort_by_key(|cell| (cell.row, cell.column));
        cells
    }

    fn text_of(&self, cell: &Cell) -> &str {
        self.text.get(cell.text.start as usize..cell.text.end as usize).unwrap_or_default()
    }

    fn part(&self, name: &str, hidden: bool, cells: &[&Cell]) -> Part {
        let row = cells.first().map_or(0, |cell| cell.row);
        let column = cells.iter().map(|cell| cell.column).min().unwrap_or(0);
        if length(cells, column) > MOST_TEXT {
            return Part::unreadable(name, "这张表的格子太分散，读不完，请人看一遍");
        }
        let mut text = String::new();
        let (mut at_row, mut at_column) = (row, column);
        for cell in cells {
            text.extend(std::iter::repeat_n('\n', (cell.row - at_row) as usize));
            if cell.row > at_row {
                (at_row, at_column) = (cell.row, column);
            }
            text.extend(std::iter::repeat_n('\t', (cell.column - at_column) as usize));
            at_column = cell.column;
            text += self.text_of(cell);
        }
        Part { name: name.to_owned(), text: Ok(text), sheet: Some(Corner { row, column, hidden }) }
    }
}

/// Bytes of a part's text, before it is made.
fn length(cells: &[&Cell], first_column: u32) -> u64 {
    let text: u64 = cells.iter().map(|cell| u64::from(cell.text.end - cell.text.start)).sum();
    let tabs: u64 = cells
        .chunk_by(|one, next| one.row == next.row)
        .filter_map(|row| Some(u64::from(row.last()?.column - first_column)))
        .sum();
    let rows = cells.first().zip(cells.last()).map_or(0, |(first, last)| u64::from(last.row - first.row));
    text + tabs + rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &[(u32, u32, &str)], hidden: &Hidden) -> Vec<(String, String)> {
        let mut all = Cells::default();
        assert!(cells.iter().all(|(row, column, text)| all.push(*row, *column, text)));
        let parts = all.parts("表", false, hidden);
        parts.into_iter().map(|part| (part.place(0).0, part.text.unwrap_or_else(|why| why))).collect()
    }

    #[test]
    fn hidden_cells_are_apart_and_under_their_heads() {
        let cells = [
            (0, 0, "姓名"),
            (0, 1, "学号"),
            (0, 2, "手机"),
            (1, 0, "甲"),
            (1, 1, "1"),
            (1, 2, "2"),
            (2, 0, "乙"),
            (2, 1, "3"),
            (2, 2, "4"),
        ];
        let hidden = Hidden { rows: HashSet::from([2]), columns: std::iter::once(2..3).collect() };
        let [seen, apart] = told(&cells, &hidden).try_into().unwrap();
        assert_eq!(seen, ("表!A1".into(), "姓名\t学号\n甲\t1".into()));
        assert_eq!(apart, ("表!A1 (hidden)".into(), "姓名\t学号\t手机\n甲\t\t2\n乙\t3\t4".into()));
    }

    #[test]
    fn cells_far_apart_or_out_of_order_are_read_and_too_many_gaps_are_told() {
        let none = Hidden::default();
        assert_eq!(told(&[(1, 3, "b"), (1, 1, "a")], &none), [("表!B2".into(), "a\t\tb".into())]);
        let far = told(&[(0, 0, "a"), (1_048_575, 16_383, "b")], &none);
        assert_eq!(far[0].1.len(), 1_048_575 + 16_383 + 2);
        let wide: Vec<_> = (0..5000).map(|row| (row, if row == 0 { 0 } else { 16_383 }, "a")).collect();
        assert_eq!(told(&wide, &none)[0].1, "这张表的格子太分散，读不完，请人看一遍");
    }
}
