//! PDF files: their pages' text, and what else in them has words.

use pdf_extract::{Document as Pdf, Object, ObjectId, decode_text_string, output_doc_page};

use super::{Part, Unreadable};

/// A content stream up to this length draws nothing worth reading.
const BLANK: usize = 40;

/// The pages of a PDF, its notes, form fields and properties.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Part>, Unreadable> {
    let pdf = Pdf::load_mem(bytes).map_err(|_| Unreadable::because("PDF 已损坏，或加了密码，打不开"))?;
    if pdf.is_encrypted() {
        return Err(Unreadable::because("PDF 加了密码，打不开"));
    }
    let mut parts: Vec<Part> =
        pdf.get_pages().into_iter().map(|(number, id)| page(&pdf, number, id)).collect();
    if parts.is_empty() {
        return Err(Unreadable::because("PDF 里一页也没有"));
    }
    for (name, key) in [("notes", b"Contents".as_slice()), ("form", b"V"), ("scripts", b"JS")] {
        parts.extend(strings(&pdf, name, &[key]));
    }
    parts.extend(strings(&pdf, "properties", &[b"Title", b"Author", b"Subject", b"Keywords"]));
    if pdf.objects.values().any(|object| object.as_dict().is_ok_and(|d| d.has(b"EF"))) {
        parts.push(Part::unreadable("attachments", "PDF 里夹带了附件，请单独上传"));
    }
    Ok(parts)
}

fn page(pdf: &Pdf, number: u32, id: ObjectId) -> Part {
    let name = format!("p. {number}");
    let mut text = String::new();
    let mut output = pdf_extract::PlainTextOutput::new(&mut text);
    if output_doc_page(pdf, &mut output, number).is_err() {
        return Part::unreadable(name, "这一页读不了");
    }
    let seen = || text.chars().filter(|c| !c.is_whitespace());
    let strange =
        seen().filter(|c| matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\0'..='\u{1f}')).count();
    if strange * 4 > seen().count() {
        return Part::unreadable(name, "这一页的字体没有对照表，文字读不出来，请人看一遍");
    }
    if seen().next().is_none() && draws(pdf, id) {
        return Part::unreadable(name, "这一页没有文字层，像是扫描件，请人看一遍");
    }
    Part::text(name, text.trim().to_owned())
}

/// Whether something stands on a page: a picture, lines, letters drawn as shapes.
fn draws(pdf: &Pdf, id: ObjectId) -> bool {
    let pictures = pdf.get_page_images(id).map_or(true, |images| !images.is_empty());
    pictures || pdf.get_page_content(id).map_or(true, |content| content.len() > BLANK)
}

/// The text strings under some keys, wherever they are.
fn strings(pdf: &Pdf, name: &str, keys: &[&[u8]]) -> Option<Part> {
    let mut lines = Vec::new();
    let mut open: Vec<&Object> = pdf.objects.values().collect();
    while let Some(object) = open.pop() {
        match object {
            Object::Array(items) => open.extend(items),
            Object::Dictionary(dictionary) => {
                let named = dictionary.iter().filter(|(key, _)| keys.contains(&key.as_slice()));
                lines.extend(named.filter_map(|(_, value)| words(value)));
                open.extend(dictionary.iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    (!lines.is_empty()).then(|| Part::text(name, lines.join("\n")))
}

fn words(value: &Object) -> Option<String> {
    let Object::String(..) = value else { return None };
    decode_text_string(value).ok().filter(|text| !text.trim().is_empty())
}
