//! Blocks of a paper out of clean HTML.

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node, Selector};

use super::{Block, Run, Table};
use crate::html::to_text;

/// Wrappers within wrappers are followed so far; what lies deeper is one paragraph.
const DEPTH: usize = 40;

/// The blocks of HTML that [`crate::html::clean`] has cleaned. A second-level
/// heading becomes the paper's first level; pictures leave their alternative text.
pub fn blocks_from_html(clean: &str) -> Vec<Block> {
    let fragment = Html::parse_fragment(clean);
    let mut reading = Reading::default();
    reading.children(*fragment.root_element(), 0);
    reading.end_paragraph();
    reading.blocks
}

#[derive(Default)]
struct Reading {
    blocks: Vec<Block>,
    /// Text that stands in no block yet.
    open: Vec<Run>,
}

impl Reading {
    fn children(&mut self, node: NodeRef<Node>, depth: usize) {
        for child in node.children() {
            match child.value() {
                Node::Text(text) => push(&mut self.open, text, false),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef, depth: usize) {
        let block = match element.value().name() {
            "h2" => Block::Heading(1, text(element)),
            "h3" => Block::Heading(2, text(element)),
            "h4" => Block::Heading(3, text(element)),
            "table" => Block::Table(table(element)),
            name @ ("ul" | "ol") => Block::List { ordered: name == "ol", items: items(element) },
            "p" | "pre" | "dt" | "dd" | "figcaption" => Block::Paragraph(runs(element)),
            "br" | "hr" => return self.end_paragraph(),
            "div" | "blockquote" | "figure" | "dl" if depth < DEPTH => {
                self.end_paragraph();
                self.children(*element, depth + 1);
                return self.end_paragraph();
            }
            _ => return self.open.extend(runs(element)),
        };
        self.end_paragraph();
        if !is_empty(&block) {
            self.blocks.push(block);
        }
    }

    fn end_paragraph(&mut self) {
        let block = Block::Paragraph(std::mem::take(&mut self.open));
        if !is_empty(&block) {
            self.blocks.push(block);
        }
    }
}

fn is_empty(block: &Block) -> bool {
    match block {
        Block::Heading(_, text) => text.is_empty(),
        Block::Paragraph(runs) => runs.iter().all(|run| run.text.trim().is_empty()),
        Block::Table(table) => table.width() == 0,
        Block::List { items, .. } => items.is_empty(),
        Block::Chart(_) | Block::Signature { .. } => false,
    }
}

/// The runs of an element, whatever it is made of.
fn runs(element: ElementRef) -> Vec<Run> {
    let mut out = Vec::new();
    let mut strong = 0_usize;
    for edge in element.traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                Node::Text(text) => push(&mut out, text, strong > 0),
                Node::Element(inner) => match inner.name() {
                    "strong" | "b" => strong += 1,
                    "img" => push(&mut out, inner.attr("alt").unwrap_or_default(), strong > 0),
                    "br" => push(&mut out, " ", strong > 0),
                    _ => {}
                },
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if node.value().as_element().is_some_and(|inner| matches!(inner.name(), "strong" | "b")) {
                    strong -= 1;
                }
            }
        }
    }
    if let Some(last) = out.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    out
}

/// White space counts as one space; none at the beginning.
fn push(runs: &mut Vec<Run>, text: &str, strong: bool) {
    if runs.last().is_none_or(|run| run.strong != strong) {
        runs.push(Run { text: String::new(), strong });
    }
    let first = runs.len() == 1;
    let Some(run) = runs.last_mut() else { return };
    for c in text.chars() {
        if !c.is_whitespace() {
            run.text.push(c);
        } else if !(run.text.ends_with(' ') || first && run.text.is_empty()) {
            run.text.push(' ');
        }
    }
    if run.text.is_empty() {
        runs.pop();
    }
}

fn text(element: ElementRef) -> String {
    runs(element).into_iter().map(|run| run.text).collect::<String>().trim().to_owned()
}

fn items(list: ElementRef) -> Vec<Vec<Run>> {
    let items = list.children().filter_map(ElementRef::wrap).filter(|child| child.value().name() == "li");
    items.map(runs).filter(|item| !item.is_empty()).collect()
}

/// A table, cell by cell: a cell over several columns leaves the others empty.
fn table(element: ElementRef) -> Table {
    let mut table = Table::default();
    let parts = Selector::parse("caption, tr").ok();
    for part in parts.iter().flat_map(|parts| element.select(parts)) {
        if part.value().name() == "caption" {
            table.caption = text(part);
            continue;
        }
        let mut row = Vec::new();
        for cell in part.children().filter_map(ElementRef::wrap) {
            row.push(to_text(&cell.inner_html()));
            let over = cell.attr("colspan").and_then(|n| n.parse().ok()).unwrap_or(1_usize);
            row.extend((1..over.min(50)).map(|_| String::new()));
        }
        let is_header = part.children().filter_map(ElementRef::wrap).all(|cell| cell.value().name() == "th");
        match is_header && table.header.is_empty() && table.rows.is_empty() {
            true => table.header = row,
            false => table.rows.push(row),
        }
    }
    table.numeric = (0..table.width()).filter(|at| is_numeric(&table, *at)).collect();
    table
}

fn is_numeric(table: &Table, column: usize) -> bool {
    let mut cells =
        table.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty()).peekable();
    let number = |cell: &String| cell.chars().all(|c| c.is_ascii_digit() || ",.%-—".contains(c));
    cells.peek().is_some() && cells.all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_tables_and_lists_are_told_apart() {
        let blocks = blocks_from_html(
            "<h2>一、概述</h2>\n<p>共 <strong>3</strong>\n条。</p><div>散<b>文</b></div>\
             <table><caption>表</caption><thead><tr><th>项</th><th>数</th></tr></thead>\
             <tbody><tr><td>甲</td><td>1,024</td></tr></tbody></table><ul><li>一</li><li>二</li></ul><p> </p>尾",
        );
        let strong = |text: &str| Run { text: text.into(), strong: true };
        assert_eq!(
            blocks,
            [
                Block::Heading(1, "一、概述".into()),
                Block::Paragraph(vec![Run::plain("共 "), strong("3"), Run::plain(" 条。")]),
                Block::Paragraph(vec![Run::plain("散"), strong("文")]),
                Block::Table(Table {
                    caption: "表".into(),
                    header: vec!["项".into(), "数".into()],
                    rows: vec![vec!["甲".into(), "1,024".into()]],
                    numeric: vec![1],
                }),
                Block::List { ordered: false, items: vec![vec![Run::plain("一")], vec![Run::plain("二")]] },
                Block::text("尾"),
            ]
        );
    }
}
