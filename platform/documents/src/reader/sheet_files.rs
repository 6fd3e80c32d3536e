//! What the XML of an Excel file says of its sheets beside their cells: which rows and
//! columns are hidden, and which file is which sheet.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::cells::Hidden;
use super::xml::{attribute, each_event};

/// The sheets' files, hidden rows and columns by file, and the files by the sheets' names.
#[derive(Debug, Default)]
pub(super) struct SheetFiles {
    all: Vec<String>,
    hidden: HashMap<String, Hidden>,
    /// The number of a relationship, and the file it leads to.
    files: HashMap<String, String>,
    /// The name of a sheet, and the number of its relationship.
    sheets: HashMap<String, String>,
}

impl SheetFiles {
    /// Looks at one entry of the archive.
    pub fn see(&mut self, entry: &str, bytes: &[u8]) {
        let lower = entry.to_ascii_lowercase();
        if lower.starts_with("xl/worksheets/") && lower.ends_with(".xml") {
            self.all.push(file(&lower).to_owned());
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        match file(&lower) {
            "workbook.xml" => self.sheets = named(text, "sheet", "name", "id"),
            "workbook.xml.rels" => self.files = named(text, "Relationship", "Id", "Target"),
            _ if lower.starts_with("xl/worksheets/") && says_hidden(text) => {
                self.hidden.insert(file(&lower).to_owned(), hidden(text));
            }
            _ => {}
        }
    }

    /// What is hidden in the sheet of this name.
    pub fn hidden(&self, sheet: &str) -> Hidden {
        let target = self.sheets.get(sheet).and_then(|id| self.files.get(id));
        let found = target.and_then(|target| self.hidden.get(file(&target.to_ascii_lowercase())));
        found.cloned().unwrap_or_default()
    }

    /// Whether there is a sheet's file that the workbook doesn't list: no program shows it.
    pub fn has_unlisted(&self) -> bool {
        let listed: HashSet<String> =
            self.files.values().map(|path| file(path).to_ascii_lowercase()).collect();
        self.all.iter().any(|file| !listed.contains(file))
    }
}

fn file(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Two attributes of the elements of a name, as keys and values.
fn named(xml: &str, element: &str, key: &str, value: &str) -> HashMap<String, String> {
    let mut found = HashMap::new();
    let outcome = each_event(xml, |event| {
        if let Event::Start(start) | Event::Empty(start) = event
            && start.local_name().as_ref() == element
            && let (Some(key), Some(value)) = (attribute(start, key), attribute(start, value))
        {
            found.insert(key, value);
        }
    });
    // Whoever reads the whole file says that it is damaged.
    outcome.map_or_else(|_| HashMap::new(), |()| found)
}

/// Most sheets hide nothing, and a large one takes long to parse.
fn says_hidden(xml: &str) -> bool {
    ["hidden=", "width=\"0\"", "ht=\"0\"", "width='0'", "ht='0'"].iter().any(|word| xml.contains(word))
}

/// The hidden rows and columns of a sheet.
fn hidden(xml: &str) -> Hidden {
    let (mut rows, mut columns): (HashSet<u32>, Vec<Range<u32>>) = Default::default();
    let mut next = 0;
    each_event(xml, |event| {
        let (Event::Start(start) | Event::Empty(start)) = event else { return };
        match start.local_name().as_ref() {
            "row" => {
                let row = number(start, "r").map_or(next, |number| number.saturating_sub(1));
                next = row.saturating_add(1);
                if is_off(start, "ht") {
                    rows.insert(row);
                }
            }
            "col" if is_off(start, "width") => {
                let first = number(start, "min").unwrap_or(1).max(1);
                columns.push(first - 1..number(start, "max").unwrap_or(first));
            }
            _ => {}
        }
    })
    .ok();
    Hidden { rows, columns }
}

/// Set hidden, or drawn at no size.
fn is_off(start: &BytesStart, size: &str) -> bool {
    let is_set = attribute(start, "hidden").is_some_and(|value| matches!(&*value, "1" | "true"));
    is_set
        || attribute(start, size).and_then(|value| value.parse::<f64>().ok()).is_some_and(|size| size == 0.0)
}

fn number(start: &BytesStart, name: &str) -> Option<u32> {
    attribute(start, name)?.parse().ok()
}
