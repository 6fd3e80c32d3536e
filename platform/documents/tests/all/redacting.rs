//! Masking: what was masked is gone from the file, what is hidden went with it, and the rest is as
//! it was. With `GONGKAI_REDACTED` set to a folder, the files are left there to be looked at.

mod pages;
mod property;
mod refusals;
mod sheets;
mod texts;
mod words;

use std::io::{Cursor, Read, Write};

use documents::reader::{self, Document};
use documents::redact::{Mask, Redacted, key, redact};
use zip::write::SimpleFileOptions;

const NUMBER: &str = "11010519491231002X";
const MOBILE: &str = "13800005678";

/// Masks a value wherever it stands in what the reader gives, hidden parts too.
fn masks(document: &Document, value: &str, with: &str) -> Vec<Mask> {
    let letters: Vec<char> = value.chars().collect();
    let mut masks = Vec::new();
    for (at, part) in document.parts.iter().enumerate() {
        let Ok(text) = &part.text else { continue };
        let seen: Vec<(usize, char)> = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()).collect();
        for window in seen.windows(letters.len()) {
            if window.iter().map(|(_, c)| c).eq(&letters) {
                let (start, end) = (window[0].0, window[letters.len() - 1].0 + 1);
                masks.push(Mask { part: key(document, at), start, end, with: with.to_owned() });
            }
        }
    }
    masks
}

/// Masks values with stars.
fn masked(kind: &str, bytes: &[u8], values: &[&str]) -> Redacted {
    let document = reader::read(kind, bytes).unwrap();
    let masks: Vec<Mask> = values.iter().flat_map(|value| masks(&document, value, "***")).collect();
    assert!(values.is_empty() || !masks.is_empty(), "{values:?} in {document:?}");
    redact(kind, bytes, &masks).unwrap()
}

/// Leaves a file where somebody can look at it.
fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("GONGKAI_REDACTED") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

/// The text of the parts by name, a line between parts of one name.
fn told(kind: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let parts = reader::read(kind, bytes).unwrap().parts;
    parts.into_iter().map(|part| (part.name, part.text.unwrap_or_else(|why| format!("!{why}")))).collect()
}

fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The entries of a zip file with what they hold.
fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        entries.push((entry.name().unwrap().into_owned(), content));
    }
    entries
}

/// A file of the shared samples; none where they aren't there.
fn sample(name: &str) -> Option<Vec<u8>> {
    let shared = std::env::var_os("GONGKAI_SHARED").map(std::path::PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let bytes = std::fs::read(shared.join("data/attachments").join(name)).ok();
    if bytes.is_none() {
        println!("skipped: {name} isn't there");
    }
    bytes
}

/// An Office file: parts, and the relations of each by (owner, number, last word of the type, target).
fn package(parts: &[(&str, &str)], relations: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let types: String = parts
        .iter()
        .map(|(name, _)| format!("<Override PartName=\"/{name}\" ContentType=\"application/xml\"/>"))
        .collect();
    let types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>{types}</Types>"
    );
    let mut owners: Vec<&str> = relations.iter().map(|(owner, ..)| *owner).collect();
    owners.dedup();
    let mut entries = vec![("[Content_Types].xml".to_owned(), types)];
    for owner in owners {
        let of_owner: String = relations
            .iter()
            .filter(|(other, ..)| *other == owner)
            .map(|(_, id, kind, target)| {
                let mode = if target.contains(':') { " TargetMode=\"External\"" } else { "" };
                format!(
                    "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
                     relationships/{kind}\" Target=\"{target}\"{mode}/>"
                )
            })
            .collect();
        let (folder, file) = owner.rsplit_once('/').unwrap_or(("", owner));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let all = format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{of_owner}\
             </Relationships>"
        );
        entries.push((format!("{folder}_rels/{file}.rels"), all));
    }
    entries.extend(parts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let entries: Vec<(&str, &str)> =
        entries.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    zipped(&entries)
}
