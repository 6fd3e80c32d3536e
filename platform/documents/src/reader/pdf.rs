//! PDF files: their pages' text, and what else in them has words.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, decode_text_string};

use super::archive::{Budget, inner};
use super::eyes::{self, Pages};
use super::picture::{Pictures, xmp};
use super::{Part, Unreadable};

mod cmaps;
mod fonts;
mod page;
mod streams;
mod tokens;
mod widths;

pub(crate) use page::Glyph;
use page::{Found, Painter, dictionary};

/// Pages read at most.
const MOST_PAGES: usize = 5000;
/// Bytes of a document's text at most.
const MOST_TEXT: usize = 40 << 20;
/// Files within the file at most.
const MOST_FILES: usize = 1000;

/// The pages of a PDF, its notes, form fields, files and properties.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let damaged = |_| Unreadable::because("PDF 已损坏，或加了密码，打不开");
    // One that has no password for reading opens by itself.
    let pdf = Pdf::load_mem(bytes).map_err(damaged)?;
    if pdf.trailer.get(b"Encrypt").is_ok() && !pdf.was_encrypted() {
        return Err(Unreadable::because("PDF 加了密码，打不开"));
    }
    let pages: Vec<ObjectId> = pdf.page_iter().take(MOST_PAGES + 1).collect();
    if pages.is_empty() {
        return Err(Unreadable::because("PDF 里一页也没有"));
    }
    let mut parts = in_pages(&pdf, &pages, (Pages::of(bytes), budget));
    for (name, keys) in [
        ("notes", &[&b"Contents"[..], b"RC", b"Subj"][..]),
        ("form", &[b"V", b"DV", b"TU", b"Opt"]),
        ("scripts", &[b"JS"]),
        ("outline", &[b"Title"]),
        ("alternatives", &[b"Alt", b"ActualText", b"E"]),
        ("links", &[b"URI"]),
    ] {
        parts.extend(strings(&pdf, name, keys));
    }
    parts.extend(about(&pdf));
    parts.extend(described(&pdf));
    parts.extend(files(&pdf, budget));
    if pdf.catalog().and_then(|catalog| catalog.get(b"AcroForm")).is_ok_and(|_| has_xfa(&pdf)) {
        parts.push(Part::unreadable("form", "表单是用 XFA 做的，里面填了什么读不全，请人看一遍"));
    }
    Ok(parts)
}

/// The strings of a page in the order in which its text has them, glyph by glyph: for whoever
/// takes some of them out.
pub(crate) fn strings_of(pdf: &Pdf, page: ObjectId) -> Vec<Vec<Glyph>> {
    Painter::of(pdf).strings(page)
}

fn in_pages(pdf: &Pdf, pages: &[ObjectId], (mut drawn, budget): (Pages, &mut Budget)) -> Vec<Part> {
    let mut painter = Painter::of(pdf);
    let mut pictures = Pictures::default();
    let (mut seen, mut length) = (BTreeSet::new(), 0);
    let mut parts = Vec::new();
    for (id, number) in pages.iter().zip(1..) {
        if number > MOST_PAGES || length > MOST_TEXT {
            parts.push(Part::unreadable(format!("p. {number}"), "页数太多，从这一页起没有读"));
            break;
        }
        let found = painter.page(*id);
        let of_page = in_page(number, &found);
        // A scanned page is told as one; of the others each picture counts once.
        if of_page.iter().all(|part| part.text.is_ok()) {
            let new = found.pictures.iter().filter(|(id, _)| seen.insert(**id));
            new.for_each(|(_, (width, height))| pictures.sized(*width, *height));
        }
        length += found.text.len();
        match &of_page[..] {
            // As it looks, its notes included.
            [Part { name, text: Err(why), .. }] => {
                parts.extend(eyes::told(name, "这一页", why, drawn.see(number, &mut budget.eyes)));
            }
            _ => parts.extend(of_page),
        }
        parts.extend(on_page(pdf, &mut painter, *id, number, &found.text));
    }
    parts.extend(pictures.part());
    parts
}

/// A page's text, and what of it is no text.
fn in_page(number: usize, found: &Found) -> Vec<Part> {
    let name = format!("p. {number}");
    let letters = found.text.chars().filter(|c| !c.is_whitespace()).count();
    if letters == 0 && found.draws && found.unknown == 0 {
        return vec![Part::unreadable(name, "这一页没有文字层，像是扫描件，请人看一遍")];
    }
    let no_table = "这一页的字体没有对照表，文字读不出来，请人看一遍";
    if letters < found.unknown {
        return vec![Part::unreadable(name, no_table)];
    }
    let mut parts = vec![Part::text(name.clone(), found.text.trim().to_owned())];
    if !found.alternatives.is_empty() {
        parts.push(Part::text(format!("{name} (fields)"), found.alternatives.join("\n")));
    }
    if found.unknown > 0 {
        let why = format!("这一页有{}个字的字体没有对照表，读不出来，请人看一遍", found.unknown);
        parts.push(Part::unreadable(name.clone(), why));
    }
    if found.is_cut {
        parts.push(Part::unreadable(name, "这一页画的东西太多，没有读完，请人看一遍"));
    }
    parts
}

/// What lies on a page as notes, stamps and fields: the words they show.
fn on_page(pdf: &Pdf, painter: &mut Painter, id: ObjectId, number: usize, text: &str) -> Option<Part> {
    let mut lines: Vec<String> = Vec::new();
    let mut unknown = 0;
    for note in pdf.get_page_annotations(id).unwrap_or_default() {
        let Some(looks) = dictionary(pdf, note, b"AP") else { continue };
        let all = looks.iter().filter_map(|(_, look)| pdf.dereference(look).ok());
        for (_, look) in all.flat_map(|(_, look)| states(pdf, look)) {
            let found = painter.form(look);
            unknown += found.unknown;
            let shown =
                found.text.lines().filter(|line| !line.trim().is_empty() && !text.contains(line.trim()));
            lines.extend(shown.map(str::to_owned));
        }
    }
    lines.dedup();
    let name = format!("p. {number} (notes)");
    match (lines.is_empty(), unknown) {
        (false, _) => Some(Part::text(name, lines.join("\n"))),
        (true, 1..) => Some(Part::unreadable(name, "这一页的标注读不出来，请人看一遍")),
        (true, 0) => None,
    }
}

/// How a note looks, or how it looks in each of its states.
fn states<'a>(pdf: &'a Pdf, look: &'a Object) -> Vec<(Option<ObjectId>, &'a Object)> {
    match look {
        Object::Dictionary(states) => {
            states.iter().take(20).filter_map(|(_, one)| pdf.dereference(one).ok()).collect()
        }
        other => vec![(None, other)],
    }
}

/// The text strings under some keys, wherever they are.
fn strings(pdf: &Pdf, name: &str, keys: &[&[u8]]) -> Option<Part> {
    let mut lines = Vec::new();
    let mut length = 0;
    let trailer = pdf.trailer.iter().map(|(_, value)| value);
    // The properties of the whole file are told by themselves.
    let about = pdf.trailer.get(b"Info").and_then(Object::as_reference).ok();
    let objects = pdf.objects.iter().filter(|(id, _)| Some(**id) != about).map(|(_, object)| object);
    let mut open: Vec<&Object> = objects.chain(trailer).collect();
    while let Some(object) = open.pop() {
        let dictionary = match object {
            Object::Array(items) => {
                open.extend(items);
                continue;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        for (key, value) in dictionary.iter() {
            if keys.contains(&key.as_slice()) && length < MOST_TEXT {
                // A page's drawing has the same key as the words of a note.
                let found = if key == b"Contents" { note(pdf, value) } else { values(pdf, value) };
                length += found.iter().map(String::len).sum::<usize>();
                lines.extend(found);
            }
            if matches!(value, Object::Array(_) | Object::Dictionary(_)) {
                open.push(value);
            }
        }
    }
    (!lines.is_empty()).then(|| Part::text(name, lines.join("\n")))
}

fn note(pdf: &Pdf, value: &Object) -> Vec<String> {
    pdf.dereference(value).ok().and_then(|(_, value)| words(value)).into_iter().collect()
}

/// A string, some strings, or a stream of text.
fn values(pdf: &Pdf, value: &Object) -> Vec<String> {
    let Ok((_, value)) = pdf.dereference(value) else { return Vec::new() };
    match value {
        Object::Array(items) => items.iter().take(10_000).filter_map(words).collect(),
        Object::Stream(stream)
            if stream.dict.get(b"Type").is_err() && stream.dict.get(b"Subtype").is_err() =>
        {
            let text = streams::content(stream).ok().and_then(|bytes| crate::sheets::text(&bytes).ok());
            text.filter(|text| !text.contains('\0')).into_iter().collect()
        }
        _ => words(value).into_iter().collect(),
    }
}

fn words(value: &Object) -> Option<String> {
    let Object::String(bytes, _) = value else { return None };
    let text = match bytes.as_slice() {
        // Against the standard, but as programs of the country write it.
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => decode_text_string(value).ok(),
        bytes if !bytes.is_ascii() => crate::sheets::text(bytes).ok(),
        _ => decode_text_string(value).ok(),
    };
    text.filter(|text| !text.trim().is_empty())
}

/// The properties of the file, those that somebody made up included; times are none.
fn about(pdf: &Pdf) -> Option<Part> {
    let about = dictionary(pdf, &pdf.trailer, b"Info")?;
    let told =
        about.iter().filter(|(key, _)| !matches!(key.as_slice(), b"CreationDate" | b"ModDate" | b"Producer"));
    let lines: Vec<String> = told.flat_map(|(_, value)| values(pdf, value)).collect();
    (!lines.is_empty()).then(|| Part::text("properties", lines.join("\n")))
}

/// What programs describe of the whole file in XML.
fn described(pdf: &Pdf) -> Option<Part> {
    let is_metadata = |stream: &&lopdf::Stream| {
        stream.dict.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Metadata")
    };
    let all = pdf.objects.values().filter_map(|object| object.as_stream().ok()).filter(is_metadata);
    let packets = all.filter_map(|stream| streams::content(stream).ok());
    let mut lines: Vec<String> = packets.flat_map(|packet| xmp(&String::from_utf8_lossy(&packet))).collect();
    lines.dedup();
    (!lines.is_empty()).then(|| Part::text("properties", lines.join("\n")))
}

/// The files within the file, read by their kinds; their names are text too.
fn files(pdf: &Pdf, budget: &mut Budget) -> Vec<Part> {
    let described = pdf.objects.values().flat_map(|object| nested(object)).filter(|one| one.has(b"EF"));
    let mut parts = Vec::new();
    let mut names = Vec::new();
    for one in described.take(MOST_FILES) {
        let name = [&b"UF"[..], b"F"].iter().find_map(|key| words(one.get_deref(key, pdf).ok()?));
        let name = name.unwrap_or_else(|| "attachment".to_owned());
        let file = dictionary(pdf, one, b"EF").and_then(|file| {
            [&b"UF"[..], b"F"].iter().find_map(|key| file.get_deref(key, pdf).ok()?.as_stream().ok())
        });
        match file.and_then(|stream| streams::content(stream).ok()) {
            Some(bytes) => parts.extend(inner(&name, &bytes, budget)),
            None => parts.push(Part::unreadable(name.clone(), "PDF 里夹带的附件打不开")),
        }
        names.extend(one.get_deref(b"Desc", pdf).ok().and_then(words));
        names.push(name);
    }
    if !names.is_empty() {
        parts.push(Part::text("attachments", names.join("\n")));
    }
    parts
}

/// The dictionaries in an object, itself included.
fn nested(object: &Object) -> Vec<&Dictionary> {
    let mut found = Vec::new();
    let mut open = vec![object];
    while let Some(object) = open.pop() {
        match object {
            Object::Array(items) => open.extend(items),
            Object::Dictionary(dictionary) => {
                found.push(dictionary);
                open.extend(dictionary.iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    found
}

fn has_xfa(pdf: &Pdf) -> bool {
    pdf.catalog()
        .ok()
        .and_then(|catalog| dictionary(pdf, catalog, b"AcroForm"))
        .is_some_and(|form| form.has(b"XFA"))
}
