//! The words around a value: what is said directly before it, near it, after
//! it on its line, and at the head of its column.

use crate::Rules;
use crate::places::Places;
use crate::rules::Role;
use crate::table::{self, Table};

/// A known word in the text; places are bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub start: usize,
    pub end: usize,
    pub role: Role,
}

/// A cell under a labelled head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub start: usize,
    pub end: usize,
    pub role: Role,
    /// Whether the table has a column of names.
    pub named: bool,
    /// Where the label at the head of its column stands.
    pub head: (usize, usize),
}

/// What is known of a text: of the stretches where something may be found, for the rest of
/// it is never looked at closely.
pub(crate) struct Context<'t> {
    pub text: &'t str,
    pub marks: Vec<Mark>,
    pub cells: Vec<Cell>,
    pub tables: Vec<Table>,
}

/// How far before a value its label may stand, in bytes: 25 Chinese characters.
const NEAR: usize = 75;
/// The same when only brackets, colons and the like lie between.
const DIRECT: usize = 24;
/// How far after a value a word may still speak of it.
const AHEAD: usize = 36;

impl<'t> Context<'t> {
    pub fn of(text: &'t str, rules: &Rules, places: &Places) -> Context<'t> {
        let marks: Vec<Mark> =
            places.stretches.iter().flat_map(|stretch| rules.words(text, stretch.clone())).collect();
        let tables = table::read(text, &marks, &places.tables);
        let cells = table::cells(text, &tables);
        Context { text, marks, cells, tables }
    }

    fn labels_before(&self, at: usize) -> impl Iterator<Item = &Mark> {
        let count = self.marks.partition_point(|mark| mark.end <= at);
        let near = self.marks[..count].iter().rev().take_while(move |mark| at - mark.end <= NEAR);
        near.filter(|mark| mark.role.is_of_numbers())
    }

    /// The label right before a value: 手机号：138….
    pub fn direct(&self, at: usize) -> Option<Role> {
        let label = self.labels_before(at).next()?;
        let between = &self.text[label.end..at];
        let filler = between.len() <= DIRECT && between.chars().all(is_filler);
        filler.then_some(label.role)
    }

    /// The last label before a value on its line, with other words between.
    pub fn near(&self, at: usize) -> Option<Role> {
        let label = self.labels_before(at).next()?;
        (!self.text[label.end..at].contains('\n')).then_some(label.role)
    }

    /// Whether a label of this role stands anywhere near before a value, on its line.
    pub fn is_near(&self, at: usize, role: Role) -> bool {
        let label = self.labels_before(at).find(|label| label.role == role);
        label.is_some_and(|label| !self.text[label.end..at].contains('\n'))
    }

    /// The first label after a value on its line.
    pub fn ahead(&self, at: usize) -> Option<Role> {
        let first = self.marks.partition_point(|mark| mark.start < at);
        let label = self.marks[first..]
            .iter()
            .take_while(|mark| mark.start - at <= AHEAD)
            .find(|m| m.role.is_of_numbers())?;
        (!self.text[at..label.start].contains('\n')).then_some(label.role)
    }

    /// The label at the head of the value's column.
    pub fn column(&self, at: usize) -> Option<Role> {
        self.cell(at).map(|cell| cell.role)
    }

    pub fn cell(&self, at: usize) -> Option<&Cell> {
        let count = self.cells.partition_point(|cell| cell.start <= at);
        self.cells[..count].last().filter(|cell| at < cell.end)
    }

    /// What the value is said to be: by the word right before it, else by its column.
    pub fn said(&self, at: usize) -> Option<Role> {
        self.direct(at).or_else(|| self.column(at))
    }
}

fn is_filler(c: char) -> bool {
    matches!(
        c,
        ':' | '：'
            | ' '
            | '\t'
            | '\u{3000}'
            | '\u{a0}'
            | '('
            | '（'
            | ')'
            | '）'
            | '['
            | '【'
            | '"'
            | '“'
            | '”'
    ) || matches!(c, '号' | '码' | '为' | '是' | '+' | '＋' | '=' | '#' | '/' | '、')
}
