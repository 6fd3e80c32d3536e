//! Office files as packages: what is reached from the main part by relations that we know is
//! kept, all else is left behind. Written in an order and with times that are always the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::refused;
use crate::reader::Unreadable;
use crate::reader::archive::{Archive, Budget};
use crate::reader::xml::{each_event_at, value};

/// A package that is read.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    budget: Budget,
    /// The entries by their names in small letters, which is how names are compared.
    entries: BTreeMap<String, usize>,
}

/// A relation of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    pub id: String,
    /// The whole type.
    pub type_name: String,
    /// As it is written.
    pub target: String,
    pub external: bool,
    /// The part it leads to, where that lies in the file.
    pub part: String,
}

impl Relation {
    /// The last word of its type: `comments`.
    pub fn kind(&self) -> &str {
        self.type_name.rsplit('/').next().unwrap_or(&self.type_name)
    }
}

/// What is kept of a package.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The parts in the order in which they are reached, the main one first.
    pub parts: Vec<String>,
    /// Their relations; those of the package itself are of the part without name.
    pub relations: BTreeMap<String, Vec<Relation>>,
    /// The relations left behind, by the part that has them.
    pub lost: BTreeMap<String, Vec<Relation>>,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Package<'a>, Unreadable> {
        let mut budget = Budget::default();
        let archive = Archive::open(bytes, &mut budget)?;
        let mut entries = BTreeMap::new();
        for (at, name) in &archive.names {
            // Programs disagree on which of the two counts.
            if entries.insert(name.to_ascii_lowercase(), *at).is_some() {
                return Err(refused("文件里有同名的部分"));
            }
        }
        Ok(Package { archive, budget, entries })
    }

    pub fn archive(&self) -> &Archive<'a> {
        &self.archive
    }

    pub fn has(&self, part: &str) -> bool {
        self.entries.contains_key(&part.to_ascii_lowercase())
    }

    /// A part's bytes; none where it isn't there.
    pub fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        match self.entries.get(&part.to_ascii_lowercase()) {
            Some(at) => self.archive.bytes(*at, &mut self.budget).map(Some),
            None => Ok(None),
        }
    }

    /// A part that is XML, as text.
    pub fn text(&mut self, part: &str) -> Result<Option<String>, Unreadable> {
        let Some(bytes) = self.bytes(part)? else { return Ok(None) };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(other) => crate::sheets::text(&other.into_bytes()).map_err(|e| Unreadable(e.to_string()))?,
        };
        Ok(Some(match text.strip_prefix('\u{feff}') {
            Some(unmarked) => unmarked.to_owned(),
            None => text,
        }))
    }

    /// What is reached from the main part; `wanted` is asked of each relation of each part.
    pub fn reach(&mut self, wanted: impl Fn(&str, &Relation) -> bool) -> Result<Kept, Unreadable> {
        let mut kept = Kept::default();
        let mut open = vec![String::new()];
        let mut seen = BTreeSet::new();
        while !open.is_empty() {
            for part in std::mem::take(&mut open) {
                let (kept_here, lost) = self.sorted(&part, &wanted)?;
                let next = kept_here.iter().filter(|relation| !relation.external);
                open.extend(
                    next.map(|r| r.part.clone()).filter(|part| seen.insert(part.to_ascii_lowercase())),
                );
                kept.relations.insert(part.clone(), kept_here);
                kept.lost.insert(part.clone(), lost);
                kept.parts.extend((!part.is_empty()).then_some(part));
            }
        }
        Ok(kept)
    }

    /// The relations of a part: those kept, and those left behind.
    fn sorted(
        &mut self,
        part: &str,
        wanted: impl Fn(&str, &Relation) -> bool,
    ) -> Result<(Vec<Relation>, Vec<Relation>), Unreadable> {
        let relations = self.relations(part)?;
        let is_kept = |relation: &Relation| {
            let is_main = !part.is_empty() || relation.kind() == "officeDocument";
            is_main && wanted(part, relation) && (relation.external || self.has(&relation.part))
        };
        Ok(relations.into_iter().partition(is_kept))
    }

    pub fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Unreadable> {
        let Some(xml) = self.text(&relations_of(part))? else { return Ok(Vec::new()) };
        let mut relations = Vec::new();
        each_event_at(&xml, |_, event| {
            let (Event::Start(element) | Event::Empty(element)) = event else { return };
            if element.local_name().as_ref() != "Relationship" {
                return;
            }
            let attribute = |name: &str| {
                let found = element.attributes().flatten().find(|a| a.key.as_ref() == name);
                found.map(|attribute| value(&attribute)).unwrap_or_default()
            };
            let target = attribute("Target");
            relations.push(Relation {
                id: attribute("Id"),
                type_name: attribute("Type"),
                part: resolved(part, &target),
                external: attribute("TargetMode").eq_ignore_ascii_case("external"),
                target,
            });
        })?;
        Ok(relations)
    }
}

/// The part that holds a part's relations.
fn relations_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{file}.rels")
}

/// The part that a relation of a part leads to.
fn resolved(part: &str, target: &str) -> String {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = if target.starts_with('/') { target.to_owned() } else { format!("{folder}/{target}") };
    let mut path: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Writes a package.
pub(super) struct Output {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Output {
    pub fn new() -> Output {
        Output { zip: ZipWriter::new(Cursor::new(Vec::new())) }
    }

    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Unreadable> {
        let failed = |_| refused("文件写不出来");
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(failed)?;
        self.zip.write_all(bytes).map_err(|_| refused("文件写不出来"))
    }

    /// Writes the types of what is kept and all relations.
    pub fn frame(&mut self, package: &mut Package, kept: &Kept) -> Result<(), Unreadable> {
        let types = package.text("[Content_Types].xml")?.unwrap_or_default();
        self.add("[Content_Types].xml", content_types(&types, kept)?.as_bytes())?;
        for (part, relations) in kept.relations.iter().filter(|(_, relations)| !relations.is_empty()) {
            self.add(&relations_of(part), written(relations).as_bytes())?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, Unreadable> {
        self.zip.finish().map(Cursor::into_inner).map_err(|_| refused("文件写不出来"))
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

fn written(relations: &[Relation]) -> String {
    let escape = |text: &str| quick_xml::escape::escape(text.to_owned()).into_owned();
    let mut out = HEAD.to_owned()
        + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    for relation in relations {
        let mode = if relation.external { " TargetMode=\"External\"" } else { "" };
        let (id, type_name, target) =
            (escape(&relation.id), escape(&relation.type_name), escape(&relation.target));
        out += &format!("<Relationship Id=\"{id}\" Type=\"{type_name}\" Target=\"{target}\"{mode}/>");
    }
    out + "</Relationships>"
}

/// The types of the parts kept, as elements of the old list.
fn content_types(xml: &str, kept: &Kept) -> Result<String, Unreadable> {
    let parts: BTreeSet<String> =
        kept.parts.iter().map(|part| format!("/{}", part.to_ascii_lowercase())).collect();
    let mut out = HEAD.to_owned();
    out += "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">";
    each_event_at(xml, |at, event| {
        let (Event::Start(element) | Event::Empty(element)) = event else { return };
        let part = element.attributes().flatten().find(|a| a.key.as_ref() == "PartName");
        let is_kept = match element.local_name().as_ref() {
            "Default" => true,
            "Override" => part.is_some_and(|part| parts.contains(&value(&part).to_ascii_lowercase())),
            _ => false,
        };
        if is_kept {
            let whole = xml[at].trim_end_matches(['/', '>', ' ']);
            out += whole;
            out += "/>";
        }
    })?;
    Ok(out + "</Types>")
}

/// The relations of a part that are left behind, by their numbers.
pub(super) fn lost_ids(kept: &Kept, part: &str) -> BTreeSet<String> {
    kept.lost.get(part).map(|lost| lost.iter().map(|r| r.id.clone()).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_where_they_are_written() {
        assert_eq!(resolved("word/document.xml", "media/a.png"), "word/media/a.png");
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "../drawings/d.xml"), "xl/drawings/d.xml");
        assert_eq!(resolved("xl/workbook.xml", "/xl/worksheets/s.xml"), "xl/worksheets/s.xml");
        assert_eq!(resolved("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolved("a/b.xml", "../../../etc"), "etc");
        assert_eq!(relations_of(""), "_rels/.rels");
        assert_eq!(relations_of("word/document.xml"), "word/_rels/document.xml.rels");
    }
}
