//! What kind of file something is: by its name, by what it begins with, and, where the two
//! differ, which of them tells how to read it.

use super::{ole, picture};

/// Endings of files that are text, of pages, and of what else is known by its ending.
pub(super) const TEXTS: [&str; 10] =
    ["txt", "text", "csv", "tsv", "md", "json", "jsonl", "ndjson", "log", "ics"];
pub(super) const PAGES: [&str; 5] = ["xml", "html", "htm", "xhtml", "svg"];
/// Word, PowerPoint and Excel since 2007.
pub(super) const OFFICE: [&str; 12] =
    ["docx", "docm", "dotx", "dotm", "pptx", "pptm", "ppsx", "ppsm", "potx", "xlsx", "xlsm", "xltx"];
/// The same before 2007, and WPS's own.
pub(super) const OLDER: [&str; 12] =
    ["doc", "dot", "wps", "wpt", "xls", "xlt", "et", "ett", "ppt", "pps", "dps", "dpt"];
pub(super) const ARCHIVES: [&str; 5] = ["zip", "gz", "tgz", "tar", "jar"];
/// Archives that only their own programs open.
pub(super) const CLOSED: [&str; 8] = ["rar", "7z", "bz2", "xz", "zst", "iso", "cab", "lzh"];
const OTHERS: [&str; 4] = ["pdf", "rtf", "ofd", "mht"];

/// The kind of a file by its name: its ending in small letters.
pub fn kind(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// The kind of a file by its name, or where the name says nothing we know, by what it
/// begins with; whatever else is text.
pub fn kind_of(name: &str, bytes: &[u8]) -> String {
    let named = kind(name);
    if is_known(&named) { named } else { begun(bytes).unwrap_or("txt").to_owned() }
}

fn is_known(kind: &str) -> bool {
    let lists: [&[&str]; 8] = [&TEXTS, &PAGES, &OFFICE, &OLDER, &ARCHIVES, &CLOSED, &OTHERS, &picture::KINDS];
    lists.iter().any(|list| list.contains(&kind))
}

/// What a file begins with, where that tells its kind.
pub(super) fn begun(bytes: &[u8]) -> Option<&'static str> {
    let has = |start: &[u8]| lists(bytes, start);
    Some(match bytes {
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [b'P', b'K', 3, 4, ..] if has(b"word/document") => "docx",
        [b'P', b'K', 3, 4, ..] if has(b"xl/workbook") => "xlsx",
        [b'P', b'K', 3, 4, ..] if has(b"ppt/presentation") => "pptx",
        [b'P', b'K', 3, 4, ..] if has(b"OFD.xml") => "ofd",
        [b'P', b'K', 3, 4, ..] => "zip",
        _ if bytes.starts_with(&ole::MAGIC[..4]) => "doc",
        [b'{', b'\\', b'r', b't', b'f', ..] => "rtf",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [b'G', b'I', b'F', b'8', ..] => "gif",
        [b'R', b'a', b'r', b'!', ..] => "rar",
        [b'7', b'z', 0xbc, 0xaf, ..] => "7z",
        [0x1f, 0x8b, ..] => "gz",
        _ => return None,
    })
}

/// Whether an archive's own list of its entries has a name that begins so: those of archives
/// within it don't count.
fn lists(bytes: &[u8], start: &[u8]) -> bool {
    // The list ends in a mark, its size and place, and a note of at most 64 KB.
    let tail = bytes.len().saturating_sub((1 << 16) + 22);
    let Some(end) = bytes[tail..].windows(4).rposition(|window| window == b"PK\x05\x06") else {
        return false;
    };
    let number = |at: usize| {
        bytes.get(tail + end + at..)?.first_chunk().map(|four| u32::from_le_bytes(*four) as usize)
    };
    let list = number(16).zip(number(12)).and_then(|(at, size)| bytes.get(at..at.checked_add(size)?));
    let list = list.unwrap_or_default();
    let mut heads = list.windows(4).enumerate().filter(|(_, window)| *window == b"PK\x01\x02");
    heads.any(|(at, _)| list.get(at + 46..).is_some_and(|name| name.starts_with(start)))
}

/// How a file is to be read whose name says one kind and whose content another: Office
/// programs open old formats, pages and plain text under each other's names.
pub(super) fn settled<'a>(named: &'a str, bytes: &[u8]) -> &'a str {
    let found = begun(bytes);
    match (named, found) {
        ("bin" | "dat" | "tmp" | "" | "ole" | "package", Some(found)) => found,
        // A document packed as one is read as one, whatever it is called.
        ("zip", Some(found @ ("docx" | "xlsx" | "pptx" | "ofd"))) => found,
        (named, Some(found @ ("docx" | "xlsx" | "pptx" | "rtf" | "pdf"))) if OLDER.contains(&named) => found,
        (named, Some(found @ ("docx" | "xlsx" | "pptx"))) if OFFICE.contains(&named) => found,
        (named, None) if OLDER.contains(&named) => match page(bytes) {
            true => "html",
            // A workbook saved as text, which Excel opens under the name of .xls.
            false if matches!(named, "xls" | "et") && is_text(bytes) => "txt",
            false => named,
        },
        _ => named,
    }
}

fn page(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let start = crate::sheets::text(start).unwrap_or_else(|_| String::from_utf8_lossy(start).into_owned());
    let start = start.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    ["<html", "<!doctype", "<?xml", "<table", "<head", "<body", "<meta"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

fn is_text(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && crate::sheets::text(bytes)
            .is_ok_and(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()))
}
