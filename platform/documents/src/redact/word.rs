//! Word files: masked words, changes accepted, and nothing that isn't seen.

use std::collections::{BTreeSet, HashSet};

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::check::Values;
use super::package::{Kept, Output, Package, Relation, lost_ids};
use super::picture::without_remarks;
use super::places::Places;
use super::removed::{Removed, Thing};
use super::words::Masked;
use super::xml::{Change, Fate, Rules, rewrite};
use super::{Redacted, refused};
use crate::reader::xml::{each_event_at, value};
use crate::reader::{Document, Unreadable};

/// Relations to what is seen of a document. All else is left behind: comments, properties, data
/// of other programs, embedded files, macros.
const SEEN: [&str; 21] = [
    "officeDocument",
    "styles",
    "numbering",
    "settings",
    "fontTable",
    "font",
    "theme",
    "header",
    "footer",
    "footnotes",
    "endnotes",
    "image",
    "chart",
    "chartStyle",
    "chartColorStyle",
    "chartUserShapes",
    "diagramData",
    "diagramLayout",
    "diagramQuickStyle",
    "diagramColors",
    "diagramDrawing",
];

pub(super) fn redact(
    bytes: &[u8],
    document: &Document,
    places: &Places,
    values: &Values,
) -> Result<Redacted, Unreadable> {
    let mut package = Package::open(bytes)?;
    let links = masked_links(document, places);
    let kept = package.reach(|_, relation| is_seen(relation, &SEEN, &links, values))?;
    if kept.parts.is_empty() {
        return Err(refused("文件里没有正文"));
    }
    let masked = Masked::find(&mut package, document, places, is_left_behind)?;
    let hidden_styles = hidden_styles(&mut package, &kept)?;
    let mut removed = Removed::default();
    tell_lost(&mut package, &kept, &mut removed)?;
    let mut output = Output::new();
    output.frame(&mut package, &kept)?;
    for part in &kept.parts {
        if !part.to_ascii_lowercase().ends_with(".xml") {
            output.add(part, &without_remarks(&package.bytes(part)?.unwrap_or_default()))?;
            continue;
        }
        let xml = package.text(part)?.unwrap_or_default();
        let mut rules = Seen::of(&xml, &hidden_styles, lost_ids(&kept, part), &mut removed)?;
        output.add(part, rewrite(&xml, masked.of(part), &mut rules)?.as_bytes())?;
    }
    Ok(Redacted { bytes: output.finish()?, removed: removed.told() })
}

/// Parts of the reader that are left behind whole, so that a mask in them is done with.
pub(super) fn is_left_behind(part: &str) -> bool {
    let name = part.split('#').next().unwrap_or(part);
    let left = ["comments", "properties", "links", "glossary", "macros", "defined names", "sheet details"];
    let of_workbooks = ["connections", "external links", "pivot cache", "data model"];
    left.contains(&name)
        || of_workbooks.contains(&name)
        || name.ends_with("picture details")
        || name.starts_with("embedded ")
}

/// The addresses that masks lie on.
pub(super) fn masked_links(document: &Document, places: &Places) -> BTreeSet<String> {
    let mut links = BTreeSet::new();
    for (key, part) in super::places::keyed(document).into_iter().filter(|(_, part)| part.name == "links") {
        let mut at = 0;
        for line in part.text.as_deref().unwrap_or_default().lines() {
            let end = at + line.chars().count();
            if places.in_part(&key).iter().any(|cut| cut.at.start < end && at < cut.at.end) {
                links.insert(line.to_owned());
            }
            at = end + 1;
        }
    }
    links
}

/// Whether a relation leads to something seen, or to a public address on which no mask lies.
pub(super) fn is_seen(relation: &Relation, seen: &[&str], links: &BTreeSet<String>, values: &Values) -> bool {
    if !relation.external {
        return seen.contains(&relation.kind());
    }
    let target = relation.target.to_ascii_lowercase();
    let is_public = ["http://", "https://", "mailto:"].iter().any(|start| target.starts_with(start));
    relation.kind() == "hyperlink"
        && is_public
        && !links.contains(relation.target.trim())
        && !values.is_in(&relation.target)
}

/// Says what is left behind with its relation.
pub(super) fn tell_lost(package: &mut Package, kept: &Kept, removed: &mut Removed) -> Result<(), Unreadable> {
    for relation in kept.lost.values().flatten() {
        match relation.kind() {
            "comments" | "threadedComment" => {
                let xml = package.text(&relation.part)?.unwrap_or_default();
                removed.count(Thing::Comments, elements(&xml, &["comment", "threadedComment"]));
            }
            "core-properties" | "extended-properties" | "custom-properties" => removed.add("文件属性"),
            "oleObject" | "package" | "control" | "ctrlProp" => removed.count(Thing::Embedded, 1),
            "vbaProject" => removed.add("宏"),
            "customXml" => removed.add("自定义数据"),
            "thumbnail" => removed.add("缩略图"),
            "glossaryDocument" => removed.add("构建基块"),
            "pivotCacheDefinition" | "pivotTable" => removed.add("数据透视表的缓存"),
            "externalLink" | "connections" | "queryTable" => removed.add("外部数据的连接"),
            "hyperlink" | "attachedTemplate" | "image" | "subDocument" => removed.count(Thing::Links, 1),
            _ => {}
        }
    }
    Ok(())
}

fn elements(xml: &str, names: &[&str]) -> usize {
    let mut number = 0;
    each_event_at(xml, |_, event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            number += usize::from(names.contains(&element.local_name().as_ref()));
        }
    })
    .map_or(0, |()| number)
}

/// The styles whose text is hidden.
fn hidden_styles(package: &mut Package, kept: &Kept) -> Result<HashSet<String>, Unreadable> {
    let mut hidden = HashSet::new();
    let styles = kept.parts.iter().find(|part| part.ends_with("styles.xml"));
    let Some(xml) = styles.map(|part| package.text(part)).transpose()?.flatten() else { return Ok(hidden) };
    let mut style = String::new();
    each_event_at(&xml, |_, event| {
        let (Event::Start(element) | Event::Empty(element)) = event else { return };
        match element.local_name().as_ref() {
            "style" => style = attribute(element, "styleId"),
            "vanish" if is_on(element) => drop(hidden.insert(style.clone())),
            _ => {}
        }
    })?;
    Ok(hidden)
}

fn attribute(element: &BytesStart, name: &str) -> String {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name);
    found.map(|attribute| value(&attribute)).unwrap_or_default()
}

fn is_on(element: &BytesStart) -> bool {
    !matches!(attribute(element, "val").as_str(), "0" | "false" | "off")
}

/// An element that is open while [`condemned`] looks for what says that it isn't seen.
struct Open {
    name: String,
    at: usize,
    hidden: bool,
}

/// Where the elements begin that are left out for something inside them: hidden runs, deleted
/// rows, and the second drawing of a shape, which says once more what the first says.
fn condemned(xml: &str, hidden_styles: &HashSet<String>) -> Result<HashSet<usize>, Unreadable> {
    let mut condemned = HashSet::new();
    let mut open: Vec<Open> = Vec::new();
    each_event_at(xml, |at, event| match event {
        Event::Start(element) | Event::Empty(element) => {
            let name = element.local_name().as_ref().to_owned();
            condemn(&name, element, &mut open, &mut condemned, hidden_styles);
            if let Event::Start(_) = event {
                let hidden = name == "r" && open.iter().any(|o| o.name == "p" && o.hidden);
                condemned.extend(hidden.then_some(at.start));
                open.push(Open { name, at: at.start, hidden: false });
            }
        }
        Event::End(_) => drop(open.pop()),
        _ => {}
    })?;
    Ok(condemned)
}

fn condemn(
    name: &str,
    element: &BytesStart,
    open: &mut [Open],
    condemned: &mut HashSet<usize>,
    hidden_styles: &HashSet<String>,
) {
    if matches!(name, "docPr" | "cNvPr") && matches!(attribute(element, "hidden").as_str(), "1" | "true") {
        condemned
            .extend(open.iter().filter(|open| DRAWINGS.contains(&open.name.as_str())).map(|open| open.at));
    }
    let around: Vec<&str> = open.iter().rev().take(2).map(|open| open.name.as_str()).collect();
    let is_hiding = match (name, around.as_slice()) {
        ("vanish", ["rPr", "r"]) => is_on(element),
        ("rStyle", ["rPr", "r"]) | ("pStyle", ["pPr", "p"]) => {
            hidden_styles.contains(&attribute(element, "val"))
        }
        ("del", ["trPr", "tr"]) => true,
        _ => false,
    };
    let Some(owner) = open.len().checked_sub(2).filter(|_| is_hiding) else {
        if matches!(name, "t" | "textpath") {
            condemned.extend(open.iter().filter(|open| open.name == "Fallback").map(|open| open.at));
        }
        return;
    };
    open[owner].hidden = true;
    if name != "pStyle" {
        condemned.insert(open[owner].at);
    }
}

/// What a drawing that is hidden goes with.
const DRAWINGS: [&str; 4] = ["drawing", "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"];
/// Elements that hold nothing that is seen, or what tracked changes took away.
const UNSEEN: [&str; 52] = [
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "annotationRef",
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tblPrExChange",
    "tcPrChange",
    "trPrChange",
    "tblGridChange",
    "numberingChange",
    "cellIns",
    "cellDel",
    "cellMerge",
    "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart",
    "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd",
    "customXmlMoveToRangeStart",
    "customXmlMoveToRangeEnd",
    "OLEObject",
    "control",
    "externalData",
    "altChunk",
    "subDoc",
    "dataBinding",
    "attachedTemplate",
    "rsids",
    "trackRevisions",
    "revisionView",
    "docVars",
    "mailMerge",
    "documentProtection",
    "writeProtection",
    "permStart",
    "permEnd",
    "smartTagPr",
    "customXmlPr",
    "webHidden",
    "docId",
];
/// Elements around what stays.
const FRAMES: [&str; 4] = ["ins", "moveTo", "smartTag", "customXml"];
/// Elements that say that something was changed, and that are counted as such.
const CHANGES: [&str; 12] = [
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "cellIns",
    "cellDel",
];

/// Keeps of a part what is seen.
pub(super) struct Seen<'a> {
    condemned: HashSet<usize>,
    lost: BTreeSet<String>,
    removed: &'a mut Removed,
}

impl<'a> Seen<'a> {
    pub fn of(
        xml: &str,
        hidden_styles: &HashSet<String>,
        lost: BTreeSet<String>,
        removed: &'a mut Removed,
    ) -> Result<Seen<'a>, Unreadable> {
        Ok(Seen { condemned: condemned(xml, hidden_styles)?, lost, removed })
    }
}

impl Rules for Seen<'_> {
    fn element(&mut self, at: usize, element: &BytesStart, within: &[String]) -> Fate {
        let name = element.local_name();
        let name = name.as_ref();
        // Paths of drawings have a `moveTo` too.
        let is_path = within.last().is_some_and(|parent| parent == "path");
        if CHANGES.contains(&name) && !is_path {
            self.removed.count(Thing::Revisions, 1);
        }
        if self.condemned.contains(&at) {
            self.removed.count(Thing::HiddenText, usize::from(name == "r"));
            return Fate::Drop;
        }
        let leads_nowhere = matches!(name, "hlinkClick" | "hlinkHover" | "hlinkMouseOver")
            && element.attributes().flatten().any(|a| self.lost.contains(a.value.as_ref()));
        if UNSEEN.contains(&name) || leads_nowhere {
            return Fate::Drop;
        }
        if FRAMES.contains(&name) && !is_path { Fate::Unwrap } else { Fate::Keep }
    }

    fn attribute(&mut self, element: &str, attribute: &Attribute) -> Change {
        let key = attribute.key.as_ref();
        let local = attribute.key.local_name();
        let local = local.as_ref();
        let is_mark = local.starts_with("rsid")
            || matches!(local, "paraId" | "textId" | "anchorId" | "editId")
            || matches!(key, "o:title" | "alt" | "o:spid" | "textlink");
        let leads_nowhere = key.contains(':') && self.lost.contains(attribute.value.as_ref());
        match (element, key) {
            _ if is_mark || leads_nowhere => Change::Drop,
            // Programs put the picture's file name here.
            ("docPr" | "cNvPr", "name") => Change::Set(String::new()),
            _ => Change::Keep,
        }
    }
}
