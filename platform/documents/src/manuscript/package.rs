//! A Word file's parts: its text, its styles, its lists, what its addresses mean.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use crate::reader::Unreadable;
use crate::reader::archive::{Archive, Budget};

/// The texts of a Word file's parts, unpacked within limits.
pub(super) struct Package {
    pub document: String,
    pub styles: Option<String>,
    pub numbering: Option<String>,
    pub footnotes: Option<String>,
    pub endnotes: Option<String>,
    pub relations: Option<String>,
    /// What lies in `word/media/` and elsewhere, by the path within `word/`.
    pub media: HashMap<String, Vec<u8>>,
    /// Whether heads or feet say anything.
    pub has_margins: bool,
}

impl Package {
    pub fn open(bytes: &[u8]) -> Result<Package, Unreadable> {
        let mut budget = Budget::default();
        let mut archive = Archive::open(bytes, &mut budget)?;
        let mut parts: HashMap<String, Vec<u8>> = HashMap::new();
        for (at, name) in archive.names.clone() {
            let name = name.replace('\\', "/");
            let Some(within) = name.strip_prefix("word/") else { continue };
            if within.ends_with(".xml") || within.ends_with(".rels") || within.starts_with("media/") {
                parts.insert(within.to_owned(), archive.bytes(at, &mut budget)?);
            }
        }
        let mut text = |name: &str| {
            let bytes = parts.remove(name)?;
            crate::sheets::text(&bytes).ok()
        };
        let document = text("document.xml").ok_or_else(|| Unreadable::because("不是 Word 文件，或已损坏"))?;
        let (styles, numbering) = (text("styles.xml"), text("numbering.xml"));
        let (footnotes, endnotes) = (text("footnotes.xml"), text("endnotes.xml"));
        let relations = text("_rels/document.xml.rels");
        let margins =
            parts.iter().filter(|(name, _)| name.starts_with("header") || name.starts_with("footer"));
        let has_margins = margins.filter_map(|(_, bytes)| crate::sheets::text(bytes).ok()).any(|xml| {
            parsed(&xml).is_ok_and(|xml| xml.descendants().any(|node| is(node, "t") && says(node)))
        });
        parts.retain(|name, _| name.starts_with("media/"));
        Ok(Package { document, styles, numbering, footnotes, endnotes, relations, media: parts, has_margins })
    }
}

fn says(node: Node) -> bool {
    // A page's number alone says nothing.
    node.text().is_some_and(|text| text.chars().any(|c| c.is_alphabetic()))
}

/// A part as a tree. One with a DTD is refused.
pub(super) fn parsed(xml: &str) -> Result<Document<'_>, Unreadable> {
    Document::parse(xml).map_err(|_| Unreadable::because("文件已损坏，读不下去"))
}

/// Whether a node is the element of this name, whatever its prefix.
pub(super) fn is(node: Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The child element of this name.
pub(super) fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| is(*child, name))
}

/// The child's `val`, as in `<w:pStyle w:val="Heading1"/>`.
pub(super) fn val<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name).and_then(|child| attribute(child, "val"))
}

/// An attribute by its local name.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

/// A switch such as `<w:b/>`: on, unless it says `w:val="0"`; none where it is not there.
pub(super) fn switch(node: Node, name: &str) -> Option<bool> {
    let found = child(node, name)?;
    Some(!matches!(attribute(found, "val"), Some("0" | "false" | "off" | "none")))
}

/// What a paragraph's style makes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// The level of a heading, from 1.
    pub level: Option<u8>,
    pub is_title: bool,
    pub is_contents: bool,
    pub is_bold: bool,
    pub is_centred: bool,
    /// In half points.
    pub size: Option<u32>,
    /// The list and its level.
    pub list: Option<(u32, u8)>,
}

/// The styles of a file by their identifiers, each with what it has from those it is based on.
pub(super) fn styles(xml: &str) -> HashMap<String, Style> {
    let Ok(tree) = parsed(xml) else { return HashMap::new() };
    let named: HashMap<&str, Node> = tree
        .descendants()
        .filter(|node| is(*node, "style"))
        .filter_map(|node| Some((attribute(node, "styleId")?, node)))
        .collect();
    named.keys().map(|id| ((*id).to_owned(), style(id, &named, 0))).collect()
}

/// Styles that are based on each other in a circle end somewhere.
const DEEPEST: usize = 12;

fn style(id: &str, named: &HashMap<&str, Node>, depth: usize) -> Style {
    let Some(node) = named.get(id) else { return Style::default() };
    let mut style = match val(*node, "basedOn") {
        Some(base) if depth < DEEPEST => self::style(base, named, depth + 1),
        _ => Style::default(),
    };
    let name = val(*node, "name").unwrap_or_default().to_lowercase();
    match name.as_str() {
        "title" => (style.is_title, style.level) = (true, None),
        _ if name.starts_with("toc ") => style.is_contents = true,
        _ => {
            let number = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "));
            let level = number.and_then(|number| number.trim().parse().ok());
            style.level = level.filter(|level| (1..=9).contains(level)).or(style.level);
        }
    }
    if let Some(paragraph) = child(*node, "pPr") {
        let level = val(paragraph, "outlineLvl").and_then(|level| level.parse::<u8>().ok());
        style.level = level.filter(|level| *level < 9).map(|level| level + 1).or(style.level);
        style.is_centred = val(paragraph, "jc").map_or(style.is_centred, |place| place == "center");
        style.list = list(paragraph).or(style.list);
    }
    if let Some(run) = child(*node, "rPr") {
        style.is_bold = switch(run, "b").unwrap_or(style.is_bold);
        style.size = val(run, "sz").and_then(|size| size.parse().ok()).or(style.size);
    }
    style
}

/// The list that a paragraph's properties put it in.
pub(super) fn list(properties: Node) -> Option<(u32, u8)> {
    let numbered = child(properties, "numPr")?;
    let list = val(numbered, "numId")?.parse().ok()?;
    let level = val(numbered, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
    Some((list, level))
}

/// A level of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Level {
    /// Word's name for how it is numbered.
    pub format: String,
    /// What is written, with `%1` for the number of the first level.
    pub text: String,
    pub start: u32,
    /// The numbers of the levels above are written in figures, whatever these are written in.
    pub is_legal: bool,
}

impl Level {
    pub fn is_bullet(&self) -> bool {
        matches!(self.format.as_str(), "bullet" | "none")
    }
}

/// The levels of the lists, by their numbers.
pub(super) fn levels(xml: &str) -> HashMap<(u32, u8), Level> {
    let Ok(tree) = parsed(xml) else { return HashMap::new() };
    let of_id = |name: &str, id: &str| -> HashMap<u32, Node> {
        let found = tree.descendants().filter(|node| is(*node, name));
        found.filter_map(|node| Some((attribute(node, id)?.parse().ok()?, node))).collect()
    };
    let (kinds, uses) = (of_id("abstractNum", "abstractNumId"), of_id("num", "numId"));
    let mut levels = HashMap::new();
    for (number, one) in uses {
        let kind = val(one, "abstractNumId").and_then(|id| kinds.get(&id.parse().ok()?));
        for node in kind.into_iter().flat_map(Node::children).filter(|node| is(*node, "lvl")) {
            let Some(depth) = attribute(node, "ilvl").and_then(|depth| depth.parse().ok()) else { continue };
            let level = Level {
                format: val(node, "numFmt").unwrap_or("decimal").to_owned(),
                text: val(node, "lvlText").unwrap_or_default().to_owned(),
                start: val(node, "start").and_then(|start| start.parse().ok()).unwrap_or(1),
                is_legal: switch(node, "isLgl").unwrap_or(false),
            };
            levels.insert((number, depth), level);
        }
    }
    levels
}

/// What the identifiers of links and pictures stand for, and whether it lies outside the file.
pub(super) fn relations(xml: &str) -> HashMap<String, (String, bool)> {
    let Ok(tree) = parsed(xml) else { return HashMap::new() };
    let one = |node: Node| {
        let outside = attribute(node, "TargetMode") == Some("External");
        Some((attribute(node, "Id")?.to_owned(), (attribute(node, "Target")?.to_owned(), outside)))
    };
    tree.descendants().filter(|node| is(*node, "Relationship")).filter_map(one).collect()
}
