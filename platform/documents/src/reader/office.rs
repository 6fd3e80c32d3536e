//! Word and PowerPoint files, and what an Excel file has besides its cells. Every entry
//! of the archive is read, or known to say nothing, or told.

use std::collections::BTreeMap;

use super::archive::{Archive, Budget, inner};
use super::picture::Pictures;
use super::{Part, Unreadable, kind, xml};

mod places;
mod workbook_data;

use places::{How, Place, place};
use workbook_data::Pivots;

/// The parts of an Office file, the main one first; an Excel file's cells are read
/// by [`super::workbook`].
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut archive = Archive::open(bytes, budget)?;
    let is_office = |name: &str| name.eq_ignore_ascii_case("[Content_Types].xml");
    if !archive.names.iter().any(|(_, name)| is_office(name)) {
        return Err(Unreadable::because("不是 Office 文件，或已损坏"));
    }
    let slides = slides(&mut archive, budget);
    let found = found(&archive, &slides);
    let mut file = File { pivots: Pivots::default(), pictures: Pictures::default() };
    let mut parts = Vec::new();
    for (place, at, name) in found {
        match archive.bytes(at, budget) {
            Ok(bytes) => parts.extend(file.parts(&place, &name, &bytes, budget)),
            Err(Unreadable(why)) => parts.push(Part::unreadable(place.name, why)),
        }
    }
    parts.extend(file.pictures.part());
    Ok(parts)
}

/// The entries that have words, in the order in which they are told, with the names of their parts.
pub(crate) fn entries_with_words(archive: &Archive) -> Vec<(usize, String, String)> {
    // Only slides have names by their order, and they aren't written anew.
    let found = found(archive, &BTreeMap::new()).into_iter();
    let words = found.filter(|(place, ..)| place.how == How::Words);
    words.map(|(place, at, entry)| (at, entry, place.name)).collect()
}

fn found(archive: &Archive, slides: &BTreeMap<String, u32>) -> Vec<(Place, usize, String)> {
    let placed = |(at, name): &(usize, String)| Some((place(name, slides)?, *at, name.clone()));
    let mut found: Vec<_> = archive.names.iter().filter_map(placed).collect();
    found.sort();
    found
}

/// Slides by their files' names, counted as they are shown: the files may be numbered otherwise.
fn slides(archive: &mut Archive, budget: &mut Budget) -> BTreeMap<String, u32> {
    let mut content = |wanted: &str| {
        let (at, _) = archive.names.iter().find(|(_, name)| name.eq_ignore_ascii_case(wanted))?;
        text(&archive.bytes(*at, budget).ok()?).ok()
    };
    let (Some(order), Some(targets)) =
        (content("ppt/presentation.xml"), content("ppt/_rels/presentation.xml.rels"))
    else {
        return BTreeMap::new();
    };
    let ids = xml::values(&order, &[("sldId", "r:id")]).unwrap_or_default();
    let targets =
        xml::values(&targets, &[("Relationship", "Id"), ("Relationship", "Target")]).unwrap_or_default();
    let target = |id: &String| {
        let pair = targets.chunks(2).find(|pair| pair.contains(id))?;
        let path = pair.iter().find(|value| value.contains(".xml"))?;
        path.rsplit('/').next().map(str::to_ascii_lowercase)
    };
    ids.iter().filter_map(target).zip(1..).collect()
}

/// What is gathered over the entries of a file.
struct File {
    pivots: Pivots,
    pictures: Pictures,
}

impl File {
    fn parts(&mut self, place: &Place, entry: &str, bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
        let name = &*place.name;
        let result = match place.how {
            How::Unread(why) => return vec![Part::unreadable(name, why)],
            How::Embedded => return embedded(entry, bytes, budget),
            How::Picture => return self.picture(entry, bytes, budget),
            How::Words => text(bytes).and_then(|text| worded(name, &text)),
            How::Everything(attributes) => {
                text(bytes).and_then(|text| one(name, xml::everything(&text, attributes)?))
            }
            How::Values(attributes) => {
                text(bytes).and_then(|text| one(name, xml::values(&text, attributes)?.join("\n")))
            }
            How::Links => text(bytes).and_then(|text| one(name, links(&text)?)),
            How::Names => text(bytes).and_then(|text| one(name, workbook_data::names(&text)?)),
            How::SheetComments => text(bytes).and_then(|text| one(name, workbook_data::comments(&text)?)),
            How::Aside => text(bytes).and_then(|text| one(name, workbook_data::aside(&text)?)),
            How::Pivot => text(bytes).and_then(|text| one(name, self.pivots.see(place.number, &text)?)),
        };
        result.unwrap_or_else(|Unreadable(why)| vec![Part::unreadable(name, why)])
    }

    fn picture(&mut self, entry: &str, bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
        let file = entry.rsplit('/').next().unwrap_or(entry);
        let parts = self.pictures.see(&kind(file), bytes, &mut budget.eyes);
        parts.into_iter().map(|part| Part { name: format!("{file}: {}", part.name), ..part }).collect()
    }
}

fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    crate::sheets::text(bytes).map_err(|error| Unreadable::because(error.to_string()))
}

/// A part of that name, unless there is nothing in it; the body is always told.
fn one(name: &str, text: String) -> Result<Vec<Part>, Unreadable> {
    Ok(if text.is_empty() && name != "body" { Vec::new() } else { vec![Part::text(name, text)] })
}

fn worded(name: &str, xml: &str) -> Result<Vec<Part>, Unreadable> {
    let words = xml::words(xml)?;
    let pictures_only = words.text.is_empty() && words.hidden.is_empty() && xml.contains(":blip");
    if pictures_only && (name == "body" || name.starts_with("slide")) {
        return Err(Unreadable::because("只有图片，没有文字，请人看一遍"));
    }
    let is_off = name.starts_with("slide ")
        && xml::values(xml, &[("sld", "show")])?.iter().any(|show| matches!(show.as_str(), "0" | "false"));
    let main = if is_off { format!("{name} (hidden)") } else { name.to_owned() };
    let mut parts = one(&main, words.text)?;
    for (what, text) in [("deleted", words.deleted), ("hidden", words.hidden), ("fields", words.fields)] {
        parts.extend(one(&format!("{name} ({what})"), text)?);
    }
    Ok(parts)
}

/// Addresses outside the file, such as a mail address under a word.
fn links(xml: &str) -> Result<String, Unreadable> {
    let targets = xml::everything(xml, &["Target"])?;
    let outside = targets.lines().filter(|target| target.contains(':'));
    Ok(outside.collect::<Vec<_>>().join("\n"))
}

/// A document in the document, or an object of another program.
fn embedded(entry: &str, bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    let name = entry.rsplit('/').next().unwrap_or(entry);
    inner(&format!("embedded {name}"), bytes, budget)
}
