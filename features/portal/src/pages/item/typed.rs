//! The typed fields of a publication's kind on its page.

use std::collections::BTreeMap;

use publishing::{Version, kinds};

/// The fields of the publication's kind.
#[derive(Default)]
pub struct Typed {
    pub fields: Vec<(String, Vec<String>)>,
    pub tables: Vec<RowsTable>,
}

pub struct RowsTable {
    pub label: String,
    pub is_flow: bool,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// The typed fields of the kind: single values, and rows as tables. Rows are lists: they go
/// with the list.
pub fn typed(version: &Version, stands: bool) -> Typed {
    let mut shown = Typed::default();
    let Some(kind) = kinds::kind(&version.content.kind) else { return shown };
    let Ok(typed) = kinds::check(kind, &version.content.fields) else { return shown };
    for field in &kind.fields {
        match typed.get(&field.name) {
            None => {}
            Some(kinds::FieldValue::Rows(_)) if !stands => {}
            Some(kinds::FieldValue::Rows(rows)) => shown.tables.push(table(field, rows)),
            Some(kinds::FieldValue::Lines(lines)) => shown.fields.push((field.label.clone(), lines.clone())),
            Some(other) => shown.fields.push((field.label.clone(), vec![other.text()])),
        }
    }
    shown
}

/// A way of steps is drawn as one, every other table as a table.
fn table(field: &kinds::Field, rows: &[BTreeMap<String, String>]) -> RowsTable {
    let cell = |row: &BTreeMap<String, String>, name: &String| row.get(name).cloned().unwrap_or_default();
    RowsTable {
        label: field.label.clone(),
        is_flow: field.columns.first().is_some_and(|column| column.name == "step"),
        header: field.columns.iter().map(|column| column.label.clone()).collect(),
        rows: rows
            .iter()
            .map(|row| field.columns.iter().map(|column| cell(row, &column.name)).collect())
            .collect(),
    }
}
