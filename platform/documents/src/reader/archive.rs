//! Archives within limits: never more entries, bytes, or archives within archives than
//! these, whatever an archive says of itself.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::eyes::Eyes;
use super::kinds::ARCHIVES;
use super::{Part, Unreadable, kind, read_within};

/// Entries of all archives in a file.
const ENTRIES: usize = 10_000;
/// Unpacked bytes of all archives in a file.
const BYTES: u64 = 1 << 30;
/// Unpacked to packed size of an entry; small entries may be any ratio.
const RATIO: u64 = 200;
const SMALL: u64 = 1 << 20;
/// Entries so packed that they are no accident: the whole file is one to be refused.
const BOMBS: usize = 3;
const BOMB: &str = "解压后大得不正常，像是压缩炸弹";
/// Archives within archives, the outermost counted.
const DEPTH: usize = 4;

/// What may still be unpacked of a file, and what looks at its pictures.
pub(crate) struct Budget {
    pub eyes: Eyes,
    entries: usize,
    bytes: u64,
    depth: usize,
    bombs: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget::with(Eyes::default())
    }
}

impl Budget {
    /// The whole of it, and what looks at pictures.
    pub fn with(eyes: Eyes) -> Budget {
        Budget { eyes, entries: ENTRIES, bytes: BYTES, depth: DEPTH, bombs: 0 }
    }

    /// Bytes that may still be unpacked.
    pub fn left(&self) -> u64 {
        self.bytes
    }

    /// Takes bytes that were unpacked.
    pub fn take(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Takes an entry; whether there was one left.
    pub fn take_entry(&mut self) -> bool {
        let left = self.entries.checked_sub(1);
        self.entries = left.unwrap_or(0);
        left.is_some()
    }
}

/// An archive, its entries in their order.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The entries' names; folders are left out.
    pub names: Vec<(usize, String)>,
}

impl<'a> Archive<'a> {
    /// Opens an archive; its entries are taken off the budget.
    pub fn open(bytes: &'a [u8], budget: &mut Budget) -> Result<Archive<'a>, Unreadable> {
        let damaged = |_| Unreadable::because("压缩文件已损坏，打不开");
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        budget.entries = budget
            .entries
            .checked_sub(zip.len())
            .ok_or_else(|| Unreadable::because("压缩文件里的文件太多"))?;
        let mut names = Vec::new();
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(damaged)?;
            if !entry.is_dir() {
                names.push((at, name(entry.name_raw())));
            }
        }
        Ok(Archive { zip, names })
    }

    /// An entry's bytes.
    pub fn bytes(&mut self, at: usize, budget: &mut Budget) -> Result<Vec<u8>, Unreadable> {
        let encrypted = self.zip.by_index_raw(at).is_ok_and(|entry| entry.encrypted());
        if encrypted {
            return Err(Unreadable::because("加了密码，打不开"));
        }
        let entry = self.zip.by_index(at).map_err(|_| Unreadable::because("压缩方式不认识，打不开"))?;
        let most = entry.compressed_size().saturating_mul(RATIO).max(SMALL).min(budget.bytes);
        let mut bytes = Vec::new();
        let outcome = entry.take(most + 1).read_to_end(&mut bytes);
        let length = bytes.len() as u64;
        if length > most {
            budget.bombs += 1;
            return Err(Unreadable::because(BOMB));
        }
        budget.bytes -= length;
        outcome.map(|_| bytes).map_err(|_| Unreadable::because("压缩文件已损坏，解不开"))
    }
}

/// Names in UTF-8, or in GBK as Windows programs of the country write them.
fn name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(raw).0.into_owned(),
    }
}

/// What is in a zip file, each entry read by its own kind; the names are text too.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut archive = Archive::open(bytes, budget)?;
    let mut parts = Vec::new();
    for (at, name) in archive.names.clone() {
        match archive.bytes(at, budget) {
            Ok(bytes) => parts.extend(inner(&name, &bytes, budget)),
            Err(Unreadable(why)) => parts.push(Part::unreadable(name, why)),
        }
        if budget.bombs >= BOMBS {
            return Err(Unreadable::because(BOMB));
        }
    }
    parts.extend(names(archive.names.into_iter().map(|(_, name)| name)));
    let note = archive.zip.comment();
    if !note.is_empty() {
        parts.push(Part::text("comments", self::name(note)));
    }
    Ok(parts)
}

/// The names of an archive's entries as a part.
fn names(names: impl Iterator<Item = String>) -> Option<Part> {
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| Part::text("names", names.join("\n")))
}

/// A file packed by itself (gzip), perhaps several in a row (tar).
pub(super) fn read_packed(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let decoder = flate2::read::MultiGzDecoder::new(bytes);
    let name = decoder.header().and_then(|header| header.filename()).map(name);
    let most = (bytes.len() as u64).saturating_mul(RATIO).max(SMALL).min(budget.bytes);
    let mut content = Vec::new();
    let outcome = decoder.take(most + 1).read_to_end(&mut content);
    if content.len() as u64 > most {
        return Err(Unreadable::because(BOMB));
    }
    outcome.map_err(|_| Unreadable::because("压缩文件已损坏，解不开"))?;
    budget.take(content.len() as u64);
    if content.get(257..262) == Some(b"ustar") {
        return read_row(&content, budget);
    }
    let name = name.unwrap_or_else(|| "content".to_owned());
    let mut parts = inner(&name, &content, budget);
    parts.extend(names(std::iter::once(name)));
    Ok(parts)
}

/// Bytes of a tar's blocks: each entry has a head of one, its content fills up others.
const BLOCK: usize = 512;

/// What is in a tar file: heads and contents one after another.
pub(super) fn read_row(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let (mut parts, mut all) = (Vec::new(), Vec::new());
    let (mut at, mut long) = (0, None);
    while let Some(head) = bytes.get(at..at + BLOCK).filter(|head| head[0] != 0) {
        let size = octal(&head[124..136]).ok_or_else(|| Unreadable::because("压缩文件已损坏，解不开"))?;
        let content = bytes.get(at + BLOCK..(at + BLOCK).saturating_add(size));
        let content = content.ok_or_else(|| Unreadable::because("压缩文件已损坏，解不开"))?;
        at += BLOCK + size.next_multiple_of(BLOCK);
        match head[156] {
            // A name too long for a head comes before it, as an entry.
            b'L' => long = Some(name(until_zero(content))),
            b'0' | 0 => {
                if !budget.take_entry() {
                    return Err(Unreadable::because("压缩文件里的文件太多"));
                }
                let folder = until_zero(&head[345..500]);
                let short =
                    [folder, if folder.is_empty() { b"" } else { b"/" }, until_zero(&head[..100])].concat();
                let name = long.take().unwrap_or_else(|| name(&short));
                parts.extend(inner(&name, content, budget));
                all.push(name);
            }
            _ => {}
        }
    }
    parts.extend(names(all.into_iter()));
    if at > bytes.len() {
        parts.push(Part::unreadable("names", "压缩文件不完整，后面的读不出来"));
    }
    Ok(parts)
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn octal(digits: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(until_zero(digits)).ok()?.trim();
    usize::from_str_radix(digits, 8).ok()
}

/// The parts of a file in another file.
pub(super) fn inner(name: &str, bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    if budget.depth == 1 {
        return vec![Part::unreadable(name, "文件套文件，层数太多")];
    }
    budget.depth -= 1;
    let read = read_within(&kind(name), bytes, budget);
    budget.depth += 1;
    match read {
        Ok(document) => document.parts.into_iter().map(|part| within(name, part)).collect(),
        Err(Unreadable(why)) => vec![Part::unreadable(name, why)],
    }
}

/// `inner.zip` and `a.docx: body` make `inner.zip/a.docx: body`.
fn within(name: &str, part: Part) -> Part {
    let between = if ARCHIVES.contains(&&*kind(name)) { "/" } else { ": " };
    Part { name: format!("{name}{between}{}", part.name), ..part }
}
