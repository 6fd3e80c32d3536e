//! Excel files: masked cells, values instead of formulas, and no sheet, row or column that isn't seen.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::check::Values;
use super::package::{Kept, Output, Package, lost_ids};
use super::picture::without_remarks;
use super::places::{Cut, Places, keyed};
use super::removed::{Removed, Thing};
use super::shared_strings::SharedStrings;
use super::sheet::{self, Cells, MaskedCell};
use super::word::{Seen, is_left_behind, is_seen, masked_links, tell_lost};
use super::words::Masked;
use super::xml::{Change, Edits, Fate, Rules, rewrite};
use super::{Redacted, refused};
use crate::reader::xml::{each_event_at, value};
use crate::reader::{Document, Part, Unreadable};

const SEEN: [&str; 10] = [
    "officeDocument",
    "worksheet",
    "sharedStrings",
    "styles",
    "theme",
    "drawing",
    "image",
    "chart",
    "chartStyle",
    "chartColorStyle",
];

/// A sheet as the workbook names it.
struct Sheet {
    name: String,
    relation: String,
    visible: bool,
}

pub(super) fn redact(
    bytes: &[u8],
    document: &Document,
    places: &Places,
    values: &Values,
) -> Result<Redacted, Unreadable> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let sheets = sheets(&package.text(&main)?.unwrap_or_default())?;
    let visible: BTreeSet<&str> =
        sheets.iter().filter(|sheet| sheet.visible).map(|sheet| sheet.relation.as_str()).collect();
    let links = masked_links(document, places);
    let kept = package.reach(|part, relation| {
        let is_shown =
            relation.kind() != "worksheet" || (part == main && visible.contains(relation.id.as_str()));
        is_shown && is_seen(relation, &SEEN, &links, values)
    })?;
    let mut removed = Removed::default();
    for sheet in sheets.iter().filter(|sheet| !sheet.visible) {
        removed.add(format!("隐藏的工作表“{}”", sheet.name));
    }
    tell_lost(&mut package, &kept, &mut removed)?;
    let cells = masked_cells(document, places, &sheets, &kept, &main)?;
    let sheet_keys: BTreeSet<String> =
        keyed(document).into_iter().filter(|(_, part)| part.sheet.is_some()).map(|(key, _)| key).collect();
    let elsewhere = |key: &str| sheet_keys.contains(key) || is_left_behind(key);
    let masked = Masked::find(&mut package, document, places, elsewhere)?;
    let mut book = Book { package, kept, main, sheets, cells, masked, removed };
    let bytes = book.written()?;
    Ok(Redacted { bytes, removed: book.removed.told() })
}

fn main_part(package: &mut Package) -> Result<String, Unreadable> {
    let relations = package.relations("")?;
    let main = relations.into_iter().find(|relation| relation.kind() == "officeDocument");
    main.map(|relation| relation.part).ok_or_else(|| refused("文件里没有工作簿"))
}

fn sheets(xml: &str) -> Result<Vec<Sheet>, Unreadable> {
    let mut sheets = Vec::new();
    each_event_at(xml, |_, event| {
        let (Event::Start(element) | Event::Empty(element)) = event else { return };
        if element.local_name().as_ref() == "sheet" {
            let (name, state) = (attribute(element, "name"), attribute(element, "state"));
            let relation = element.attributes().flatten().find(|a| is_relation(a));
            let relation = relation.map(|attribute| value(&attribute)).unwrap_or_default();
            sheets.push(Sheet { name, relation, visible: matches!(state.as_str(), "" | "visible") });
        }
    })?;
    Ok(sheets)
}

/// `r:id`, whatever the prefix.
pub(super) fn is_relation(attribute: &Attribute) -> bool {
    attribute.key.local_name().as_ref() == "id" && attribute.key.as_ref() != "id"
}

pub(super) fn attribute(element: &BytesStart, name: &str) -> String {
    let found = element.attributes().flatten().find(|a| a.key.as_ref() == name);
    found.map(|attribute| value(&attribute)).unwrap_or_default()
}

/// The masked cells of each kept sheet, by the sheet's part.
fn masked_cells(
    document: &Document,
    places: &Places,
    sheets: &[Sheet],
    kept: &Kept,
    main: &str,
) -> Result<BTreeMap<String, Cells>, Unreadable> {
    let mut masked = BTreeMap::new();
    for (key, part) in keyed(document).into_iter().filter(|(_, part)| part.sheet.is_some_and(|s| !s.hidden)) {
        let cuts = places.in_part(&key);
        if cuts.is_empty() {
            continue;
        }
        let sheet = sheets.iter().find(|sheet| sheet.visible && sheet.name == part.name);
        let relation = sheet.and_then(|sheet| kept.relations[main].iter().find(|r| r.id == sheet.relation));
        let relation = relation.ok_or_else(|| refused("有的工作表不能自动遮盖"))?;
        masked.insert(relation.part.clone(), cells(part, cuts));
    }
    Ok(masked)
}

/// The cells of a sheet that cuts lie in.
fn cells(part: &Part, cuts: &[Cut]) -> Cells {
    let (Some(corner), Ok(text)) = (part.sheet, part.text.as_deref()) else { return Cells::new() };
    let mut cells: HashMap<(u32, u32), MaskedCell> = HashMap::new();
    let mut cuts = cuts;
    let mut at = 0;
    let mut begun = false;
    for (row, line) in (corner.row..).zip(text.split('\n')) {
        for (column, shown) in (corner.column..).zip(line.split('\t')) {
            let end = at + shown.chars().count();
            while cuts.first().is_some_and(|cut| cut.at.end <= at) {
                (cuts, begun) = (&cuts[1..], false);
            }
            for cut in cuts.iter().take_while(|cut| cut.at.start < end) {
                let within = cut.at.start.max(at) - at..cut.at.end.min(end) - at;
                let with = if std::mem::take(&mut begun) { String::new() } else { cut.with.clone() };
                begun = cut.at.end > end;
                let cell = cells.entry((row, column)).or_insert_with(|| MaskedCell::new(shown));
                cell.cuts.push(Cut { at: within, with });
            }
            at = end + 1;
        }
        if cuts.is_empty() {
            break;
        }
    }
    cells
}

struct Book<'a> {
    package: Package<'a>,
    kept: Kept,
    main: String,
    sheets: Vec<Sheet>,
    cells: BTreeMap<String, Cells>,
    masked: Masked,
    removed: Removed,
}

impl Book<'_> {
    fn written(&mut self) -> Result<Vec<u8>, Unreadable> {
        let mut output = Output::new();
        output.frame(&mut self.package, &self.kept)?;
        let of_main = &self.kept.relations[&self.main];
        let parts_of = |kind| of_main.iter().filter(move |r| r.kind() == kind).map(|r| r.part.clone());
        let sheets: HashSet<String> = parts_of("worksheet").collect();
        let strings = parts_of("sharedStrings").next();
        if sheets.is_empty() {
            return Err(refused("文件里没有看得见的工作表"));
        }
        let mut shared = match &strings {
            Some(part) => SharedStrings::read(self.package.text(part)?.unwrap_or_default())?,
            None => SharedStrings::default(),
        };
        for part in self.kept.parts.clone() {
            if Some(&part) == strings.as_ref() {
                continue;
            }
            match sheets.contains(&part) {
                true => self.add_sheet(&part, &mut shared, &mut output)?,
                false => self.add_part(&part, &mut output)?,
            }
        }
        if let Some(part) = &strings {
            output.add(part, shared.written()?.as_bytes())?;
        }
        output.finish()
    }

    fn add_sheet(
        &mut self,
        part: &str,
        shared: &mut SharedStrings,
        output: &mut Output,
    ) -> Result<(), Unreadable> {
        let xml = self.package.text(part)?.unwrap_or_default();
        let none = Cells::new();
        let cells = self.cells.get(part).unwrap_or(&none);
        let written = sheet::written(&xml, cells, &lost_ids(&self.kept, part), shared, &mut self.removed)?;
        drop(xml);
        output.add(part, written.as_bytes())
    }

    fn add_part(&mut self, part: &str, output: &mut Output) -> Result<(), Unreadable> {
        if !part.to_ascii_lowercase().ends_with(".xml") {
            return output.add(part, &without_remarks(&self.package.bytes(part)?.unwrap_or_default()));
        }
        let xml = self.package.text(part)?.unwrap_or_default();
        let written = if part == self.main {
            let mut rules = Contents { book: self, element: String::new(), local: None };
            rewrite(&xml, &Edits::new(), &mut rules)?
        } else {
            let lost = lost_ids(&self.kept, part);
            let mut rules = Seen::of(&xml, &HashSet::new(), lost, &mut self.removed)?;
            rewrite(&xml, self.masked.of(part), &mut rules)?
        };
        output.add(part, written.as_bytes())
    }

    /// The new number of a sheet, by its old one.
    fn new_number(&self, old: usize) -> Option<usize> {
        let is_kept = |sheet: &Sheet| self.kept.relations[&self.main].iter().any(|r| r.id == sheet.relation);
        let sheet = self.sheets.get(old).filter(|sheet| is_kept(sheet))?;
        let before = self.sheets.iter().take_while(|other| other.relation != sheet.relation);
        Some(before.filter(|sheet| is_kept(sheet)).count())
    }
}

/// What stays of the workbook's own part.
struct Contents<'a, 'b> {
    book: &'a mut Book<'b>,
    element: String,
    /// The new number of the sheet that a name belongs to.
    local: Option<usize>,
}

impl Rules for Contents<'_, '_> {
    fn element(&mut self, _: usize, element: &BytesStart, within: &[String]) -> Fate {
        let name = element.local_name();
        self.element = name.as_ref().to_owned();
        let is_kept = match (within.len(), name.as_ref()) {
            (0, _) => true,
            (1, name) => matches!(name, "workbookPr" | "bookViews" | "sheets" | "definedNames" | "calcPr"),
            (_, "sheet") => element.attributes().flatten().any(|a| {
                is_relation(&a) && self.book.kept.relations[&self.book.main].iter().any(|r| r.id == value(&a))
            }),
            (_, "definedName") => self.keeps_name(element),
            (_, name) => name != "extLst",
        };
        if is_kept { Fate::Keep } else { Fate::Drop }
    }

    fn attribute(&mut self, element: &str, attribute: &Attribute) -> Change {
        match (element, attribute.key.as_ref()) {
            // They count sheets that may be gone.
            ("workbookView", "activeTab" | "firstSheet" | "visibility") => Change::Drop,
            ("definedName", "localSheetId") => {
                self.local.map_or(Change::Drop, |number| Change::Set(number.to_string()))
            }
            ("definedName", "comment" | "description" | "help" | "statusBar") => Change::Drop,
            _ => Change::Keep,
        }
    }
}

impl Contents<'_, '_> {
    /// Only what is printed stays named; other names may hold values and formulas.
    fn keeps_name(&mut self, element: &BytesStart) -> bool {
        let name = attribute(element, "name");
        self.local =
            attribute(element, "localSheetId").parse().ok().and_then(|old| self.book.new_number(old));
        let is_print = matches!(name.as_str(), "_xlnm.Print_Area" | "_xlnm.Print_Titles");
        if !is_print && !name.starts_with("_xlnm.") {
            self.book.removed.count(Thing::Names, 1);
        }
        is_print && self.local.is_some()
    }
}
