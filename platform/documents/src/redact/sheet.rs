//! A sheet of an Excel file, written anew while it is read: a million cells pass through once.

use std::collections::{BTreeSet, HashMap};
use std::ops::{Range, RangeInclusive};

use quick_xml::escape::{escape, unescape};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::places::{Cut, masked};
use super::removed::{Removed, Thing};
use super::shared_strings::{SharedStrings, plain};
use super::workbook::{attribute, is_relation};
use crate::reader::Unreadable;
use crate::reader::xml::{each_event_at, value};

/// The masked cells of a sheet by row and column, counted from 0.
pub(super) type Cells = HashMap<(u32, u32), MaskedCell>;

/// A cell that cuts lie in.
#[derive(Debug)]
pub(super) struct MaskedCell {
    /// As the reader shows it.
    shown: String,
    pub cuts: Vec<Cut>,
}

impl MaskedCell {
    pub fn new(shown: &str) -> MaskedCell {
        MaskedCell { shown: shown.to_owned(), cuts: Vec::new() }
    }

    /// The cell's new text: in its own words, where the reader only changed breaks to spaces.
    fn text(&self, own: Option<&str>) -> String {
        let is_same = |own: &&str| own.chars().count() == self.shown.chars().count();
        masked(own.filter(is_same).unwrap_or(&self.shown), &self.cuts)
    }
}

/// What is seen of a sheet, or is how it is seen.
const SEEN: [&str; 16] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "mergeCells",
    "conditionalFormatting",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "drawing",
];

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A sheet with its cells masked and nothing in it that isn't seen.
pub(super) fn written(
    xml: &str,
    masked: &Cells,
    lost: &BTreeSet<String>,
    shared: &mut SharedStrings,
    removed: &mut Removed,
) -> Result<String, Unreadable> {
    let mut writer = Writer {
        xml,
        masked,
        lost,
        shared,
        out: String::with_capacity(xml.len() / 8 * 9),
        depth: 0,
        dropped: 0,
        hidden_columns: Vec::new(),
        row: 0,
        column: 0,
        row_hidden: false,
        cell: None,
        emptied: Emptied::default(),
    };
    each_event_at(xml, |at, event| writer.see(at, event))?;
    let Emptied { rows, columns, formulas, without_result } = writer.emptied;
    let out = writer.out;
    removed.count(Thing::HiddenRows, rows.len());
    removed.count(Thing::HiddenColumns, columns.len());
    removed.count(Thing::Formulas, formulas);
    removed.count(Thing::FormulasWithoutResult, without_result);
    Ok(out)
}

/// What was taken out of a sheet.
#[derive(Default)]
struct Emptied {
    rows: BTreeSet<u32>,
    columns: BTreeSet<u32>,
    formulas: usize,
    without_result: usize,
}

struct Writer<'a> {
    xml: &'a str,
    masked: &'a Cells,
    lost: &'a BTreeSet<String>,
    shared: &'a mut SharedStrings,
    out: String,
    depth: usize,
    dropped: usize,
    hidden_columns: Vec<RangeInclusive<u32>>,
    /// The row that is read, and the column of the next cell, counted from 0.
    row: u32,
    column: u32,
    row_hidden: bool,
    cell: Option<Cell>,
    emptied: Emptied,
}

/// A cell that is read.
#[derive(Default)]
struct Cell {
    /// Its place as it is written, `B2`; the prefix of its elements' names.
    place: String,
    prefix: String,
    kind: String,
    style: String,
    value: String,
    /// Where its own string begins in the XML, and where it ends.
    inline: Range<usize>,
    in_value: bool,
    in_formula: bool,
    is_formula: bool,
}

impl Writer<'_> {
    fn see(&mut self, at: Range<usize>, event: &Event) {
        match event {
            Event::Decl(_) => self.out += HEAD,
            Event::Start(_) if self.dropped > 0 => self.dropped += 1,
            Event::End(_) if self.dropped > 0 => self.dropped -= 1,
            _ if self.dropped > 0 => {}
            Event::Start(element) => match self.keeps(element) {
                false => self.dropped = 1,
                true => {
                    self.open(at, element, false);
                    self.depth += 1;
                }
            },
            Event::Empty(element) if self.keeps(element) => self.open(at, element, true),
            Event::End(element) => {
                self.depth -= 1;
                self.close(at, element.local_name().as_ref());
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => self.text(at),
            _ => {}
        }
    }

    fn keeps(&self, element: &BytesStart) -> bool {
        let leads_nowhere = || {
            let mut relations = element.attributes().flatten().filter(is_relation);
            relations.any(|relation| self.lost.contains(&value(&relation)))
        };
        match (self.depth, element.local_name().as_ref()) {
            _ if self.cell.is_some() => true,
            (1, name) => SEEN.contains(&name) && !(name == "drawing" && leads_nowhere()),
            (_, "hyperlink") => !leads_nowhere(),
            (_, "extLst") => false,
            _ => true,
        }
    }

    fn open(&mut self, at: Range<usize>, element: &BytesStart, empty: bool) {
        let name = element.local_name();
        if let Some(cell) = &mut self.cell {
            match name.as_ref() {
                "v" => cell.in_value = !empty,
                "f" => (cell.is_formula, cell.in_formula) = (true, !empty),
                "is" => cell.inline = at.start..at.end,
                _ => {}
            }
            return;
        }
        match name.as_ref() {
            "row" => self.open_row(element),
            "c" => {
                self.open_cell(element);
                if empty {
                    self.close_cell();
                }
                return;
            }
            "col" if is_hidden(element, "width") => self.hide_columns(element),
            _ => {}
        }
        self.tag(at, element, empty);
    }

    /// Writes a tag without what tells of things that are gone.
    fn tag(&mut self, at: Range<usize>, element: &BytesStart, empty: bool) {
        let name = element.local_name();
        let is_gone = |attribute: &Attribute| match (name.as_ref(), attribute.key.as_ref()) {
            ("hyperlink", "display" | "tooltip") => true,
            ("sheetFormatPr", "zeroHeight") | ("sheetPr", "filterMode") => true,
            ("pageSetup", _) => is_relation(attribute),
            _ => false,
        };
        if !element.attributes().flatten().any(|attribute| is_gone(&attribute)) {
            self.out += &self.xml[at];
            return;
        }
        self.out.extend(["<", element.name().as_ref()]);
        for attribute in element.attributes().flatten().filter(|attribute| !is_gone(attribute)) {
            let value = attribute.value.replace('"', "&quot;");
            self.out += &format!(" {}=\"{value}\"", attribute.key.as_ref());
        }
        self.out += if empty { "/>" } else { ">" };
    }

    fn open_row(&mut self, element: &BytesStart) {
        if let Ok(number) = attribute(element, "r").parse::<u32>() {
            self.row = number.saturating_sub(1);
        }
        self.column = 0;
        self.row_hidden = is_hidden(element, "ht");
    }

    fn hide_columns(&mut self, element: &BytesStart) {
        let number = |name| attribute(element, name).parse::<u32>().unwrap_or(1).saturating_sub(1);
        self.hidden_columns.push(number("min")..=number("max"));
    }

    fn open_cell(&mut self, element: &BytesStart) {
        let mut cell = Cell::default();
        for attribute in element.attributes().flatten() {
            let value = attribute.value.as_ref();
            match attribute.key.as_ref() {
                "r" => {
                    self.column = column(value).unwrap_or(self.column);
                    cell.place = value.to_owned();
                }
                "s" => cell.style = value.to_owned(),
                "t" => cell.kind = value.to_owned(),
                _ => {}
            }
        }
        let whole = element.name();
        cell.prefix = whole.as_ref().strip_suffix('c').unwrap_or_default().to_owned();
        self.cell = Some(cell);
    }

    fn close(&mut self, at: Range<usize>, name: &str) {
        match (&mut self.cell, name) {
            (Some(cell), "v") => cell.in_value = false,
            (Some(cell), "f") => cell.in_formula = false,
            (Some(cell), "is") => cell.inline.end = at.end,
            (Some(_), "c") => self.close_cell(),
            (Some(_), _) => {}
            (None, _) => {
                self.row += u32::from(name == "row");
                self.out += &self.xml[at];
            }
        }
    }

    fn text(&mut self, at: Range<usize>) {
        match &mut self.cell {
            Some(cell) if cell.in_value && !cell.in_formula => cell.value += &self.xml[at],
            Some(_) => {}
            None => self.out += &self.xml[at],
        }
    }

    fn close_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let column = self.column;
        self.column += 1;
        let column_hidden = self.hidden_columns.iter().any(|hidden| hidden.contains(&column));
        if self.row_hidden || column_hidden {
            let said = !cell.value.is_empty() || !cell.inline.is_empty();
            self.emptied.rows.extend((said && self.row_hidden).then_some(self.row));
            self.emptied.columns.extend((said && !self.row_hidden).then_some(column));
            return;
        }
        if cell.is_formula {
            match cell.value.is_empty() {
                true => self.emptied.without_result += 1,
                false => self.emptied.formulas += 1,
            }
        }
        let inline = || plain(&self.xml[cell.inline.clone()]).ok();
        let text = match (cell.kind.as_str(), self.masked.get(&(self.row, column))) {
            ("s", Some(masked)) => {
                let own = cell.value.trim().parse().ok().and_then(|number| self.shared.text(number));
                Some(masked.text(own.as_deref()))
            }
            ("inlineStr", Some(masked)) => Some(masked.text(inline().as_deref())),
            ("str", Some(masked)) => Some(masked.text(unescape(&cell.value).ok().as_deref())),
            (_, Some(masked)) => Some(masked.text(None)),
            ("inlineStr", None) => Some(inline().unwrap_or_default()),
            _ => None,
        };
        match text {
            Some(text) => cell.write_text(&text, &mut self.out),
            None => self.write_value(&cell),
        }
    }

    fn write_value(&mut self, cell: &Cell) {
        let shared = match cell.kind.as_str() {
            "s" => cell.value.trim().parse().ok().and_then(|number| self.shared.number(number)),
            _ => None,
        };
        let value = match (cell.kind.as_str(), shared) {
            ("s", number) => number.map(|number| number.to_string()).unwrap_or_default(),
            _ => cell.value.clone(),
        };
        let prefix = &cell.prefix;
        cell.write_head(if value.is_empty() { "" } else { &cell.kind }, &mut self.out);
        match value.is_empty() {
            true => self.out += "/>",
            false => self.out.extend([">", "<", prefix, "v>", &value, "</", prefix, "v></", prefix, "c>"]),
        }
    }
}

impl Cell {
    fn write_head(&self, kind: &str, out: &mut String) {
        out.extend(["<", &self.prefix, "c"]);
        for (name, value) in [("r", self.place.as_str()), ("s", &self.style), ("t", kind)] {
            if !value.is_empty() {
                out.extend([" ", name, "=\"", value, "\""]);
            }
        }
    }

    fn write_text(&self, text: &str, out: &mut String) {
        let prefix = &self.prefix;
        self.write_head("inlineStr", out);
        out.extend(["><", prefix, "is><", prefix, "t xml:space=\"preserve\">", &escape(text)]);
        out.extend(["</", prefix, "t></", prefix, "is></", prefix, "c>"]);
    }
}

/// Whether a row or column is hidden, or of no size.
fn is_hidden(element: &BytesStart, size: &str) -> bool {
    let hidden = matches!(attribute(element, "hidden").as_str(), "1" | "true");
    hidden || attribute(element, size).parse::<f64>() == Ok(0.0)
}

/// The column of a place such as `AB12`, counted from 0.
fn column(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0u32, |number, letter| {
        number.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A' + 1))
    });
    number.checked_sub(1)
}
