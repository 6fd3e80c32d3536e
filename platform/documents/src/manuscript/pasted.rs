//! What was copied in Word, WPS, Excel or a browser: their HTML, read into the same blocks as a file.
//! What a paste means stands in `mso-` styles and class names as much as in its tags.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use scraper::{ElementRef, Html, Node};

use super::found::Found;
use super::inline::{Format, Place, is_blank};
use super::numbering::Before;
use super::tables::{self, Cell, Row};
use super::word::{Block, Paragraph, REVISIONS};
use super::{Manuscript, assemble};
use crate::html::{clean, is_nested_too_deep};

/// Rows of tables that one text takes. A phone shows no more; the rest is a file.
const MOST_ROWS: usize = 2000;
/// Columns and rows that one cell may take.
const WIDEST: usize = 100;

/// Makes what was pasted into a part of a page. Where it is the whole of a text, its title is
/// taken out of it.
pub fn pasted(html: &str, is_whole: bool) -> Manuscript {
    if is_nested_too_deep(html) {
        let cleaned = clean(html);
        return Manuscript { html: cleaned.html, lost: cleaned.removed, ..Manuscript::default() };
    }
    let tree = Html::parse_document(html);
    let mut walk = Walk::default();
    walk.element(tree.root_element(), &Format::default());
    walk.end();
    let (title, html) = match is_whole {
        true => assemble::page(&mut walk.blocks, &walk.notes),
        false => (None, assemble::text(&mut walk.blocks, &walk.notes)),
    };
    let html = clean(&html).html;
    Manuscript { title, html, lost: walk.found.told(), pictures: walk.found.pictures }
}

/// What is known on the way.
#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    /// The paragraph that is being read.
    open: Paragraph,
    notes: Vec<String>,
    found: Found,
    /// The lists that are open: the number that comes next, where they have numbers.
    lists: Vec<Option<u32>>,
    rows: usize,
}

impl Walk {
    /// Ends the paragraph that is being read.
    fn end(&mut self) {
        let paragraph = std::mem::take(&mut self.open);
        if !paragraph.line.is_empty() {
            self.blocks.push(Block::Paragraph(paragraph));
        }
    }

    fn children(&mut self, element: ElementRef, format: &Format) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.words(format, text),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, format);
                    }
                }
                _ => {}
            }
        }
    }

    /// Words, their lines joined as a browser would, without blanks where Word broke a line beside a Chinese character.
    fn words(&mut self, format: &Format, text: &str) {
        let mut joined = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_ascii_whitespace()) {
            joined.push_str(&rest[..at]);
            let blanks = rest[at..].find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len() - at);
            let is_break = rest[at..at + blanks].contains('\n');
            rest = &rest[at + blanks..];
            let is_han = |c: Option<char>| c.is_some_and(|c| c >= '\u{2e80}');
            if !(is_break && (is_han(joined.chars().last()) || is_han(rest.chars().next()))) {
                joined.push(' ');
            }
        }
        joined.push_str(rest);
        self.open.line.words(format, &joined.replace('\u{a0}', " "));
    }

    fn element(&mut self, element: ElementRef, format: &Format) {
        let name = element.value().name();
        let look = Look::of(element);
        if look.is_hidden() {
            if !words_of(element).is_empty() {
                self.found.lose(if name == "tr" { "隐藏的行和列" } else { "隐藏的文字" });
            }
            return;
        }
        if look.is("mso-element", "comment-list") || look.has("mso-comment-reference") {
            return self.found.lose("批注");
        }
        if look.is("mso-element", "footnote-list") || look.is("mso-element", "endnote-list") {
            return self.take_notes(element);
        }
        match name {
            "head" | "script" | "style" | "title" | "template" | "meta" | "link" | "xml" => {}
            "del" => self.found.lose(REVISIONS),
            "br" => self.line_break(&look, format),
            "img" => self.picture(element, format),
            "table" => self.table(element),
            "ul" | "ol" => {
                self.end();
                let start = element.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push((name == "ol").then_some(start));
                self.children(element, format);
                self.end();
                self.lists.pop();
            }
            "svg" | "math" | "object" | "embed" | "iframe" | "video" | "audio" | "canvas" | "form" => {
                self.found.lose("嵌入的对象")
            }
            _ if is_block(name) => self.paragraph(element, name, &look, format),
            _ => self.inline(element, name, &look, format),
        }
    }

    fn line_break(&mut self, look: &Look, format: &Format) {
        if !look.has("page-break-before") && !self.open.line.is_empty() {
            self.open.line.mark(format, "<br>");
        }
    }

    fn paragraph(&mut self, element: ElementRef, name: &str, look: &Look, format: &Format) {
        // What begins within a list's line goes on with its number.
        let is_first_of_item = self.open.line.is_empty() && self.open.before.is_some();
        if !is_first_of_item || name == "li" {
            self.end();
        }
        if name == "li" {
            let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
            self.open.before = Some((self.next_of_list(), depth));
        }
        let class = element.attr("class").unwrap_or_default();
        let style = &mut self.open.style;
        style.level = heading(name).or(look.level()).or(style.level);
        style.is_title |= class == "MsoTitle";
        style.is_centred |= look.is("text-align", "center") || element.attr("align") == Some("center");
        if let Some(depth) = look.list_depth() {
            self.open.before = written_before(element).map(|before| (before, depth));
        }
        // A heading is strong by itself.
        let format = look.change(format, "");
        self.children(element, &format);
        self.end();
    }

    fn next_of_list(&mut self) -> Before {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                Before::Number(*number - 1)
            }
            _ => Before::Bullet,
        }
    }

    fn inline(&mut self, element: ElementRef, name: &str, look: &Look, format: &Format) {
        // The number that Word writes before a paragraph is known already.
        if look.is("mso-list", "ignore") {
            return;
        }
        if look.is("text-decoration", "line-through") || matches!(name, "s" | "strike") {
            self.found.lose("删除线");
        }
        let mut format = look.change(format, name);
        if name == "a" && look.note().is_some() {
            let above = Format { place: Place::Above, ..Format::default() };
            return self.open.line.words(&above, words_of(element).trim());
        }
        if let Some(address) = element.attr("href").map(str::trim).filter(|_| name == "a") {
            match ["http://", "https://", "mailto:", "tel:"].iter().any(|start| address.starts_with(start)) {
                true => format.link = Some(address.to_owned()),
                false if address.starts_with("file:") => self.found.lose("通到自己电脑上的链接"),
                false => {}
            }
        }
        self.children(element, &format);
    }

    fn picture(&mut self, element: ElementRef, format: &Format) {
        let source = element.attr("src").unwrap_or_default();
        let Some(data) = source.strip_prefix("data:") else {
            return self.found.lose("图片（浏览器不让读，请用“插图片”逐张加，或读入整个 Word 文件）");
        };
        let content = data.split_once(";base64,").and_then(|(_, data)| BASE64_STANDARD.decode(data).ok());
        let Some(content) = content else { return self.found.lose("损坏的图片") };
        let words = element.attr("alt").unwrap_or_default();
        if let Some(tag) = self.found.picture(&content, words) {
            self.open.line.mark(format, &tag);
        }
    }

    /// Footnotes stand at the end, each with the mark by which the text calls it.
    fn take_notes(&mut self, element: ElementRef) {
        for note in element.descendants().filter_map(ElementRef::wrap) {
            let look = Look::of(note);
            if !look.is("mso-element", "footnote") && !look.is("mso-element", "endnote") {
                continue;
            }
            let blocks = self.inside(note);
            let lines = blocks.iter().map(|block| match block {
                Block::Paragraph(one) => one.line.html(true),
                Block::Table(html) => crate::html::escape(&crate::html::to_text(html)),
            });
            let text = lines.collect::<Vec<_>>().join("<br>");
            // The list has its own numbers.
            let text = text
                .strip_prefix("<sup>")
                .and_then(|rest| rest.split_once("</sup>"))
                .map_or(text.clone(), |(_, rest)| rest.trim_matches(is_blank).to_owned());
            self.notes.push(text);
        }
    }

    /// The blocks of an element by themselves: of a cell, of a note.
    fn inside(&mut self, element: ElementRef) -> Vec<Block> {
        let outer = std::mem::take(&mut self.blocks);
        let open = std::mem::take(&mut self.open);
        let lists = std::mem::take(&mut self.lists);
        self.children(element, &Format::default());
        self.end();
        (self.open, self.lists) = (open, lists);
        std::mem::replace(&mut self.blocks, outer)
    }

    fn table(&mut self, table: ElementRef) {
        self.end();
        let hidden = hidden_columns(table);
        let rows: Vec<ElementRef> = own(table, "tr").collect();
        let cells = |row: ElementRef| row.child_elements().filter(|cell| is_cell(*cell)).count();
        // A frame around text, not a table.
        if let [row] = rows.as_slice()
            && cells(*row) == 1
        {
            return row.child_elements().for_each(|cell| self.children(cell, &Format::default()));
        }
        if let Some(caption) = table.child_elements().find(|child| child.value().name() == "caption") {
            let mut blocks = self.inside(caption);
            self.blocks.append(&mut blocks);
        }
        let mut read = Vec::new();
        // How many more rows the cells above reach down to, by column.
        let mut reaching: HashMap<usize, usize> = HashMap::new();
        for row in rows {
            if self.rows >= MOST_ROWS {
                self.found.lose("两千行以后的表格（请把表格作为附件加上）");
                break;
            }
            if Look::of(row).is_hidden() {
                self.found.lose("隐藏的行和列");
                continue;
            }
            self.rows += 1;
            read.push(self.row(row, &hidden, &mut reaching));
        }
        self.blocks.extend(tables::html(read).map(Block::Table));
    }

    fn row(&mut self, row: ElementRef, hidden: &[bool], reaching: &mut HashMap<usize, usize>) -> Row {
        let taken = std::mem::take(reaching);
        let mut column = 0;
        let mut cells = Vec::new();
        let mut are_heads = true;
        for cell in row.child_elements().filter(|cell| is_cell(*cell)) {
            while taken.contains_key(&column) {
                column += 1;
            }
            let span =
                |name| cell.attr(name).and_then(|span| span.parse().ok()).unwrap_or(1).clamp(1, WIDEST);
            let (columns, rows): (usize, usize) = (span("colspan"), span("rowspan"));
            let is_hidden = (column..column + columns).all(|at| hidden.get(at).copied().unwrap_or(false));
            if is_hidden || Look::of(cell).is_hidden() {
                if !words_of(cell).is_empty() {
                    self.found.lose("隐藏的行和列");
                }
            } else {
                are_heads &= cell.value().name() == "th";
                let blocks = self.inside(cell);
                cells.push(Cell::of_blocks(&mut self.found, blocks, column, columns).over_rows(rows));
            }
            if rows > 1 {
                reaching.extend((column..column + columns).map(|at| (at, rows - 1)));
            }
            column += columns;
        }
        reaching.extend(taken.into_iter().filter(|(_, left)| *left > 1).map(|(at, left)| (at, left - 1)));
        let in_head =
            row.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == "thead");
        if are_heads && !cells.is_empty() || in_head { Row::of_heads(cells) } else { Row::of_cells(cells) }
    }
}

/// The rows of a table, not of tables in it.
fn own<'a>(table: ElementRef<'a>, name: &'static str) -> impl Iterator<Item = ElementRef<'a>> {
    let is_own = move |element: &ElementRef| {
        let above = element.ancestors().filter_map(ElementRef::wrap);
        above
            .into_iter()
            .find(|above| above.value().name() == "table")
            .is_some_and(|above| above.id() == table.id())
    };
    table
        .descendants()
        .filter_map(ElementRef::wrap)
        .filter(move |element| element.value().name() == name)
        .filter(is_own)
}

/// Which columns Excel hides.
fn hidden_columns(table: ElementRef) -> Vec<bool> {
    let mut hidden = Vec::new();
    for column in own(table, "col") {
        let span = column.attr("span").and_then(|span| span.parse().ok()).unwrap_or(1).clamp(1, WIDEST);
        hidden.extend(std::iter::repeat_n(Look::of(column).is_hidden(), span));
    }
    hidden
}

fn is_cell(element: ElementRef) -> bool {
    matches!(element.value().name(), "td" | "th")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "blockquote"
            | "pre"
            | "dt"
            | "dd"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "figure"
            | "figcaption"
            | "address"
            | "center"
            | "body"
            | "caption"
    )
}

fn heading(name: &str) -> Option<u8> {
    name.strip_prefix('h')?.parse().ok()
}

fn words_of(element: ElementRef) -> String {
    element.text().collect::<String>().trim_matches(is_blank).to_owned()
}

/// What Word wrote before the paragraph of a list.
fn written_before(element: ElementRef) -> Option<Before> {
    let mark = element
        .descendants()
        .filter_map(ElementRef::wrap)
        .find(|inner| Look::of(*inner).is("mso-list", "ignore"))?;
    let words = words_of(mark);
    let number = words.trim_end_matches(['.', '、', '．', ')', '）']).parse();
    let is_dot = words.chars().count() == 1 && !words.contains(|c: char| c.is_alphanumeric());
    // In the typefaces of signs, l, n and u are dots and squares.
    let is_sign = matches!(words.as_str(), "l" | "n" | "u" | "o" | "Ø" | "v" | "ü" | "§" | "\u{f0b7}");
    Some(match number {
        Ok(number) => Before::Number(number),
        _ if is_dot || is_sign => Before::Bullet,
        _ => Before::Words(words),
    })
}

/// An element's own style, names and values in small letters.
#[derive(Default)]
struct Look(Vec<(String, String)>);

impl Look {
    fn of(element: ElementRef) -> Look {
        let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
        let pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
        let tidy =
            |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['\'', '"'], "");
        Look(pairs.map(|(name, value)| (tidy(name), tidy(value))).collect())
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.value(name).is_some_and(|one| one == value)
    }

    fn is_hidden(&self) -> bool {
        self.is("display", "none") || self.is("visibility", "hidden") || self.is("mso-hide", "all")
    }

    /// The level of a heading that is styled as one.
    fn level(&self) -> Option<u8> {
        self.value("mso-outline-level")?.parse().ok()
    }

    /// How deep a paragraph of Word's lists stands: `l0 level2 lfo1`.
    fn list_depth(&self) -> Option<u8> {
        let (_, rest) = self.value("mso-list")?.split_once("level")?;
        let level: u8 = rest.split(' ').next()?.parse().ok()?;
        Some(level.saturating_sub(1))
    }

    /// The footnote or endnote that is called here.
    fn note(&self) -> Option<&str> {
        self.value("mso-footnote-id").or(self.value("mso-endnote-id"))
    }

    /// The format within an element of this name and look.
    fn change(&self, format: &Format, name: &str) -> Format {
        let mut changed = format.clone();
        match name {
            "b" | "strong" => changed.is_strong = true,
            "i" | "em" => changed.is_emphasised = true,
            "sup" => changed.place = Place::Above,
            "sub" => changed.place = Place::Below,
            _ => {}
        }
        if let Some(weight) = self.value("font-weight") {
            changed.is_strong = weight == "bold" || weight.parse().is_ok_and(|weight: u32| weight >= 600);
        }
        if let Some(slant) = self.value("font-style") {
            changed.is_emphasised = slant == "italic";
        }
        match self.value("vertical-align") {
            Some("super") => changed.place = Place::Above,
            Some("sub") => changed.place = Place::Below,
            _ => {}
        }
        changed
    }
}
