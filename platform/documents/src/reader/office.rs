//! Word and PowerPoint files, and what an Excel file has besides its cells.

use super::archive::{Archive, Budget, inner};
use super::{Part, Unreadable, xml};

/// The parts of an Office file, the main one first; an Excel file's cells are read
/// by [`super::workbook`].
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut archive = Archive::open(bytes, budget)?;
    let found = found(&archive);
    if !archive.names.iter().any(|(_, name)| name.eq_ignore_ascii_case("[Content_Types].xml")) {
        return Err(Unreadable::because("不是 Office 文件，或已损坏"));
    }
    let mut parts = Vec::new();
    for (place, at, name) in found {
        match archive.bytes(at, budget) {
            Ok(bytes) => parts.extend(part(&place, &name, &bytes, budget)),
            Err(Unreadable(why)) => parts.push(Part::unreadable(place.name(), why)),
        }
    }
    Ok(parts)
}

/// The entries that have words, in the order in which they are told, with the names of their parts.
pub(crate) fn entries_with_words(archive: &Archive) -> Vec<(usize, String, String)> {
    let words = found(archive).into_iter().filter(|(place, ..)| place.has_words());
    words.map(|(place, at, entry)| (at, entry, place.name())).collect()
}

fn found(archive: &Archive) -> Vec<(Place, usize, String)> {
    let mut found: Vec<_> =
        archive.names.iter().filter_map(|(at, name)| Some((place(name)?, *at, name.clone()))).collect();
    found.sort();
    found
}

/// What an entry of the archive is, in the order in which they are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Slide(u32),
    Words(&'static str),
    Properties,
    Links,
    Embedded,
    Macros,
}

impl Place {
    fn has_words(&self) -> bool {
        matches!(self, Place::Slide(_) | Place::Words(_))
    }

    fn name(&self) -> String {
        match self {
            Place::Slide(number) => format!("slide {number}"),
            Place::Words(name) => (*name).to_owned(),
            Place::Properties => "properties".to_owned(),
            Place::Links => "links".to_owned(),
            Place::Embedded => "embedded".to_owned(),
            Place::Macros => "macros".to_owned(),
        }
    }
}

fn place(entry: &str) -> Option<Place> {
    let lower = entry.to_ascii_lowercase();
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let is_xml = file.ends_with(".xml");
    Some(match (folder, file) {
        ("word", "document.xml") => Place::Words("body"),
        ("word", _) if is_xml && file.starts_with("header") => Place::Words("header"),
        ("word", _) if is_xml && file.starts_with("footer") => Place::Words("footer"),
        ("word", "footnotes.xml") => Place::Words("footnotes"),
        ("word", "endnotes.xml") => Place::Words("endnotes"),
        ("word/glossary", "document.xml") => Place::Words("glossary"),
        ("ppt/slides", _) if is_xml => Place::Slide(number(file)),
        ("ppt/notesslides", _) if is_xml => Place::Words("notes"),
        ("ppt/slidemasters" | "ppt/slidelayouts" | "ppt/notesmasters", _) if is_xml => Place::Words("master"),
        (_, _) if is_xml && folder.ends_with("comments") => Place::Words("comments"),
        (_, _) if is_xml && file.starts_with("comments") => Place::Words("comments"),
        (_, _) if is_xml && (folder.ends_with("/charts") || folder.ends_with("/diagrams")) => {
            Place::Words("charts")
        }
        ("xl/drawings", _) if is_xml => Place::Words("drawings"),
        ("docprops" | "customxml", _) if is_xml => Place::Properties,
        (_, _) if file.ends_with(".rels") => Place::Links,
        (_, _) if folder.ends_with("/embeddings") => Place::Embedded,
        (_, "vbaproject.bin") => Place::Macros,
        _ => return None,
    })
}

fn number(file: &str) -> u32 {
    let digits: String = file.chars().filter(char::is_ascii_digit).take(9).collect();
    digits.parse().unwrap_or(0)
}

fn part(place: &Place, entry: &str, bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    let result = match place {
        Place::Macros => return vec![Part::unreadable("macros", "文件里有宏，请另存为不带宏的格式")],
        Place::Embedded => return embedded(entry, bytes, budget),
        Place::Slide(_) | Place::Words(_) => text(bytes).and_then(|text| worded(&place.name(), &text)),
        Place::Properties => text(bytes).and_then(|text| one("properties", xml::everything(&text, &[])?)),
        Place::Links => text(bytes).and_then(|text| one("links", links(&text)?)),
    };
    result.unwrap_or_else(|Unreadable(why)| vec![Part::unreadable(place.name(), why)])
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
    let mut parts = one(name, words.text)?;
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

/// A document in the document is read; an object of another program can't be.
fn embedded(entry: &str, bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    let name = entry.rsplit('/').next().unwrap_or(entry);
    match name.ends_with(".bin") {
        true => vec![Part::unreadable(format!("embedded {name}"), "里面嵌入的对象打不开")],
        false => inner(&format!("embedded {name}"), bytes, budget),
    }
}
