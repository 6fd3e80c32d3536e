//! The text of a Word file, walked from its first paragraph to its last.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use super::found::Found;
use super::inline::{Format, Line, Place};
use super::numbering::{Before, Counters};
use super::package::{
    Level, Package, Style, attribute, child, is, levels, list, parsed, relations, styles, switch, val,
};
use super::{Manuscript, assemble, tables};
use crate::reader::Unreadable;

/// Tables within tables, and boxes within boxes, are followed so far.
const DEEPEST: usize = 8;

/// A paragraph or a table, as it was found.
#[derive(Debug)]
pub(super) enum Block {
    Paragraph(Paragraph),
    Table(String),
}

/// A paragraph with what its style says.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub style: Style,
    pub line: Line,
    /// What Word writes before it, and how deep its list is.
    pub before: Option<(Before, u8)>,
}

/// Makes a Word file into a page.
pub(super) fn read(bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let package = Package::open(bytes)?;
    let document = parsed(&package.document)?;
    let notes = [&package.footnotes, &package.endnotes];
    let notes = notes.map(|notes| notes.as_deref().and_then(|xml| parsed(xml).ok()));
    let mut walk = Walk::new(&package, &notes);
    let body = document.descendants().find(|node| is(*node, "body"));
    let mut blocks = walk.blocks(body.ok_or_else(|| Unreadable::because("不是 Word 文件，或已损坏"))?);
    if package.has_margins {
        walk.found.lose("页眉页脚");
    }
    let notes = walk.notes();
    if blocks.is_empty() && walk.found.pictures.is_empty() {
        return Err(Unreadable::because("文件里没有文字"));
    }
    let (title, html) = assemble::page(&mut blocks, &notes);
    Ok(Manuscript { title, html, lost: walk.found.told(), pictures: walk.found.pictures })
}

/// What is known on the way.
pub(super) struct Walk<'a, 'input> {
    styles: HashMap<String, Style>,
    levels: HashMap<(u32, u8), Level>,
    relations: HashMap<String, (String, bool)>,
    media: MediaOf<'a>,
    /// Footnotes and endnotes.
    notes: NotesOf<'a, 'input>,
    counters: Counters,
    pub found: Found,
    /// The notes that the text refers to, in its order.
    referred: Vec<(bool, String)>,
    /// Fields that are open: whether their result has begun, and where they lead.
    fields: Vec<Field>,
    depth: usize,
}

type MediaOf<'a> = &'a HashMap<String, Vec<u8>>;
type NotesOf<'a, 'input> = &'a [Option<Document<'input>>];

#[derive(Default)]
struct Field {
    instruction: String,
    has_begun: bool,
}

impl<'a, 'input> Walk<'a, 'input> {
    fn new(package: &'a Package, notes: NotesOf<'a, 'input>) -> Self {
        Walk {
            styles: package.styles.as_deref().map(styles).unwrap_or_default(),
            levels: package.numbering.as_deref().map(levels).unwrap_or_default(),
            relations: package.relations.as_deref().map(relations).unwrap_or_default(),
            media: &package.media,
            notes,
            counters: Counters::default(),
            found: Found::default(),
            referred: Vec::new(),
            fields: Vec::new(),
            depth: 0,
        }
    }

    /// The blocks in an element: the body, a cell, a text box.
    pub fn blocks(&mut self, parent: Node<'a, 'input>) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.depth < DEEPEST {
            self.depth += 1;
            self.add_blocks(parent, &mut blocks);
            self.depth -= 1;
        }
        blocks
    }

    fn add_blocks(&mut self, parent: Node<'a, 'input>, blocks: &mut Vec<Block>) {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "p" => self.paragraph(node, blocks),
                "tbl" => tables::add(self, node, blocks),
                "sdt" if is_contents(node) => self.found.lose("目录（网页用不着页码）"),
                "sdt" => {
                    if let Some(content) = child(node, "sdtContent") {
                        self.add_blocks(content, blocks);
                    }
                }
                "customXml" | "ins" | "moveTo" => self.add_blocks(node, blocks),
                "del" | "moveFrom" => self.found.lose(REVISIONS),
                "altChunk" => self.found.lose("嵌入的文件"),
                "oMathPara" | "oMath" => {
                    let mut line = Line::default();
                    self.formula(node, &mut line);
                    blocks.push(Block::Paragraph(Paragraph { line, ..Paragraph::default() }));
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, node: Node<'a, 'input>, blocks: &mut Vec<Block>) {
        let mut style = self.style(child(node, "pPr"));
        style.size = largest(node).or(style.size);
        let mut boxes = Vec::new();
        let mut line = Line::default();
        self.inline(node, &Format::default(), &mut line, &mut boxes);
        if style.is_contents {
            self.found.lose("目录（网页用不着页码）");
        } else if !line.is_empty() {
            let before = style
                .list
                .and_then(|(list, depth)| Some((self.counters.next(&self.levels, list, depth)?, depth)));
            blocks.push(Block::Paragraph(Paragraph { style, line, before }));
        }
        blocks.append(&mut boxes);
        // A link whose end is missing ends with its paragraph.
        self.fields.retain(|field| field.link().is_none());
    }

    /// A paragraph's style with what it says of itself.
    fn style(&self, properties: Option<Node>) -> Style {
        let Some(properties) = properties else { return Style::default() };
        let named = val(properties, "pStyle").and_then(|id| self.styles.get(id)).copied();
        let mut style = named.unwrap_or_default();
        if let Some(level) = val(properties, "outlineLvl").and_then(|level| level.parse::<u8>().ok()) {
            style.level = (level < 9).then_some(level + 1);
        }
        style.is_centred = val(properties, "jc").map_or(style.is_centred, |place| place == "center");
        // List 0, by which a paragraph leaves its style's list, has no levels.
        style.list = list(properties).or(style.list);
        style
    }

    fn inline(&mut self, parent: Node<'a, 'input>, format: &Format, line: &mut Line, boxes: &mut Vec<Block>) {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "r" => self.run(node, format, line, boxes),
                "hyperlink" => {
                    let link = self.target(attribute(node, "id"));
                    let format = Format { link: link.or(format.link.clone()), ..format.clone() };
                    self.inline(node, &format, line, boxes);
                }
                "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "fldSimple" | "customXml" | "bdo"
                | "dir" | "rubyBase" => self.inline(node, format, line, boxes),
                "del" | "moveFrom" => self.found.lose(REVISIONS),
                "oMath" | "oMathPara" => self.formula(node, line),
                _ => {}
            }
        }
    }

    fn run(&mut self, node: Node<'a, 'input>, format: &Format, line: &mut Line, boxes: &mut Vec<Block>) {
        let properties = child(node, "rPr");
        let on = |name| properties.and_then(|run| switch(run, name)).unwrap_or(false);
        if on("vanish") {
            if node.descendants().any(|node| is(node, "t")) {
                self.found.lose("隐藏的文字");
            }
            return;
        }
        if on("strike") || on("dstrike") {
            self.found.lose("删除线");
        }
        let link = self.fields.iter().rev().find(|field| field.has_begun).and_then(Field::link);
        let format = Format {
            is_strong: on("b"),
            is_emphasised: on("i"),
            place: match properties.and_then(|run| val(run, "vertAlign")) {
                Some("superscript") => Place::Above,
                Some("subscript") => Place::Below,
                _ => Place::Line,
            },
            link: format.link.clone().or(link),
        };
        self.run_content(node, &format, line, boxes);
    }

    fn run_content(
        &mut self,
        parent: Node<'a, 'input>,
        format: &Format,
        line: &mut Line,
        boxes: &mut Vec<Block>,
    ) {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "t" => line.words(format, node.text().unwrap_or_default()),
                "tab" | "ptab" => line.words(format, " "),
                "br" if !matches!(attribute(node, "type"), Some("page" | "column")) => {
                    line.mark(format, "<br>")
                }
                "cr" => line.mark(format, "<br>"),
                "noBreakHyphen" => line.words(format, "-"),
                "sym" => self.found.lose("特殊符号"),
                "commentReference" => self.found.lose("批注"),
                "footnoteReference" => self.note(node, false, line),
                "endnoteReference" => self.note(node, true, line),
                "fldChar" => self.field(node),
                "instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|field| !field.has_begun) {
                        field.instruction += node.text().unwrap_or_default();
                    }
                }
                "drawing" | "pict" | "object" => self.drawing(node, format, line, boxes),
                // The same thing twice: once for programs that know it, once for those that don't.
                "AlternateContent" => {
                    if let Some(choice) = child(node, "Choice").or_else(|| child(node, "Fallback")) {
                        self.run_content(choice, format, line, boxes);
                    }
                }
                "ruby" => {
                    if let Some(base) = child(node, "rubyBase") {
                        self.inline(base, format, line, boxes);
                    }
                    self.found.lose("拼音标注");
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, node: Node) {
        match attribute(node, "fldCharType") {
            Some("begin") => self.fields.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.has_begun = true;
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn note(&mut self, node: Node, is_endnote: bool, line: &mut Line) {
        let Some(id) = attribute(node, "id") else { return };
        self.referred.push((is_endnote, id.to_owned()));
        let above = Format { place: Place::Above, ..Format::default() };
        line.words(&above, &format!("[{}]", self.referred.len()));
    }

    /// The notes that the text refers to, in its order.
    fn notes(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        // A note may refer to another; what it refers to is told after it.
        let mut at = 0;
        while let Some((is_endnote, id)) = self.referred.get(at).cloned() {
            let notes = self.notes.get(usize::from(is_endnote)).and_then(Option::as_ref);
            let name = if is_endnote { "endnote" } else { "footnote" };
            let found = notes.and_then(|tree| {
                tree.descendants().find(|node| is(*node, name) && attribute(*node, "id") == Some(&id))
            });
            let lines = found.map(|note| self.blocks(note)).unwrap_or_default();
            let lines = lines.iter().map(|block| match block {
                Block::Paragraph(paragraph) => paragraph.line.html(true),
                Block::Table(html) => crate::html::escape(&crate::html::to_text(html)),
            });
            texts.push(lines.collect::<Vec<_>>().join("<br>"));
            at += 1;
        }
        texts
    }

    fn formula(&mut self, node: Node, line: &mut Line) {
        let words = node.descendants().filter(|node| is(*node, "t")).filter_map(|node| node.text());
        line.words(&Format::default(), &words.collect::<String>());
        self.found.lose("公式的样子（只留下了字，请看一看，或截图插入）");
    }

    fn drawing(&mut self, node: Node<'a, 'input>, format: &Format, line: &mut Line, boxes: &mut Vec<Block>) {
        let inside = |name: &'static str| node.descendants().filter(move |node| is(*node, name));
        for text in inside("txbxContent").filter(|text| is_outermost(*text, node)) {
            let mut found = self.blocks(text);
            if !found.is_empty() {
                self.found.lose("文本框的位置（里面的文字放在了它所在的段落后面）");
            }
            boxes.append(&mut found);
        }
        let words = inside("docPr").find_map(|about| attribute(about, "descr").or(attribute(about, "title")));
        let in_box = |picture: &Node<'a, 'input>| picture.ancestors().any(|above| is(above, "txbxContent"));
        let mut is_known = inside("txbxContent").next().is_some();
        for picture in inside("blip").filter(|picture| !in_box(picture)) {
            is_known = true;
            self.picture(attribute(picture, "embed"), words, format, line);
        }
        for picture in inside("imagedata").filter(|picture| !in_box(picture)) {
            is_known = true;
            self.picture(attribute(picture, "id"), attribute(picture, "title"), format, line);
        }
        if inside("chart").next().is_some() || inside("relIds").next().is_some() {
            self.found.lose("图表（请截图插入，或用表格）");
        } else if inside("OLEObject").next().is_some() {
            self.found.lose("嵌入的对象");
        } else if !is_known {
            self.found.lose("画出来的图形");
        }
    }

    fn picture(&mut self, relation: Option<&str>, words: Option<&str>, format: &Format, line: &mut Line) {
        let content = relation
            .and_then(|id| self.relations.get(id))
            .filter(|(_, is_outside)| !is_outside)
            .and_then(|(target, _)| self.media.get(target.trim_start_matches("/word/")));
        let Some(content) = content else { return self.found.lose("文件里没有存下来的图片") };
        if let Some(tag) = self.found.picture(content, words.unwrap_or_default()) {
            line.mark(format, &tag);
        }
    }

    fn target(&self, relation: Option<&str>) -> Option<String> {
        let (target, is_outside) = self.relations.get(relation?)?;
        is_outside.then(|| target.clone())
    }
}

/// The size of a paragraph's largest words that say it themselves, in half points.
fn largest(paragraph: Node) -> Option<u32> {
    let runs = paragraph.descendants().filter(|node| is(*node, "r"));
    runs.filter_map(|run| val(child(run, "rPr")?, "sz")?.parse().ok()).max()
}

pub(super) const REVISIONS: &str = "修订痕迹（按接受修订以后的样子）";

/// Whether a text box stands in no other of the same drawing, and is no second drawing of it.
fn is_outermost(text: Node, drawing: Node) -> bool {
    let between = text.ancestors().skip(1).take_while(|above| *above != drawing);
    between.into_iter().all(|above| !is(above, "txbxContent") && !is(above, "Fallback"))
}

fn is_contents(node: Node) -> bool {
    let gallery = node.descendants().find(|node| is(*node, "docPartGallery"));
    gallery
        .and_then(|gallery| attribute(gallery, "val"))
        .is_some_and(|name| name.contains("Table of Contents"))
}

impl Field {
    /// Where the field leads, if it is a link.
    fn link(&self) -> Option<String> {
        let rest = self.instruction.trim_start().strip_prefix("HYPERLINK")?.trim_start();
        let address = rest.strip_prefix('"')?.split('"').next()?;
        (!address.is_empty()).then(|| address.to_owned())
    }
}
