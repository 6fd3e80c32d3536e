//! The text of HTML. What stands in a table keeps its place: a row is a line, its
//! cells stand under their heads, apart by tabs as in a sheet.

use std::collections::HashSet;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use super::{from_text_of, nesting};

/// Columns that one cell may take, and columns in which cells are still put under their heads.
const WIDEST: usize = 50;
const COLUMNS: usize = 200;
/// Rows that one cell may take.
const HIGHEST: usize = 1000;

/// The text of HTML: blocks on lines of their own, cells apart by tabs.
pub fn to_text(html: &str) -> String {
    let flat = nesting::flattened(html).map(|flat| from_text_of(&flat));
    let fragment = Html::parse_fragment(flat.as_deref().unwrap_or(html));
    write(&fragment, html.len(), false).0
}

/// The text of a document of this length; and, where it is asked for, which character of
/// which node each of its characters is.
pub(super) fn write(fragment: &Html, length: usize, is_traced: bool) -> (String, Vec<Spot>) {
    let mut writer = Writer {
        out: String::with_capacity(length / 2),
        of_data: of_data(fragment),
        grid: None,
        padding: length,
        spots: is_traced.then(Vec::new),
    };
    // Ends of elements are passed on the way, without recursion: a document
    // may be nested deeper than any stack.
    for edge in fragment.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => writer.text(node.id(), text),
                Node::Element(element) => writer.open(node.id(), element),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    writer.close(element.name());
                }
            }
        }
    }
    // A first cell may be empty: its tab stays.
    let text = writer.out.trim_end();
    let begins = text.len() - text.trim_start_matches(['\n', ' ']).len();
    let ends = text.len();
    let spots = writer.spots.unwrap_or_default().into_iter().filter(|spot| (begins..ends).contains(&spot.at));
    let spots = spots.map(|spot| Spot { at: spot.at - begins, ..spot }).collect();
    (text[begins..].to_owned(), spots)
}

/// Where a character of the text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its first byte in the text.
    pub at: usize,
    /// The text node, or the picture whose words it stands in.
    pub node: NodeId,
    /// Which character of the node's text it is.
    pub character: usize,
}

/// The tables whose rows are rows: with two cells side by side somewhere and no other
/// table inside. The others only lay a page out, and their cells are blocks.
fn of_data(fragment: &Html) -> HashSet<NodeId> {
    struct Open {
        id: NodeId,
        holds_table: bool,
        cells: usize,
        widest: usize,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut found = HashSet::new();
    for edge in fragment.tree.root().traverse() {
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        let Node::Element(element) = node.value() else { continue };
        match (element.name(), opens) {
            ("table", true) => {
                if let Some(outer) = open.last_mut() {
                    outer.holds_table = true;
                }
                open.push(Open { id: node.id(), holds_table: false, cells: 0, widest: 0 });
            }
            ("table", false) => {
                let done = open.pop().filter(|table| !table.holds_table && table.widest > 1);
                found.extend(done.map(|table| table.id));
            }
            ("tr", true) => {
                if let Some(table) = open.last_mut() {
                    table.cells = 0;
                }
            }
            ("td" | "th", true) => {
                if let Some(table) = open.last_mut() {
                    table.cells += 1;
                    table.widest = table.widest.max(table.cells);
                }
            }
            _ => {}
        }
    }
    found
}

struct Writer {
    out: String,
    of_data: HashSet<NodeId>,
    /// The table of data that is open; there is none inside another.
    grid: Option<Grid>,
    /// Tabs that may still be written for cells that aren't there: a small table can
    /// ask for many.
    padding: usize,
    /// Where the characters come from, in the order of the text, where that is asked for.
    spots: Option<Vec<Spot>>,
}

#[derive(Default)]
struct Grid {
    /// For how many rows cells above still take each column.
    taken: Vec<usize>,
    column: usize,
    /// Tabs written in this row.
    tabs: usize,
    row_start: usize,
    cell_start: Option<usize>,
}

impl Writer {
    fn text(&mut self, node: NodeId, text: &str) {
        let between_cells = self.grid.as_ref().is_some_and(|grid| grid.cell_start.is_none());
        if !between_cells || !text.trim().is_empty() {
            self.push(node, text);
        }
    }

    fn push(&mut self, node: NodeId, text: &str) {
        let Some(spots) = &mut self.spots else { return push_folded(&mut self.out, text) };
        // What was cut off at the end since is not in the text.
        let kept = spots.partition_point(|spot| spot.at < self.out.len());
        spots.truncate(kept);
        for (character, c) in text.chars().enumerate() {
            let at = self.out.len();
            push_folded(&mut self.out, c.encode_utf8(&mut [0; 4]));
            if self.out.len() > at {
                spots.push(Spot { at, node, character });
            }
        }
    }

    fn open(&mut self, id: NodeId, element: &Element) {
        match (element.name(), self.grid.as_mut()) {
            ("table", _) if self.of_data.contains(&id) => {
                end_line(&mut self.out);
                self.grid = Some(Grid::default());
            }
            ("tr", Some(grid)) => {
                end_line(&mut self.out);
                (grid.column, grid.tabs, grid.row_start) = (0, 0, self.out.len());
            }
            ("td" | "th", Some(_)) => self.open_cell(element),
            ("br", Some(grid)) if grid.cell_start.is_some() => self.end_block(),
            ("br", _) => self.out.push('\n'),
            ("img", _) => {
                if let Some(alt) = element.attr("alt") {
                    self.push(id, alt);
                }
            }
            _ => {}
        }
    }

    fn open_cell(&mut self, element: &Element) {
        let Some(grid) = &mut self.grid else { return };
        let span = |name: &str, most: usize| {
            element.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1).clamp(1, most)
        };
        let is_first = grid.tabs == 0 && grid.column == 0;
        while grid.taken.get(grid.column).is_some_and(|rows| *rows > 0) {
            grid.column += 1;
        }
        let wanted = (grid.column - grid.tabs).min(self.padding);
        let tabs = if is_first { wanted } else { wanted.max(1) };
        self.padding -= wanted;
        self.out.extend(std::iter::repeat_n('\t', tabs));
        grid.tabs = grid.tabs.max(grid.column);
        grid.cell_start = Some(self.out.len());
        let to = (grid.column + span("colspan", WIDEST)).min(COLUMNS).max(grid.column + 1);
        if to <= COLUMNS {
            grid.taken.resize(grid.taken.len().max(to), 0);
            grid.taken[grid.column..to].fill(span("rowspan", HIGHEST));
        }
        grid.column = to;
    }

    fn close(&mut self, name: &str) {
        match (name, self.grid.as_mut()) {
            ("table", Some(_)) => {
                self.grid = None;
                end_line(&mut self.out);
            }
            ("td" | "th", Some(grid)) => {
                let start = grid.cell_start.take().unwrap_or(self.out.len());
                let end = self.out[start..].trim_end().len();
                self.out.truncate(start + end);
            }
            ("tr", Some(grid)) => {
                let end = self.out[grid.row_start..].trim_end().len();
                self.out.truncate(grid.row_start + end);
                if end > 0 {
                    self.out.push('\n');
                }
                grid.taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            }
            (
                "p" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "caption"
                | "blockquote" | "pre" | "dt" | "dd" | "figcaption" | "table" | "td" | "th",
                _,
            ) => self.end_block(),
            _ => {}
        }
    }

    /// A line of its own; within a row only a space, for the row is the line.
    fn end_block(&mut self) {
        match self.grid.as_ref().and_then(|grid| grid.cell_start) {
            Some(start) if self.out.len() == start => {}
            Some(_) => push_folded(&mut self.out, " "),
            None => end_line(&mut self.out),
        }
    }
}

fn end_line(out: &mut String) {
    while out.ends_with([' ', '\t']) {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// White space counts as one space; none at the beginning of a line.
fn push_folded(out: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if out.chars().next_back().is_some_and(|last| !last.is_whitespace()) {
            out.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line_whatever_stands_in_its_cells() {
        let pasted = "<p>名单</p><table><caption>表1</caption><tbody>\n<tr>\n<td><p>学号</p></td>\n<td><p>姓名</p></td>\n<td>备注</td></tr>\
            <tr><td></td><td><p>陈某</p><p>（班长）</p></td><td>一<br>二</td></tr></tbody></table><p>完</p>";
        assert_eq!(to_text(pasted), "名单\n表1\n学号\t姓名\t备注\n\t陈某 （班长）\t一 二\n完");
    }

    #[test]
    fn cells_stand_under_their_heads() {
        let spans = "<table><tr><th></th><th colspan=2>人数</th><th>说明</th></tr>\
            <tr><td rowspan=2>本科</td><td>1</td><td>2</td><td>无</td></tr><tr><td>3</td><td></td><td>有</td></tr></table>";
        assert_eq!(to_text(spans), "\t人数\t\t说明\n本科\t1\t2\t无\n\t3\t\t有");
    }

    #[test]
    fn a_table_that_only_lays_out_a_page_is_blocks() {
        let page = "<table><tr><td>一</td></tr><tr><td><p>二</p><p>三</p></td></tr></table>\
            <table><tr><td>左<p>下</p></td><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>";
        assert_eq!(to_text(page), "一\n二\n三\n左下\n甲\t乙");
    }

    #[test]
    fn a_small_table_makes_no_large_text() {
        let wide = "<td colspan=50 rowspan=1000>".repeat(10);
        let html = format!("<table><tr>{wide}</tr>{}</table>", "<tr><td>1<td>2</tr>".repeat(20_000));
        assert!(to_text(&html).len() < 3 * html.len());
    }
}
