//! PDF files: masked glyphs are taken out of the pages' contents and their place kept; a grey field
//! shows that something stood there, with nothing under it. What can't be taken out safely,
//! because it lies in a picture or its letters aren't known, turns the page down.

use std::collections::BTreeMap;

use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream as PdfStream};

use super::Redacted;
use super::check::Values;
use super::places::{Cut, Places, keyed};
use super::removed::Removed;
use crate::reader::{Document, Unreadable};

mod clean;
mod cut;
mod fonts;
mod heard;
mod matrix;
mod shown;
mod tokens;

use cut::{Gone, Why};
use matrix::Quad;
use shown::{Stream, Walk, codes, spliced};

pub(super) fn redact(
    bytes: &[u8],
    document: &Document,
    places: &Places,
    values: &Values,
) -> Result<Redacted, Unreadable> {
    let mut pdf = load(bytes)?;
    clean::check_layers(&pdf)?;
    let mut removed = Removed::default();
    cut_pages(&mut pdf, document, places)?;
    clean::clean(&mut pdf, values, &mut removed);
    Ok(Redacted { bytes: written(pdf)?, removed: removed.told() })
}

fn load(bytes: &[u8]) -> Result<Pdf, Unreadable> {
    let pdf = Pdf::load_mem(bytes).map_err(|_| Unreadable::because("PDF 已损坏，或加了密码，打不开"))?;
    if pdf.is_encrypted() || pdf.was_encrypted() {
        return Err(Unreadable::because("PDF 加了密码，请去掉密码后重新上传"));
    }
    Ok(pdf)
}

fn turned_down(page: u32, why: &str) -> Unreadable {
    Unreadable(format!("第{page}页{why}，不能自动遮盖，请在原文件里改好，重新上传"))
}

/// A page with what is shown on it.
struct Page {
    id: ObjectId,
    walk: Walk,
    marks: Vec<Quad>,
}

fn cut_pages(pdf: &mut Pdf, document: &Document, places: &Places) -> Result<(), Unreadable> {
    let parts: BTreeMap<String, _> = keyed(document).into_iter().collect();
    let mut gone = Gone::default();
    let mut of_page = BTreeMap::new();
    let mut pages = Vec::new();
    for (number, id) in pdf.get_pages() {
        let key = format!("p. {number}");
        let part = parts.get(&key).ok_or_else(|| turned_down(number, "读不出来"))?;
        let text = part.text.as_deref().map_err(|why| turned_down(number, &format!("有问题（{why}）")))?;
        let mut page_gone = Gone::default();
        let page = page(pdf, id, text, places.in_part(&key), &mut page_gone, &mut gone)
            .map_err(|why| turned_down(number, why))?;
        of_page.insert(id, page_gone);
        pages.push(page);
    }
    for page in &pages {
        write_page(pdf, page, &of_page[&page.id]);
    }
    for page in &pages {
        write_forms(pdf, &page.walk, &gone);
    }
    Ok(())
}

/// Finds what goes of a page: of its own content, and of the forms, which may stand on others too.
fn page(
    pdf: &Pdf,
    id: ObjectId,
    text: &str,
    cuts: &[Cut],
    own: &mut Gone,
    forms: &mut Gone,
) -> Result<Page, Why> {
    let walk = shown::walk(pdf, id).ok_or("的内容读不懂")?;
    let heard = heard::strings(pdf, id);
    if walk.unheard {
        return Err("有读不出来的文字");
    }
    let fits = |(shown, glyphs): (&shown::Shown, &Vec<heard::Glyph>)| {
        let bytes = shown.state.font.as_ref().and_then(|font| font.code_bytes);
        bytes.is_some_and(|bytes| bytes * glyphs.len() == shown.text.len())
    };
    let all_fit = walk.shown.len() == heard.len() && walk.shown.iter().zip(&heard).all(fits);
    let codes: Vec<Vec<u32>> = walk
        .shown
        .iter()
        .map(|shown| codes(&shown.text, shown.state.font.as_ref().and_then(|font| font.code_bytes)))
        .collect();
    if heard::is_unreadable(&heard, &codes) {
        return Err("有的字体没有对照表，文字读不出来");
    }
    let mut marks = Vec::new();
    if !cuts.is_empty() {
        if !all_fit || walk.mixed_fonts {
            return Err("的字体对不上文字");
        }
        let ranges = heard::under(text, cuts, &heard).ok_or("的字体对不上文字")?;
        marks = own.add(&walk, &heard, &ranges)?;
        forms.add(&walk, &heard, &ranges)?;
    }
    Ok(Page { id, walk, marks })
}

/// The grey of the fields: light enough to print, dark enough to be seen.
const GREY: &str = "0.82 g";

fn write_page(pdf: &mut Pdf, page: &Page, gone: &Gone) {
    let Some((content, _)) = page.walk.streams.get(&Stream::Page) else { return };
    let changes = gone.changes(Stream::Page, &page.walk);
    if changes.is_empty() && page.marks.is_empty() {
        return;
    }
    let mut new = spliced(content, &changes);
    // Where more is closed than opened, nobody knows where a field would come to lie.
    if let Ok(open) = usize::try_from(page.walk.unbalanced)
        && !page.marks.is_empty()
    {
        let fields: String = page.marks.iter().map(Quad::path).collect();
        let closed = "Q ".repeat(open + 1);
        let end = format!("\n{closed}/Artifact BMC q {GREY}\n{fields}Q EMC\n");
        new = [b"q\n", new.as_slice(), end.as_bytes()].concat();
    }
    let id = pdf.add_object(packed(Dictionary::new(), new));
    if let Ok(page) = pdf.get_dictionary_mut(page.id) {
        page.set("Contents", Object::Reference(id));
    }
}

fn write_forms(pdf: &mut Pdf, walk: &Walk, gone: &Gone) {
    for (stream, (content, _)) in &walk.streams {
        let Stream::Form(id) = stream else { continue };
        let changes = gone.changes(*stream, walk);
        let Ok(Object::Stream(form)) = pdf.get_object_mut(*id) else { continue };
        if !changes.is_empty() {
            let mut dictionary = form.dict.clone();
            dictionary.remove(b"Filter");
            dictionary.remove(b"DecodeParms");
            *form = packed(dictionary, spliced(content, &changes));
        }
    }
}

fn packed(dictionary: Dictionary, content: Vec<u8>) -> PdfStream {
    let mut stream = PdfStream::new(dictionary, content);
    // What doesn't pack stays as it is.
    stream.compress().ok();
    stream
}

/// One file without earlier versions and without objects that nothing leads to.
fn written(mut pdf: Pdf) -> Result<Vec<u8>, Unreadable> {
    let root = pdf.trailer.get(b"Root").cloned().map_err(|_| super::refused("PDF 已损坏"))?;
    pdf.trailer = Dictionary::new();
    pdf.trailer.set("Root", root);
    pdf.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    pdf.prune_objects();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(|_| super::refused("文件写不出来"))?;
    Ok(bytes)
}

/// Shows all that a PDF holds to a check: strings and streams, unpacked. The check is told which are
/// programs of fonts and pictures, in which short words may stand by chance.
pub(super) fn each_stream(
    bytes: &[u8],
    check: impl Fn(&str, &[u8], bool) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let pdf = load(bytes)?;
    for object in pdf.objects.values() {
        for text in clean::texts(object) {
            check("文件的数据", text.as_bytes(), false)?;
        }
        if let Object::Stream(stream) = object {
            let content = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
            let is_binary = stream.dict.has(b"Length1")
                || stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name != b"Form");
            check("文件的数据", &content, is_binary)?;
        }
    }
    Ok(())
}
