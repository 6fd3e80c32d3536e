//! Excel files as tables of a page: what is seen in the sheets, as it is shown there.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::Manuscript;
use super::formats::{self, Format};
use super::package::{attribute, child, is, parsed, relations};
use super::tables::{self, Cell, Row};
use crate::html::escape;
use crate::reader::Unreadable;
use crate::reader::archive::{Archive, Budget};

/// Rows and cells that a page takes; more is for a file to download.
const MOST_ROWS: usize = 2000;
const MOST_CELLS: usize = 40_000;
/// Bytes of a sheet that are looked at, to find that it has more.
const MOST_BYTES: usize = 24 << 20;

/// Makes an Excel file into a page.
pub(super) fn read(bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let book = Book::open(bytes)?;
    let mut manuscript = Manuscript::default();
    let mut lose = |what: &str| {
        if !manuscript.lost.iter().any(|lost| lost == what) {
            manuscript.lost.push(what.to_owned());
        }
    };
    let mut shown = Vec::new();
    for sheet in &book.sheets {
        if sheet.is_hidden {
            lose("隐藏的工作表");
            continue;
        }
        let rows = book.rows(sheet, &mut lose)?;
        shown.extend(tables::of_sheet(rows).map(|table| (sheet.name.clone(), table)));
    }
    if book.has_drawings {
        lose("表里的图片和图表（请截图插入）");
    }
    if book.has_comments {
        lose("批注");
    }
    if let [(_, (title, _))] = shown.as_mut_slice() {
        // The title of the only table is the page's.
        manuscript.title = title.take();
    }
    let is_alone = shown.len() == 1;
    let tables = shown.into_iter().map(|(name, (title, html))| {
        let is_named = !is_alone && !name.to_lowercase().starts_with("sheet");
        let heading = if is_named { format!("<h2>{}</h2>\n", escape(&name)) } else { String::new() };
        let caption = title.map(|title| format!("\n<caption>{}</caption>", escape(&title)));
        heading + &html.replacen("<table>", &format!("<table>{}", caption.unwrap_or_default()), 1)
    });
    manuscript.html = tables.collect::<Vec<_>>().join("\n");
    if manuscript.html.is_empty() {
        return Err(Unreadable::because("表里没有看得见的内容"));
    }
    Ok(manuscript)
}

struct Book {
    sheets: Vec<Sheet>,
    strings: Vec<String>,
    /// The formats of cells, by the number of their style.
    formats: Vec<Format>,
    is_1904: bool,
    has_drawings: bool,
    has_comments: bool,
}

struct Sheet {
    name: String,
    xml: String,
    is_hidden: bool,
}

impl Book {
    fn open(bytes: &[u8]) -> Result<Book, Unreadable> {
        let mut budget = Budget::default();
        let mut archive = Archive::open(bytes, &mut budget)?;
        let names = archive.names.clone();
        let mut text = |wanted: &str| -> Result<Option<String>, Unreadable> {
            let Some((at, _)) = names.iter().find(|(_, name)| name.eq_ignore_ascii_case(wanted)) else {
                return Ok(None);
            };
            let bytes = archive.bytes(*at, &mut budget)?;
            if bytes.len() > MOST_BYTES {
                return Err(too_large());
            }
            crate::sheets::text(&bytes).map(Some).map_err(|_| damaged())
        };
        let workbook = text("xl/workbook.xml")?.ok_or_else(damaged)?;
        let links = text("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
        let links = relations(&links);
        let tree = parsed(&workbook)?;
        let mut sheets = Vec::new();
        for node in tree.descendants().filter(|node| is(*node, "sheet")) {
            let target = attribute(node, "id").and_then(|id| links.get(id)).map(|(target, _)| target);
            let path = match target {
                Some(target) if target.starts_with('/') => target[1..].to_owned(),
                Some(target) => format!("xl/{target}"),
                None => continue,
            };
            let is_hidden = attribute(node, "state").is_some_and(|state| state != "visible");
            // What nobody sees is not even unpacked.
            let xml = if is_hidden { None } else { text(&path)? };
            let name = attribute(node, "name").unwrap_or_default().to_owned();
            sheets.push(Sheet { name, xml: xml.unwrap_or_default(), is_hidden });
        }
        let is_1904 = tree
            .descendants()
            .any(|node| is(node, "workbookPr") && matches!(attribute(node, "date1904"), Some("1" | "true")));
        let strings = text("xl/sharedStrings.xml")?.map(|xml| strings(&xml)).transpose()?.unwrap_or_default();
        let formats = text("xl/styles.xml")?.map(|xml| cell_formats(&xml)).transpose()?.unwrap_or_default();
        let has = |part: &str| names.iter().any(|(_, name)| name.starts_with(part));
        Ok(Book {
            sheets,
            strings,
            formats,
            is_1904,
            has_drawings: has("xl/drawings/drawing"),
            has_comments: has("xl/comments") || has("xl/threadedComments"),
        })
    }

    /// What is seen of a sheet.
    fn rows(&self, sheet: &Sheet, lose: &mut impl FnMut(&str)) -> Result<Vec<Row>, Unreadable> {
        let tree = parsed(&sheet.xml)?;
        let root = tree.root_element();
        let hidden = hidden_columns(root);
        let merged = Merged::of(root);
        let mut rows = Vec::new();
        let mut count = 0;
        let data = child(root, "sheetData");
        let mut next = 1;
        let mut is_anything_hidden = !hidden.is_empty();
        for node in data.into_iter().flat_map(|data| data.children()).filter(|node| is(*node, "row")) {
            let number = attribute(node, "r").and_then(|number| number.parse().ok()).unwrap_or(next);
            next = number + 1;
            if matches!(attribute(node, "hidden"), Some("1" | "true")) {
                is_anything_hidden = true;
                continue;
            }
            let cells = self.cells(node, number, &hidden, &merged, lose);
            count += cells.len();
            if rows.len() >= MOST_ROWS || count > MOST_CELLS {
                return Err(too_large());
            }
            rows.push((number, cells));
        }
        if is_anything_hidden {
            lose("隐藏的行和列");
        }
        Ok(seen(rows, &hidden, &merged))
    }

    /// The cells of a row that say something, by their columns.
    fn cells(
        &self,
        row: Node,
        number: usize,
        hidden: &HashSet<usize>,
        merged: &Merged,
        lose: &mut impl FnMut(&str),
    ) -> Vec<(usize, String)> {
        let mut cells = Vec::new();
        let mut next = 0;
        for node in row.children().filter(|node| is(*node, "c")) {
            let column = attribute(node, "r").and_then(column).unwrap_or(next);
            next = column + 1;
            if hidden.contains(&column) || merged.is_covered(number, column) {
                continue;
            }
            let text = self.text(node, lose);
            if !text.is_empty() {
                cells.push((column, text));
            }
        }
        cells
    }

    fn text(&self, cell: Node, lose: &mut impl FnMut(&str)) -> String {
        let value = child(cell, "v").and_then(|value| value.text()).unwrap_or_default();
        match attribute(cell, "t") {
            Some("s") => {
                value.parse().ok().and_then(|at: usize| self.strings.get(at)).cloned().unwrap_or_default()
            }
            Some("inlineStr") => child(cell, "is").map(words).unwrap_or_default(),
            Some("str" | "d") => value.trim().to_owned(),
            Some("b") => if value == "1" { "是" } else { "否" }.to_owned(),
            Some("e") => {
                lose("算错了的格子（#N/A 一类）");
                String::new()
            }
            _ if value.is_empty() => {
                if child(cell, "f").is_some() {
                    lose("没有存下结果的公式（请在 Excel 里打开，保存一次）");
                }
                String::new()
            }
            _ => {
                let style = attribute(cell, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
                let format = self.formats.get(style).unwrap_or(&Format::General);
                let number = value.trim().parse().ok();
                number.map_or(value.to_owned(), |number| formats::shown(number, format, self.is_1904))
            }
        }
    }
}

fn damaged() -> Unreadable {
    Unreadable::because("表格文件已损坏，或加了密码，打不开")
}

fn too_large() -> Unreadable {
    Unreadable(format!("表太长，网页最多放 {MOST_ROWS} 行。请把它作为附件上传，正文里写几句说明"))
}

/// The words of a string, without what is written above them.
fn words(node: Node) -> String {
    let is_seen = |text: &Node| !text.ancestors().any(|above| is(above, "rPh"));
    let texts = node.descendants().filter(|node| is(*node, "t")).filter(is_seen);
    texts.filter_map(|text| text.text()).collect::<String>().trim().to_owned()
}

fn strings(xml: &str) -> Result<Vec<String>, Unreadable> {
    let tree = parsed(xml)?;
    Ok(tree.root_element().children().filter(|node| is(*node, "si")).map(words).collect())
}

fn cell_formats(xml: &str) -> Result<Vec<Format>, Unreadable> {
    let tree = parsed(xml)?;
    let root = tree.root_element();
    let number = |node: Node, name: &str| attribute(node, name).and_then(|id| id.parse::<u32>().ok());
    let own: HashMap<u32, Format> = root
        .descendants()
        .filter(|node| is(*node, "numFmt"))
        .filter_map(|node| {
            Some((number(node, "numFmtId")?, formats::of_code(attribute(node, "formatCode")?)))
        })
        .collect();
    let styles = child(root, "cellXfs").into_iter().flat_map(|styles| styles.children());
    let format = |node: Node| {
        let id = number(node, "numFmtId").unwrap_or(0);
        own.get(&id).cloned().unwrap_or_else(|| formats::built_in(id))
    };
    Ok(styles.filter(|node| is(*node, "xf")).map(format).collect())
}

/// The column of an address such as `AB12`, from 0.
fn column(address: &str) -> Option<usize> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters
        .take(4)
        .fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

fn row(address: &str) -> Option<usize> {
    address.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
}

/// Columns that one range hides at most: a sheet has 16,384.
const COLUMNS: usize = 1 << 14;

fn hidden_columns(root: Node) -> HashSet<usize> {
    let ranges = child(root, "cols").into_iter().flat_map(|columns| columns.children());
    let hidden = ranges.filter(|node| matches!(attribute(*node, "hidden"), Some("1" | "true")));
    let range = |node: Node| {
        let number = |name| attribute(node, name).and_then(|number| number.parse::<usize>().ok());
        Some(number("min")?.max(1) - 1..number("max")?.min(COLUMNS))
    };
    hidden.filter_map(range).flatten().collect()
}

/// Cells that are one.
struct Merged {
    /// From the first row and column to the last.
    ranges: Vec<[usize; 4]>,
}

impl Merged {
    fn of(root: Node) -> Merged {
        let cells = child(root, "mergeCells").into_iter().flat_map(|cells| cells.children());
        let range = |node: Node| {
            let (from, to) = attribute(node, "ref")?.split_once(':')?;
            Some([row(from)?, column(from)?, row(to)?, column(to)?])
        };
        Merged { ranges: cells.filter_map(range).take(MOST_CELLS).collect() }
    }

    fn of_cell(&self, row: usize, column: usize) -> Option<&[usize; 4]> {
        self.ranges.iter().find(|[from, left, ..]| (*from, *left) == (row, column))
    }

    /// Whether a cell above reaches down to a row.
    fn reaches(&self, row: usize) -> bool {
        self.ranges.iter().any(|[from, _, to, _]| from < to && (*from..=*to).contains(&row))
    }

    /// Whether the cell lies under another.
    fn is_covered(&self, row: usize, column: usize) -> bool {
        let inside = |[from, left, to, right]: &[usize; 4]| {
            (*from..=*to).contains(&row)
                && (*left..=*right).contains(&column)
                && (*from, *left) != (row, column)
        };
        self.ranges.iter().any(inside)
    }
}

/// A row's number, and its cells that say something by their columns.
type Found = (usize, Vec<(usize, String)>);

/// The rows as a table, without those and without the columns at the sides that say nothing.
fn seen(mut rows: Vec<Found>, hidden: &HashSet<usize>, merged: &Merged) -> Vec<Row> {
    rows.retain(|(number, cells)| !cells.is_empty() || merged.reaches(*number));
    let says = |(_, cells): &Found| !cells.is_empty();
    let (Some(first), Some(last)) = (rows.iter().position(says), rows.iter().rposition(says)) else {
        return Vec::new();
    };
    let used = &rows[first..=last];
    let columns = used.iter().flat_map(|(_, cells)| cells).map(|(column, _)| *column);
    let (left, right) = (columns.clone().min().unwrap_or(0), columns.max().unwrap_or(0));
    let sheet = Seen {
        columns: (left..=right).filter(|column| !hidden.contains(column)).collect(),
        rows: used.iter().map(|(number, _)| *number).collect(),
        merged,
    };
    used.iter().enumerate().map(|(at, row)| sheet.row(row, at == 0)).collect()
}

/// The rows and columns of a table, by their numbers in the sheet.
struct Seen<'a> {
    columns: Vec<usize>,
    rows: Vec<usize>,
    merged: &'a Merged,
}

impl Seen<'_> {
    fn row(&self, (number, cells): &Found, is_first: bool) -> Row {
        // A title stands in the first cell, merged with the others or not.
        if let ([(_, title)], true) = (cells.as_slice(), is_first && self.columns.len() > 1) {
            return Row::of_cells(vec![Cell::of_text(0, self.columns.len(), 1, title)]);
        }
        let texts: HashMap<usize, &str> =
            cells.iter().map(|(column, text)| (*column, text.as_str())).collect();
        let seen = self.columns.iter().enumerate();
        let cells = seen.filter(|(_, column)| !self.merged.is_covered(*number, **column));
        let cell = |(place, column): (usize, &usize)| {
            let (columns, rows) = self.extent(*number, *column);
            Cell::of_text(place, columns, rows, texts.get(column).copied().unwrap_or_default())
        };
        Row::of_cells(cells.map(cell).collect())
    }

    /// How many of the columns and rows that are seen a cell takes.
    fn extent(&self, row: usize, column: usize) -> (usize, usize) {
        let Some([from, left, to, right]) = self.merged.of_cell(row, column) else { return (1, 1) };
        let columns = self.columns.iter().filter(|column| (*left..=*right).contains(column)).count();
        let rows = self.rows.iter().filter(|row| (*from..=*to).contains(row)).count();
        (columns.max(1), rows.max(1))
    }
}
