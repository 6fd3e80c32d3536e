//! OFD files (GB/T 33190): pages of words with places, in XML in a zip.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::archive::{Archive, Budget, inner};
use super::picture::Pictures;
use super::xml::{attribute, each_event, everything, resolved, values};
use super::{Part, Unreadable, kind};

/// Pages at most.
const MOST_PAGES: usize = 5000;
/// A next piece of text begins a line where it is so much lower, in parts of its height; it
/// begins after a blank where it is so much further, in parts of the same.
const NEW_LINE: f64 = 0.5;
const BLANK: f64 = 0.3;

/// What an entry of the zip is, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Page(usize),
    Template,
    Notes,
    Properties,
    Tags,
    Names,
    File,
    Picture,
}

/// The pages of an OFD file, its notes, tags, properties and files.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut archive = Archive::open(bytes, budget)?;
    let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    if !archive.names.iter().any(|(_, name)| name.eq_ignore_ascii_case("OFD.xml")) {
        return Err(Unreadable::because("不是 OFD 文件，或已损坏"));
    }
    let pages = pages(&mut archive, budget);
    if pages.len() > MOST_PAGES {
        return Err(Unreadable::because("OFD 的页数太多，没有读"));
    }
    let mut found: Vec<(Place, usize, String)> = Vec::new();
    for (at, name) in &archive.names {
        if let Some(place) = place(&name.to_ascii_lowercase(), &file(name), &pages) {
            found.push((place, *at, name.clone()));
        }
    }
    found.sort();
    let (mut parts, mut pictures) = (Vec::new(), Pictures::default());
    let mut has_pages = false;
    for (place, at, name) in found {
        has_pages |= matches!(place, Place::Page(_));
        match archive.bytes(at, budget) {
            Ok(bytes) => parts.extend(part(place, &name, &bytes, budget, &mut pictures)),
            Err(Unreadable(why)) => parts.push(Part::unreadable(named(place), why)),
        }
    }
    if !has_pages {
        return Err(Unreadable::because("OFD 里一页也没有"));
    }
    parts.extend(pictures.part());
    Ok(parts)
}

/// The pages' files, numbered as they are listed.
fn pages(archive: &mut Archive, budget: &mut Budget) -> BTreeMap<String, usize> {
    let lists: Vec<(usize, String)> = archive
        .names
        .iter()
        .filter(|(_, name)| name.to_ascii_lowercase().rsplit('/').next() == Some("document.xml"))
        .cloned()
        .collect();
    let mut pages = BTreeMap::new();
    for (at, name) in lists {
        let Ok(text) = archive.bytes(at, budget).and_then(|bytes| words_of(&bytes)) else { continue };
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        for place in values(&text, &[("Page", "BaseLoc")]).unwrap_or_default() {
            let path = match place.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None if folder.is_empty() => place,
                None => format!("{folder}/{place}"),
            };
            let number = pages.len() + 1;
            pages.entry(path.to_ascii_lowercase()).or_insert(number);
        }
    }
    pages
}

fn place(path: &str, file: &str, pages: &BTreeMap<String, usize>) -> Option<Place> {
    if let Some(number) = pages.get(path) {
        return Some(Place::Page(*number));
    }
    let is_xml = file.ends_with(".xml");
    Some(match file {
        "ofd.xml" => Place::Properties,
        "document.xml" | "publicres.xml" | "documentres.xml" | "pageres.xml" | "annotations.xml" => {
            return None;
        }
        "signatures.xml" | "signature.xml" => return None,
        "attachments.xml" => Place::Names,
        "content.xml" => Place::Template,
        _ if is_xml && (file.starts_with("annot") || path.contains("/annot")) => Place::Notes,
        _ if is_xml && path.contains("/tpls/") => Place::Template,
        _ if is_xml && !path.contains("/attach") => Place::Tags,
        _ if super::picture::KINDS.contains(&&*kind(file)) && !path.contains("/attach") => Place::Picture,
        _ if ["esl", "dat", "ttf", "otf", "ttc", "cff", "jb2", "jbig2"].contains(&&*kind(file))
            && !path.contains("/attach") =>
        {
            return None;
        }
        _ => Place::File,
    })
}

fn named(place: Place) -> String {
    match place {
        Place::Page(number) => format!("p. {number}"),
        Place::Template => "master".to_owned(),
        Place::Notes => "notes".to_owned(),
        Place::Properties => "properties".to_owned(),
        Place::Tags => "tags".to_owned(),
        Place::Names => "attachments".to_owned(),
        Place::File => "attachment".to_owned(),
        Place::Picture => "pictures".to_owned(),
    }
}

fn part(place: Place, entry: &str, bytes: &[u8], budget: &mut Budget, pictures: &mut Pictures) -> Vec<Part> {
    let name = named(place);
    let file = entry.rsplit('/').next().unwrap_or(entry);
    let text = match place {
        Place::File => return inner(file, bytes, budget),
        Place::Picture => {
            let parts = pictures.see(&kind(file), bytes, &mut budget.eyes).into_iter();
            return parts.map(|part| Part { name: format!("{file}: {}", part.name), ..part }).collect();
        }
        Place::Page(_) => words_of(bytes).and_then(|xml| page(&xml)),
        Place::Template => words_of(bytes).and_then(|xml| Ok(drawn(&xml)?.text)),
        Place::Notes => words_of(bytes).and_then(|xml| everything(&xml, &["Creator", "Remark"])),
        Place::Names => words_of(bytes).and_then(|xml| everything(&xml, &["Name", "Usage"])),
        Place::Properties => words_of(bytes).and_then(|xml| everything(&xml, &["Name"])),
        Place::Tags => words_of(bytes).and_then(|xml| everything(&xml, &["Name", "Value", "Title"])),
    };
    match text {
        Ok(text) if text.is_empty() && !matches!(place, Place::Page(_)) => Vec::new(),
        Ok(text) => vec![Part::text(name, text)],
        Err(Unreadable(why)) => vec![Part::unreadable(name, why)],
    }
}

fn words_of(bytes: &[u8]) -> Result<String, Unreadable> {
    crate::sheets::text(bytes).map_err(|error| Unreadable::because(error.to_string()))
}

fn page(xml: &str) -> Result<String, Unreadable> {
    let drawn = drawn(xml)?;
    match drawn.text.trim().is_empty() && (drawn.pictures > 0 || drawn.paths > 0) {
        true => Err(Unreadable::because("这一页没有文字层，像是扫描件，请人看一遍")),
        false => Ok(drawn.text),
    }
}

/// What is drawn on a page.
#[derive(Default)]
struct Drawn {
    text: String,
    pictures: usize,
    paths: usize,
    is_open: bool,
    /// Where the last piece ended, its top, and its height.
    last: Option<(f64, f64, f64)>,
}

fn drawn(xml: &str) -> Result<Drawn, Unreadable> {
    let mut drawn = Drawn::default();
    each_event(xml, |event| match event {
        Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
            "TextObject" => drawn.begin(start),
            "TextCode" => drawn.is_open = matches!(event, Event::Start(_)),
            "ImageObject" | "VideoObject" | "CompositeObject" => drawn.pictures += 1,
            "PathObject" => drawn.paths += 1,
            _ => {}
        },
        Event::End(end) if end.local_name().as_ref() == "TextCode" => drawn.is_open = false,
        Event::Text(text) if drawn.is_open => drawn.text += text,
        Event::CData(text) if drawn.is_open => drawn.text += &text.xml10_content(),
        Event::GeneralRef(entity) if drawn.is_open => drawn.text += &resolved(entity),
        _ => {}
    })?;
    drawn.text.truncate(drawn.text.trim_end().len());
    Ok(drawn)
}

impl Drawn {
    /// A piece of text, with the box in which it stands: left, top, width, height.
    fn begin(&mut self, start: &BytesStart) {
        let sides = attribute(start, "Boundary").unwrap_or_default();
        let sides: Vec<f64> = sides.split_whitespace().filter_map(|side| side.parse().ok()).collect();
        let [left, top, width, height] = sides[..] else {
            self.separate('\n');
            return;
        };
        if let Some((end, last_top, last_height)) = self.last {
            let size = height.max(last_height).max(f64::MIN_POSITIVE);
            if (top - last_top).abs() > size * NEW_LINE || left < end - size {
                self.separate('\n');
            } else if left > end + size * BLANK {
                self.separate(' ');
            }
        }
        self.last = Some((left + width, top, height));
    }

    fn separate(&mut self, with: char) {
        if !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
            self.text.push(with);
        }
    }
}
