//! Small files, made as the tests need them.

use std::io::{Cursor, Write};

use documents::reader::{Document, read};
use zip::write::SimpleFileOptions;

pub fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A zip of one file that is not packed.
pub fn stored(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file(name, plain).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

/// An Office file of these parts.
pub fn office(entries: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    office_of(&entries)
}

/// An Office file of these parts, pictures and objects among them.
pub fn office_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let types = ("[Content_Types].xml", &b"<Types/>"[..]);
    zipped(&entries.iter().copied().chain([types]).collect::<Vec<_>>())
}

/// A workbook of these sheets (name, state, what stands in the sheet's file) and these parts besides.
pub fn workbook(sheets: &[(&str, &str, &str)], parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut list, mut targets) = (String::new(), String::new());
    let mut files = Vec::new();
    for (at, (name, state, content)) in sheets.iter().enumerate() {
        list += &format!(r#"<sheet name="{name}" sheetId="{at}" state="{state}" r:id="rId{at}"/>"#);
        targets += &format!(
            r#"<Relationship Id="rId{at}" Type="{TYPES}/worksheet" Target="worksheets/sheet{at}.xml"/>"#
        );
        files.push((
            format!("xl/worksheets/sheet{at}.xml"),
            format!(r#"<worksheet xmlns="{MAIN}">{content}</worksheet>"#),
        ));
    }
    let book = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{TYPES}"><sheets>{list}</sheets><definedNames><definedName name="电话">"13800000011"</definedName></definedNames></workbook>"#
    );
    let rels = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{targets}</Relationships>"#
    );
    let root = format!(
        r#"<Relationships><Relationship Id="rId1" Type="{TYPES}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
    ];
    entries.extend(files.iter().map(|(name, content)| (name.as_str(), content.as_bytes())));
    entries.extend(parts);
    office_of(&entries)
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An object in the older container, as Office embeds files.
pub fn object(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(content).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A PDF of these objects, numbered from 1; the first is its catalogue.
pub fn pdf(objects: &[&str]) -> Vec<u8> {
    let objects: Vec<Vec<u8>> = objects.iter().map(|object| object.as_bytes().to_vec()).collect();
    pdf_of(&objects, "")
}

/// The same of bytes, with more in its trailer.
pub fn pdf_of(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", at + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(
        format!("trailer <</Size {} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF", objects.len() + 1)
            .bytes(),
    );
    out
}

/// A stream object.
pub fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    [format!("<<{dictionary} /Length {}>>\nstream\n", content.len()).as_bytes(), content, b"\nendstream"]
        .concat()
}

/// Parts by name; `!` before why one can't be read.
pub fn told(document: Document) -> Vec<(String, String)> {
    let text = |text: Result<String, String>| text.unwrap_or_else(|why| format!("!{why}"));
    document.parts.into_iter().map(|part| (part.name, text(part.text))).collect()
}

/// What is told of a file; of one that isn't read at all, why.
pub fn told_of(kind: &str, bytes: &[u8]) -> Vec<(String, String)> {
    keep(kind, bytes);
    read(kind, bytes).map_or_else(|why| vec![(String::new(), format!("!{why}"))], told)
}

pub fn assert_told(kind: &str, bytes: &[u8], expected: &[(&str, &str)]) {
    let told = told_of(kind, bytes);
    let told: Vec<(&str, &str)> = told.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(told, expected);
}

/// With `GONGKAI_CORPUS` set to a folder, the small files are left there: `tests/corpus` holds such.
fn keep(kind: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("GONGKAI_CORPUS").filter(|_| bytes.len() < 8000) {
        let sum = bytes.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
        std::fs::write(std::path::Path::new(&folder).join(format!("{sum:08x}.{kind}")), bytes).unwrap();
    }
}
