//! What an Excel file keeps beside its cells: names, comments, lists to choose from,
//! headers, and the memory of pivot tables.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::super::Unreadable;
use super::super::xml::{attribute, each_event, resolved};

/// The names of sheets, and names for cells and values, with what they stand for.
pub(super) fn names(xml: &str) -> Result<String, Unreadable> {
    gathered(xml, &["definedName"], &[("sheet", "name"), ("definedName", "name"), ("definedName", "comment")])
}

/// What a sheet has beside its cells: its header and footer, lists to choose from and
/// hints, scenarios, what links say.
pub(super) fn aside(xml: &str) -> Result<String, Unreadable> {
    // A million cells are not gone through once more.
    let end = xml.rfind("</sheetData>").map_or(0, |at| at + "</sheetData>".len());
    let rest = &xml[end..];
    let whole = if end > 0 { format!("<worksheet>{rest}") } else { xml.to_owned() };
    const TEXTS: [&str; 8] = [
        "oddHeader",
        "oddFooter",
        "evenHeader",
        "evenFooter",
        "firstHeader",
        "firstFooter",
        "formula1",
        "formula2",
    ];
    const VALUES: [(&str, &str); 9] = [
        ("dataValidation", "promptTitle"),
        ("dataValidation", "prompt"),
        ("dataValidation", "error"),
        ("hyperlink", "display"),
        ("hyperlink", "tooltip"),
        ("hyperlink", "location"),
        ("inputCells", "val"),
        ("scenario", "comment"),
        ("filter", "val"),
    ];
    gathered(&whole, &TEXTS, &VALUES)
}

/// Comments with the cells they are on, a line each, and who wrote them.
pub(super) fn comments(xml: &str) -> Result<String, Unreadable> {
    let mut out = String::new();
    let mut open = false;
    each_event(xml, |event| match event {
        Event::Start(start) => match start.local_name().as_ref() {
            "comment" => {
                next_line(&mut out);
                out += &attribute(start, "ref").map(|cell| format!("{cell}\t")).unwrap_or_default();
            }
            "author" => {
                next_line(&mut out);
                open = true;
            }
            "t" => open = true,
            _ => {}
        },
        Event::End(end) => {
            open = open && !matches!(end.local_name().as_ref(), "t" | "author");
        }
        Event::Text(text) if open => out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c })),
        Event::GeneralRef(entity) if open => out += &resolved(entity),
        _ => {}
    })?;
    Ok(out)
}

/// The text of elements and the values of attributes, a line each.
fn gathered(xml: &str, texts: &[&str], values: &[(&str, &str)]) -> Result<String, Unreadable> {
    let mut out = String::new();
    let mut open = false;
    each_event(xml, |event| match event {
        Event::Start(start) | Event::Empty(start) => {
            let name = start.local_name();
            for (_, key) in values.iter().filter(|(element, _)| *element == name.as_ref()) {
                if let Some(value) = attribute(start, key) {
                    next_line(&mut out);
                    out += &value;
                }
            }
            if texts.contains(&name.as_ref()) {
                next_line(&mut out);
                open = matches!(event, Event::Start(_));
            }
        }
        Event::End(end) if texts.contains(&end.local_name().as_ref()) => open = false,
        Event::Text(text) if open => out += text,
        Event::GeneralRef(entity) if open => out += &resolved(entity),
        _ => {}
    })?;
    Ok(out)
}

fn next_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Cells of a pivot table's memory at most.
const MOST_CELLS: usize = 2_000_000;

/// The memory of pivot tables: a copy of the rows they were made from, also where the
/// sheet itself is gone.
#[derive(Debug, Default)]
pub(super) struct Pivots {
    /// The columns of each table, by its number.
    heads: BTreeMap<u32, Vec<String>>,
}

impl Pivots {
    /// The items of a definition or the rows of its records, under the names of their columns.
    pub fn see(&mut self, number: u32, xml: &str) -> Result<String, Unreadable> {
        let mut table = Table::default();
        each_event(xml, |event| match event {
            Event::Start(start) => table.open(start),
            Event::Empty(start) => table.open(start),
            Event::End(end) if end.local_name().as_ref() == "r" => table.row.clear(),
            _ => {}
        })?;
        if table.count > MOST_CELLS {
            return Err(Unreadable::because("数据透视表记着的内容太多，读不完"));
        }
        if !table.heads.is_empty() {
            self.heads.insert(number, table.heads.clone());
            return Ok(table.items());
        }
        let heads = self.heads.get(&number).map(|heads| heads.join("\t")).unwrap_or_default();
        Ok(if table.rows.is_empty() { String::new() } else { format!("{heads}\n{}", table.rows.join("\n")) })
    }
}

#[derive(Default)]
struct Table {
    heads: Vec<String>,
    /// The items of each column.
    columns: Vec<Vec<String>>,
    rows: Vec<String>,
    row: Vec<String>,
    count: usize,
}

impl Table {
    fn open(&mut self, start: &BytesStart) {
        match start.local_name().as_ref() {
            "cacheField" => {
                self.heads.push(attribute(start, "name").unwrap_or_default());
                self.columns.push(Vec::new());
            }
            "r" => {
                self.row.clear();
                self.rows.push(String::new());
            }
            // An item by its number stands among the items.
            "x" => self.take(String::new()),
            "s" | "n" | "d" | "b" | "e" => self.take(attribute(start, "v").unwrap_or_default()),
            "m" => self.take(String::new()),
            _ => {}
        }
    }

    fn take(&mut self, value: String) {
        self.count += 1;
        if self.count > MOST_CELLS {
            return;
        }
        let value = value.replace(['\t', '\n'], " ");
        match (self.columns.last_mut(), self.rows.last_mut()) {
            (Some(column), _) => column.push(value),
            (None, Some(row)) => {
                if !self.row.is_empty() {
                    row.push('\t');
                }
                *row += &value;
                self.row.push(String::new());
            }
            (None, None) => {}
        }
    }

    /// The items side by side, each column's under its head.
    fn items(&self) -> String {
        let longest = self.columns.iter().map(Vec::len).max().unwrap_or(0);
        let empty = String::new();
        let line = |at: usize| {
            let cells = self.columns.iter().map(|column| column.get(at).unwrap_or(&empty).as_str());
            cells.collect::<Vec<_>>().join("\t").trim_end().to_owned()
        };
        // Columns of very different length leave gaps only.
        let lines = (0..longest).map(line).take(MOST_CELLS / self.columns.len().max(1) + 1);
        std::iter::once(self.heads.join("\t")).chain(lines).collect::<Vec<_>>().join("\n")
    }
}
