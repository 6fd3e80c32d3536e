//! A Word file's tables, with cells that take several columns or rows, the names of their columns
//! as heads, and a title that stood in the first row above them.

use roxmltree::Node;

use super::found::Found;
use super::package::{child, is, switch, val};
use super::word::{Block, Paragraph, Walk};
use crate::html::escape;

/// A title in a first row is no longer than this.
const LONGEST_TITLE: usize = 60;
/// Rows that heads take at most.
const HIGHEST_HEAD: usize = 3;
/// Columns that one cell may take.
const WIDEST: usize = 100;

/// A cell, over the columns and rows that it takes.
#[derive(Debug)]
pub(super) struct Cell {
    column: usize,
    columns: usize,
    rows: usize,
    html: String,
    plain: String,
    text: String,
}

/// A row with the cells that begin in it.
#[derive(Debug, Default)]
pub(super) struct Row {
    cells: Vec<Cell>,
    is_head: bool,
}

/// Adds a table, or what stands in it where it is only a frame around text.
pub(super) fn add<'a, 'input>(walk: &mut Walk<'a, 'input>, table: Node<'a, 'input>, blocks: &mut Vec<Block>) {
    let nodes: Vec<Node> = rows_of(table);
    let cells = |row: &Node<'a, 'input>| row.children().filter(|node| is(*node, "tc")).collect::<Vec<_>>();
    if let [row] = nodes.as_slice()
        && let [cell] = cells(row).as_slice()
    {
        blocks.append(&mut walk.blocks(*cell));
        return;
    }
    let mut rows: Vec<Row> = Vec::new();
    for node in nodes {
        let row = row(walk, node, &mut rows);
        rows.push(row);
    }
    if let Some(html) = html(rows) {
        blocks.push(Block::Table(html));
    }
}

/// The rows, those within content controls too.
fn rows_of<'a, 'input>(table: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
    let mut rows = Vec::new();
    for node in table.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "tr" => rows.push(node),
            "sdt" | "sdtContent" | "ins" | "customXml" => rows.extend(rows_of(node)),
            _ => {}
        }
    }
    rows
}

fn row<'a, 'input>(walk: &mut Walk<'a, 'input>, node: Node<'a, 'input>, above: &mut [Row]) -> Row {
    let properties = child(node, "trPr");
    let before = properties.and_then(|row| val(row, "gridBefore")).and_then(|count| count.parse().ok());
    let mut column: usize = before.unwrap_or(0);
    let mut row = Row {
        is_head: properties.and_then(|row| switch(row, "tblHeader")).unwrap_or(false),
        ..Row::default()
    };
    for cell in node.descendants().filter(|cell| is(*cell, "tc") && row_of(*cell) == Some(node)) {
        let about = child(cell, "tcPr");
        let columns = about.and_then(|about| val(about, "gridSpan")).and_then(|span| span.parse().ok());
        let columns = columns.unwrap_or(1).clamp(1, WIDEST);
        let merged = about.and_then(|about| child(about, "vMerge"));
        let goes_on =
            merged.is_some_and(|merged| super::package::attribute(merged, "val") != Some("restart"));
        let upper = if goes_on { upper(above, column) } else { None };
        match upper {
            Some(upper) => upper.rows += 1,
            None => {
                let found = walk.blocks(cell);
                row.cells.push(Cell::of_blocks(&mut walk.found, found, column, columns));
            }
        }
        column += columns;
    }
    row
}

fn row_of<'a, 'input>(cell: Node<'a, 'input>) -> Option<Node<'a, 'input>> {
    cell.ancestors().skip(1).find(|above| is(*above, "tr"))
}

/// The cell that reaches down to this column.
fn upper(above: &mut [Row], column: usize) -> Option<&mut Cell> {
    let count = above.len();
    let reaches = |at: usize, cell: &Cell| cell.column == column && at + cell.rows == count;
    above.iter_mut().enumerate().find_map(|(at, row)| row.cells.iter_mut().find(|cell| reaches(at, cell)))
}

/// The table with its title above it; nothing where it is empty.
pub(super) fn html(rows: Vec<Row>) -> Option<String> {
    let (title, table) = titled(rows)?;
    let caption = title.map(|title| format!("<caption>{}</caption>", title.plain)).unwrap_or_default();
    Some(table.replacen("<table>", &format!("<table>{caption}"), 1))
}

/// A sheet's title and its table.
pub(super) fn of_sheet(rows: Vec<Row>) -> Option<(Option<String>, String)> {
    titled(rows).map(|(title, table)| (title.map(|title| title.text), table))
}

/// The title in the first row, and the table below it.
fn titled(mut rows: Vec<Row>) -> Option<(Option<Cell>, String)> {
    rows.retain(|row| !row.cells.is_empty());
    let width = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column + cell.columns).max()?;
    if rows.iter().flat_map(|row| &row.cells).all(|cell| cell.html.is_empty()) {
        return None;
    }
    let title = if is_title(&rows, width) { rows.remove(0).cells.pop() } else { None };
    let mut html = String::from("<table>");
    let heads = heads(&rows);
    if heads > 0 {
        html += "\n<thead>";
        rows[..heads].iter().for_each(|row| html += &row.html(true));
        html += "\n</thead>";
    }
    html += "\n<tbody>";
    rows[heads..].iter().for_each(|row| html += &row.html(false));
    Some((title, html + "\n</tbody></table>"))
}

/// A first row of one cell over all columns is the table's title.
fn is_title(rows: &[Row], width: usize) -> bool {
    let [first, _, ..] = rows else { return false };
    match first.cells.as_slice() {
        [cell] => {
            cell.columns == width
                && width > 1
                && cell.rows == 1
                && !cell.text.is_empty()
                && cell.text.chars().count() <= LONGEST_TITLE
        }
        _ => false,
    }
}

/// How many rows name the columns: those that the file marks; otherwise the first, if it names
/// every column and holds no figure, with the rows that it reaches down to.
fn heads(rows: &[Row]) -> usize {
    let marked = rows.iter().take_while(|row| row.is_head).count();
    if marked > 0 {
        return if marked < rows.len() { marked } else { 0 };
    }
    let Some(first) = rows.first().filter(|_| rows.len() > 1) else { return 0 };
    let names = |cell: &Cell| !cell.text.is_empty() && !is_figure(&cell.text);
    if first.cells.len() < 2 || !first.cells.iter().all(names) {
        return 0;
    }
    let high = first.cells.iter().map(|cell| cell.rows).max().unwrap_or(1);
    if high < rows.len() { high.min(HIGHEST_HEAD) } else { 1 }
}

/// A number, a sum, a day: what stands under a name, not a name. A year or a class is one.
fn is_figure(text: &str) -> bool {
    // What it is measured in says nothing of that: 2026年（人）.
    let text = text.split(['（', '(']).next().unwrap_or_default().trim();
    if text.ends_with(['年', '度', '月', '级', '届', '班']) {
        return false;
    }
    let figures = text.chars().filter(char::is_ascii_digit).count();
    figures > 0 && figures * 2 >= text.chars().filter(|c| !c.is_whitespace()).count()
}

impl Row {
    /// A row of a sheet, which marks no heads.
    pub fn of_cells(cells: Vec<Cell>) -> Row {
        Row { cells, is_head: false }
    }

    /// A row that names the columns.
    pub fn of_heads(cells: Vec<Cell>) -> Row {
        Row { cells, is_head: true }
    }

    fn html(&self, is_head: bool) -> String {
        let cells: String = self.cells.iter().map(|cell| cell.html(is_head)).collect();
        format!("\n<tr>{cells}</tr>")
    }
}

impl Cell {
    /// A cell of these blocks.
    pub fn of_blocks(found: &mut Found, blocks: Vec<Block>, column: usize, columns: usize) -> Cell {
        let (mut html, mut plain, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        for block in blocks {
            match block {
                Block::Paragraph(Paragraph { mut line, before, .. }) => {
                    if let Some((before, _)) = before {
                        line.begin_with(&super::assemble::written(&before));
                    }
                    html.push(line.html(true));
                    plain.push(line.html(false));
                    texts.push(line.text());
                }
                Block::Table(inner) => {
                    found.lose("表格里的表格（只留下了字）");
                    let text = crate::html::to_text(&inner).replace('\t', " ");
                    html.push(escape(&text).replace('\n', "<br>"));
                    plain.push(escape(&text).replace('\n', "<br>"));
                    texts.push(text);
                }
            }
        }
        Cell {
            column,
            columns,
            rows: 1,
            html: html.join("<br>"),
            plain: plain.join("<br>"),
            text: texts.join(" "),
        }
    }

    /// The same over several rows.
    pub fn over_rows(self, rows: usize) -> Cell {
        Cell { rows, ..self }
    }

    /// A cell of plain words.
    pub fn of_text(column: usize, columns: usize, rows: usize, text: &str) -> Cell {
        let html = escape(text).replace('\n', "<br>");
        Cell { column, columns, rows, plain: html.clone(), html, text: text.to_owned() }
    }

    fn html(&self, is_head: bool) -> String {
        let (tag, inner) = if is_head { ("th", &self.plain) } else { ("td", &self.html) };
        let mut about = String::new();
        if is_head {
            about += " scope=\"col\"";
        }
        for (name, count) in [("colspan", self.columns), ("rowspan", self.rows)] {
            if count > 1 {
                about += &format!(" {name}=\"{count}\"");
            }
        }
        format!("<{tag}{about}>{inner}</{tag}>")
    }
}
