//! What of a PDF isn't seen on its pages: notes, forms, attachments, scripts, properties, layers.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, decode_text_string, text_string};

use super::super::check::{Values, packed};
use super::super::refused;
use super::super::removed::{Removed, Thing};
use super::fonts::get;
use crate::reader::Unreadable;

/// Entries of the catalogue that stay.
const CATALOGUE: [&[u8]; 13] = [
    b"Type",
    b"Version",
    b"Pages",
    b"PageMode",
    b"PageLayout",
    b"PageLabels",
    b"Lang",
    b"MarkInfo",
    b"StructTreeRoot",
    b"Outlines",
    b"Dests",
    b"ViewerPreferences",
    b"OutputIntents",
];
/// Entries of a page that stay.
const PAGE: [&[u8]; 15] = [
    b"Type",
    b"Parent",
    b"MediaBox",
    b"CropBox",
    b"TrimBox",
    b"BleedBox",
    b"ArtBox",
    b"Rotate",
    b"Resources",
    b"Contents",
    b"Group",
    b"UserUnit",
    b"Tabs",
    b"StructParents",
    b"Annots",
];
/// Entries that go from whatever says what it is: a note, a picture, a form.
const ANYWHERE: [&[u8]; 10] =
    [b"Metadata", b"PieceInfo", b"LastModified", b"AA", b"AF", b"Thumb", b"JS", b"OC", b"EF", b"OPI"];
/// Words said in place of what the page shows.
const SAID: [&[u8]; 2] = [b"ActualText", b"E"];

/// Content of layers that are off isn't seen, yet read: a person must say what it is.
pub(super) fn check_layers(pdf: &Pdf) -> Result<(), Unreadable> {
    let properties = pdf.catalog().ok().and_then(|catalogue| get(pdf, catalogue, b"OCProperties"));
    let Some(properties) = properties.and_then(|properties| properties.as_dict().ok()) else { return Ok(()) };
    let default = get(pdf, properties, b"D").and_then(|default| default.as_dict().ok());
    let Some(default) = default else { return Ok(()) };
    let off =
        get(pdf, default, b"OFF").and_then(|off| off.as_array().ok()).is_some_and(|off| !off.is_empty());
    let all_off = get(pdf, default, b"BaseState").is_some_and(|state| is_named(state, b"OFF"));
    if off || all_off { Err(refused("PDF 里有隐藏的图层")) } else { Ok(()) }
}

pub(super) fn clean(pdf: &mut Pdf, values: &Values, removed: &mut Removed) {
    tell(pdf, removed);
    let dests = named_places(pdf);
    if let Ok(catalogue) = pdf.catalog_mut() {
        keep_only(catalogue, &CATALOGUE);
        if let Some(dests) = dests {
            let mut names = Dictionary::new();
            names.set("Dests", dests);
            catalogue.set("Names", names);
        }
    }
    for id in pdf.get_pages().into_values().collect::<Vec<_>>() {
        let links = links(pdf, id, values, removed);
        if let Ok(page) = pdf.get_dictionary_mut(id) {
            keep_only(page, &PAGE);
            match links.is_empty() {
                true => drop(page.remove(b"Annots")),
                false => page.set("Annots", links),
            }
        }
    }
    for object in pdf.objects.values_mut() {
        scrub(object, values, 0);
    }
}

fn keep_only(dictionary: &mut Dictionary, keys: &[&[u8]]) {
    let gone: Vec<Vec<u8>> =
        dictionary.iter().map(|(key, _)| key.clone()).filter(|key| !keys.contains(&key.as_slice())).collect();
    gone.iter().for_each(|key| drop(dictionary.remove(key)));
}

/// Says what is there of things that aren't seen.
fn tell(pdf: &Pdf, removed: &mut Removed) {
    let (mut attachments, mut scripts) = (0, 0);
    for object in pdf.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        attachments += usize::from(dictionary.has(b"EF"));
        let action = dictionary.get(b"S").and_then(Object::as_name).unwrap_or_default();
        scripts += usize::from(matches!(action, b"JavaScript" | b"Launch" | b"SubmitForm" | b"ImportData"));
    }
    removed.count(Thing::Attachments, attachments);
    removed.count(Thing::Scripts, scripts);
    let catalogue = pdf.catalog().ok();
    let has_metadata = catalogue.is_some_and(|catalogue| catalogue.has(b"Metadata"));
    if has_metadata || pdf.trailer.has(b"Info") {
        removed.add("文件属性");
    }
    if catalogue.is_some_and(|catalogue| catalogue.has(b"OCProperties")) {
        removed.add("图层的设置");
    }
}

/// The places that links inside the file name.
fn named_places(pdf: &Pdf) -> Option<Object> {
    let names = get(pdf, pdf.catalog().ok()?, b"Names")?.as_dict().ok()?;
    names.get(b"Dests").ok().cloned()
}

/// The links of a page, made anew: to public addresses that nothing masked stands in, and inside
/// the file. All other notes go.
fn links(pdf: &Pdf, page: ObjectId, values: &Values, removed: &mut Removed) -> Vec<Object> {
    let notes = pdf.get_dictionary(page).ok().and_then(|page| get(pdf, page, b"Annots"));
    let notes = notes.and_then(|notes| notes.as_array().ok()).cloned().unwrap_or_default();
    let mut links = Vec::new();
    for note in &notes {
        let Some(note) = pdf.dereference(note).ok().and_then(|(_, note)| note.as_dict().ok()) else {
            continue;
        };
        let kind = get(pdf, note, b"Subtype").and_then(|kind| kind.as_name().ok()).unwrap_or_default();
        match (kind, link(pdf, note, values)) {
            (b"Link", Some(link)) => links.push(Object::Dictionary(link)),
            (b"Link", None) => removed.count(Thing::Links, 1),
            (b"Widget", _) => removed.count(Thing::Fields, 1),
            (b"FileAttachment" | b"Popup", _) => {}
            _ => removed.count(Thing::Notes, 1),
        }
    }
    links
}

fn link(pdf: &Pdf, note: &Dictionary, values: &Values) -> Option<Dictionary> {
    let mut link = Dictionary::new();
    link.set("Type", Object::Name(b"Annot".to_vec()));
    link.set("Subtype", Object::Name(b"Link".to_vec()));
    for key in [&b"Rect"[..], b"Border", b"QuadPoints", b"StructParent", b"Dest"] {
        if let Ok(value) = note.get(key) {
            link.set(key, value.clone());
        }
    }
    if let Some(action) = get(pdf, note, b"A") {
        link.set("A", action_kept(pdf, action.as_dict().ok()?, values)?);
    }
    (link.has(b"A") || link.has(b"Dest")).then_some(link)
}

fn action_kept(pdf: &Pdf, action: &Dictionary, values: &Values) -> Option<Dictionary> {
    let kind = get(pdf, action, b"S")?.as_name().ok()?;
    let mut kept = Dictionary::new();
    kept.set("S", Object::Name(kind.to_vec()));
    match kind {
        b"GoTo" => kept.set("D", action.get(b"D").ok()?.clone()),
        b"URI" => {
            let address = get(pdf, action, b"URI")?.as_str().ok()?;
            let text = String::from_utf8_lossy(address).to_lowercase();
            let is_public = ["http://", "https://", "mailto:"].iter().any(|start| text.starts_with(start));
            if !is_public || values.is_in(&text) {
                return None;
            }
            kept.set("URI", Object::string_literal(address.to_vec()));
        }
        _ => return None,
    }
    Some(kept)
}

/// Dictionaries and arrays in one another at most.
const DEPTH: usize = 64;

/// Takes out entries that say more than the page, and masked words wherever they are said.
fn scrub(object: &mut Object, values: &Values, depth: usize) {
    if depth > DEPTH {
        *object = Object::Null;
        return;
    }
    match object {
        Object::String(..) => {
            let said = text_of(object);
            if values.is_said_in(&said) {
                *object = text_string("***");
            }
        }
        Object::Array(items) => items.iter_mut().for_each(|item| scrub(item, values, depth + 1)),
        Object::Dictionary(dictionary) => scrub_entries(dictionary, values, depth),
        Object::Stream(stream) => scrub_entries(&mut stream.dict, values, depth),
        _ => {}
    }
}

fn scrub_entries(dictionary: &mut Dictionary, values: &Values, depth: usize) {
    // In a list of fonts or letters these might be names.
    let says_what_it_is = [&b"Type"[..], b"Subtype", b"S"]
        .iter()
        .any(|key| dictionary.get(key).is_ok_and(|value| matches!(value, Object::Name(_))));
    if says_what_it_is {
        ANYWHERE.iter().for_each(|key| drop(dictionary.remove(key)));
    }
    for key in SAID {
        if dictionary.get(key).is_ok_and(|value| matches!(value, Object::String(..))) {
            dictionary.remove(key);
        }
    }
    // Of a bookmark its place stays, not what else it does.
    let is_bookmark = dictionary.has(b"Title") && dictionary.has(b"Parent");
    let leads_inside = |action: &Object| {
        action.as_dict().is_ok_and(|action| action.get(b"S").is_ok_and(|kind| is_named(kind, b"GoTo")))
    };
    if is_bookmark && dictionary.get(b"A").is_ok_and(|action| !leads_inside(action)) {
        dictionary.remove(b"A");
    }
    dictionary.iter_mut().for_each(|(_, value)| scrub(value, values, depth + 1));
}

pub(super) fn is_named(object: &Object, name: &[u8]) -> bool {
    object.as_name().is_ok_and(|other| other == name)
}

fn text_of(string: &Object) -> String {
    let raw = || string.as_str().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    packed(&decode_text_string(string).unwrap_or_else(|_| raw()))
}

/// All text strings of an object.
pub(super) fn texts(object: &Object) -> Vec<String> {
    let (mut texts, mut open) = (Vec::new(), vec![object]);
    while let Some(object) = open.pop() {
        match object {
            Object::String(..) => texts.push(text_of(object)),
            Object::Array(items) => open.extend(items),
            Object::Dictionary(dictionary) => open.extend(dictionary.iter().map(|(_, value)| value)),
            Object::Stream(stream) => open.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    texts
}
