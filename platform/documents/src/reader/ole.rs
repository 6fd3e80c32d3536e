//! Files in Microsoft's older container: Word, Excel and PowerPoint before 2007, WPS's
//! own (.wps, .et and .dps are the same), and objects embedded in newer files.

use std::io::{Cursor, Read, Write};

use cfb::CompoundFile;

use super::archive::{Budget, inner};
use super::picture::Pictures;
use super::{Part, Unreadable, workbook};

mod excel;
mod package;
mod properties;
mod slides;
mod word;

/// Streams of a file at most.
const MOST_STREAMS: usize = 10_000;
/// Bytes of one stream at most.
const MOST_BYTES: u64 = 200 << 20;

/// What every file in this container begins with.
pub(super) const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// A container that is open, and the paths of its streams.
struct Container<'a> {
    whole: &'a [u8],
    file: CompoundFile<Cursor<&'a [u8]>>,
    streams: Vec<String>,
    folders: Vec<String>,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Result<Container<'a>, Unreadable> {
        let damaged = |_| Unreadable::because("文件已损坏，打不开");
        let file = CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
        let (mut streams, mut folders) = (Vec::new(), Vec::new());
        for entry in file.walk().take(MOST_STREAMS) {
            let path = entry.path().to_string_lossy().into_owned();
            if entry.is_stream() { streams.push(path) } else { folders.push(path) }
        }
        Ok(Container { whole: bytes, file, streams, folders })
    }

    fn has(&self, path: &str) -> bool {
        self.streams.iter().any(|stream| stream == path)
    }

    /// A stream's bytes, as far as they can be read.
    fn bytes(&mut self, path: &str, budget: &mut Budget) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(path).ok()?;
        let most = budget.left().min(MOST_BYTES);
        let mut bytes = Vec::new();
        stream.take(most).read_to_end(&mut bytes).ok()?;
        budget.take(bytes.len() as u64);
        Some(bytes)
    }
}

/// The parts of a file in this container, whatever its name says it is.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut container = Container::open(bytes)?;
    if container.has("/EncryptedPackage") {
        return Err(Unreadable::because("文件加了密码，打不开"));
    }
    let mut parts = object(&mut container, "", budget)?;
    parts.extend(properties::read(&mut container, budget));
    parts.extend(embedded(&mut container, budget));
    if container.folders.iter().any(|folder| is_macros(folder)) {
        parts.push(Part::unreadable("macros", "文件里有宏，请另存为不带宏的格式"));
    }
    Ok(parts)
}

fn is_macros(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or_default();
    ["VBA", "_VBA_PROJECT_CUR", "_VBA_PROJECT"].contains(&name)
}

/// What lies in a folder of the container: the root, or that of an embedded object.
fn object(container: &mut Container, folder: &str, budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let at = |name: &str| format!("{folder}/{name}");
    if container.has(&at("WordDocument")) {
        let document = container.bytes(&at("WordDocument"), budget).unwrap_or_default();
        let tables = ["0Table", "1Table"].map(|name| container.bytes(&at(name), budget).unwrap_or_default());
        let mut parts = word::read(&document, &tables)?;
        let data = container.bytes(&at("Data"), budget).unwrap_or_default();
        parts.extend(pictures(&[&document, &data]));
        return Ok(parts);
    }
    for name in ["Workbook", "Book"] {
        if let Some(book) = container.has(&at(name)).then(|| container.bytes(&at(name), budget)).flatten() {
            return excel_parts(container, folder, &book);
        }
    }
    if container.has(&at("PowerPoint Document")) {
        let document = container.bytes(&at("PowerPoint Document"), budget).unwrap_or_default();
        let mut parts = slides::read(&document)?;
        let shown = container.bytes(&at("Pictures"), budget).unwrap_or_default();
        parts.extend(pictures(&[&shown]));
        return Ok(parts);
    }
    packed(container, folder, budget)
}

/// The cells by calamine, which opens whole files only; what they have beside them by ourselves.
fn excel_parts(container: &Container, folder: &str, book: &[u8]) -> Result<Vec<Part>, Unreadable> {
    let aside = excel::read(book)?;
    let mut parts = match folder {
        "" => workbook::read_old(container.whole, &aside.hidden)?,
        _ => workbook::read_old(&by_itself(book)?, &aside.hidden)?,
    };
    parts.extend(aside.parts());
    parts.extend(pictures(&[book]));
    Ok(parts)
}

/// A workbook that was embedded, in a container of its own.
fn by_itself(book: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let made = || {
        let mut file = CompoundFile::create(Cursor::new(Vec::new()))?;
        file.create_stream("/Workbook")?.write_all(book)?;
        file.flush()?;
        Ok::<_, std::io::Error>(file.into_inner().into_inner())
    };
    made().map_err(|_| Unreadable::because("里面嵌入的对象打不开"))
}

fn pictures(streams: &[&[u8]]) -> Option<Part> {
    let mut pictures = Pictures::default();
    streams.iter().for_each(|bytes| pictures.within(bytes));
    pictures.part()
}

/// A file as an object: as it is, or in a wrapping that tells its name.
fn packed(container: &mut Container, folder: &str, budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    for name in ["Package", "CONTENTS", "Contents"] {
        let path = format!("{folder}/{name}");
        if container.has(&path) {
            let bytes = container.bytes(&path, budget).unwrap_or_default();
            return Ok(inner("package", &bytes, budget));
        }
    }
    let path = format!("{folder}/\u{1}Ole10Native");
    if container.has(&path) {
        let bytes = container.bytes(&path, budget).unwrap_or_default();
        return Ok(package::read(&bytes, budget));
    }
    Err(Unreadable::because("里面嵌入的对象打不开"))
}

/// Objects embedded in a Word or Excel file, each in a folder of its own.
fn embedded(container: &mut Container, budget: &mut Budget) -> Vec<Part> {
    let is_object = |folder: &&String| {
        let name = folder.rsplit('/').next().unwrap_or_default();
        (folder.starts_with("/ObjectPool/") && folder.matches('/').count() == 2)
            || (folder.matches('/').count() == 1 && name.starts_with("MBD"))
    };
    let folders: Vec<String> = container.folders.iter().filter(is_object).cloned().collect();
    let mut parts = Vec::new();
    for folder in folders {
        let name =
            format!("embedded {}", folder.rsplit('/').next().unwrap_or_default().trim_start_matches('_'));
        match object(container, &folder, budget) {
            Ok(found) => parts.extend(
                found.into_iter().map(|part| Part { name: format!("{name}: {}", part.name), ..part }),
            ),
            Err(Unreadable(why)) => parts.push(Part::unreadable(name, why)),
        }
    }
    parts
}

/// Little-endian numbers at a place in bytes that may be too short.
fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Text in UTF-16 with the low byte first.
fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// Text of one byte a character, as Windows writes it in the west.
fn latin(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}
