//! Pictures: what is written in their files beside the picture (who took it, where, what
//! somebody noted), and that a person must look at the picture itself.

use std::io::{Cursor, Read};

use exif::{In, Tag, Value};

use super::archive::Budget;
use super::eyes::{Eyes, Seen};
use super::{Part, Unreadable, eyes, xml};

/// Pixels of a picture that may be a page or a list; a logo or a seal has fewer.
const LARGE: usize = 200_000;
/// Bytes of one whose size isn't told.
const HEAVY: usize = 20_000;
/// Pictures looked for in one stream.
const MOST: usize = 1000;
/// Bytes of notes at most, each and in all.
const LONGEST: usize = 1 << 20;

/// Endings of files that are pictures.
pub(super) const KINDS: [&str; 14] =
    ["jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif", "avif", "jp2", "emf", "wmf"];
const UNREAD: &str = "图片里的文字读不出来，请人看一遍";

/// A file that is a picture: what was read in it, its notes, and that it must be looked at.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    let mut parts = eyes::told("body", "图片", UNREAD, budget.eyes.picture(bytes));
    parts.extend(notes(bytes));
    match &parts[..] {
        [Part { text: Err(why), .. }] => Err(Unreadable::because(why.clone())),
        _ => Ok(parts),
    }
}

/// The pictures within a document: one line for all that may hold words.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    large: usize,
    /// How many of them something looked at.
    read: usize,
}

impl Pictures {
    /// Counts a picture, and gives what is written in it and beside it.
    pub fn see(&mut self, kind: &str, bytes: &[u8], eyes: &mut Eyes) -> Vec<Part> {
        if kind == "svg" {
            let text = crate::sheets::text(bytes).map(|text| crate::html::to_text(&text)).unwrap_or_default();
            return (!text.is_empty()).then(|| Part::text("drawings", text)).into_iter().collect();
        }
        let mut parts = Vec::new();
        if may_hold_words(bytes) {
            self.large += 1;
            if let Seen::Text(text) = eyes.picture(bytes) {
                self.read += 1;
                parts.extend(eyes::words("body", text));
            }
        }
        parts.extend(notes(bytes));
        parts
    }

    /// Counts a picture of this size.
    pub fn sized(&mut self, width: usize, height: usize) {
        self.large += usize::from(width.saturating_mul(height) >= LARGE);
    }

    /// Counts the pictures that lie one after another in a stream.
    pub fn within(&mut self, bytes: &[u8]) {
        let begins = |at: &usize| {
            let rest = &bytes[*at..];
            rest.starts_with(b"\x89PNG\r\n") || rest.starts_with(&[0xff, 0xd8, 0xff])
        };
        let starts = (0..bytes.len()).filter(begins).take(MOST);
        self.large += starts.filter(|at| may_hold_words(&bytes[*at..])).count();
    }

    /// That they must be looked at, where there are any.
    pub fn part(self) -> Option<Part> {
        let count = self.large;
        let why = match self.read {
            0 => format!("有{count}幅较大的图片，里面的文字读不出来，请人看一遍"),
            read => format!("有{count}幅较大的图片，其中{read}幅由机器认读，可能有错漏，请人看一遍"),
        };
        (count > 0).then(|| Part::unreadable("pictures", why))
    }
}

fn may_hold_words(bytes: &[u8]) -> bool {
    match imagesize::blob_size(bytes) {
        Ok(size) => size.width.saturating_mul(size.height) >= LARGE,
        Err(_) => bytes.len() >= HEAVY,
    }
}

/// What is written beside a picture, a line each.
fn notes(bytes: &[u8]) -> Option<Part> {
    let mut lines = camera(bytes);
    lines.extend(described(bytes));
    lines.extend(match bytes {
        [0x89, b'P', b'N', b'G', ..] => chunks(bytes),
        [0xff, 0xd8, ..] => segments(bytes),
        [b'G', b'I', b'F', ..] => remarks(bytes),
        _ => Vec::new(),
    });
    let clean = |line: String| line.replace(|c: char| c.is_control() && c != '\n', " ").trim().to_owned();
    let lines: Vec<String> = lines.into_iter().map(clean).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| Part::text("picture details", lines.join("\n")))
}

/// What the camera wrote: words, and the place on earth.
fn camera(bytes: &[u8]) -> Vec<String> {
    let mut reader = exif::Reader::new();
    let found = reader.continue_on_error(true).read_from_container(&mut Cursor::new(bytes));
    // What comes before a fault, and after it, is read.
    let Ok(found) = found.or_else(|error| error.distill_partial_result(|_| ())) else { return Vec::new() };
    let place = [Tag::GPSLatitude, Tag::GPSLongitude, Tag::GPSAltitude];
    let line = |field: &exif::Field| {
        let words = match &field.value {
            _ if place.contains(&field.tag) => field.display_value().with_unit(&found).to_string(),
            Value::Ascii(texts) => {
                let texts = texts.iter().map(|text| lenient(text));
                texts.collect::<Vec<_>>().join(" ")
            }
            // Windows notes title and author in UTF-16.
            Value::Byte(bytes) if (0x9c9b..=0x9c9f).contains(&field.tag.number()) => utf16(bytes),
            Value::Undefined(bytes, _) if field.tag == Tag::UserComment => comment(bytes),
            _ => return None,
        };
        (!words.trim().is_empty()).then(|| format!("{}: {words}", field.tag))
    };
    found
        .fields()
        .filter(|field| field.ifd_num == In::PRIMARY || field.ifd_num == In::THUMBNAIL)
        .filter_map(line)
        .collect()
}

fn lenient(bytes: &[u8]) -> String {
    crate::sheets::text(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())
}

fn utf16(bytes: &[u8]) -> String {
    encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.trim_end_matches('\0').to_owned()
}

/// A comment tells its encoding in its first eight bytes.
fn comment(bytes: &[u8]) -> String {
    match bytes.split_at_checked(8) {
        Some((b"UNICODE\0", rest)) => utf16(rest),
        Some((_, rest)) => lenient(rest),
        None => String::new(),
    }
}

/// What programs describe in XML within the file.
fn described(bytes: &[u8]) -> Vec<String> {
    let find = |word: &[u8], from: usize| {
        bytes.get(from..)?.windows(word.len()).position(|window| window == word).map(|at| from + at)
    };
    let Some(start) = find(b"<x:xmpmeta", 0) else { return Vec::new() };
    let Some(end) = find(b"</x:xmpmeta>", start) else { return Vec::new() };
    let packet = &bytes[start..(end + 12).min(start + LONGEST)];
    xmp(&String::from_utf8_lossy(packet))
}

/// The words of such a description.
pub(super) fn xmp(packet: &str) -> Vec<String> {
    const WORDS: [&str; 10] = [
        "dc:title",
        "dc:creator",
        "dc:description",
        "photoshop:City",
        "photoshop:Credit",
        "photoshop:Headline",
        "photoshop:AuthorsPosition",
        "exif:GPSLatitude",
        "exif:GPSLongitude",
        "pdf:Author",
    ];
    let text = xml::everything(packet, &WORDS).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// The text chunks of a PNG.
fn chunks(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(content) = bytes.get(at + 8..(at + 8).saturating_add(length)) else { break };
        match &head[4..] {
            b"tEXt" => lines.push(lenient(content)),
            b"zTXt" => lines.extend(packed(content, 2)),
            b"iTXt" => lines.extend(international(content)),
            _ => {}
        }
        at += 12 + length;
    }
    lines
}

/// A keyword, a zero, and packed text after some bytes.
fn packed(content: &[u8], gap: usize) -> Option<String> {
    let end = content.iter().position(|byte| *byte == 0)?;
    let text = unpacked(content.get(end + gap..)?);
    Some(format!("{} {}", lenient(&content[..end]), lenient(&text)))
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).take(LONGEST as u64).read_to_end(&mut out).ok();
    out
}

/// A keyword, two flags, a language, the keyword in it, and the text.
fn international(content: &[u8]) -> Option<String> {
    let end = content.iter().position(|byte| *byte == 0)?;
    let is_packed = *content.get(end + 1)? == 1;
    let mut rest = content.get(end + 3..)?.splitn(3, |byte| *byte == 0);
    let text = (rest.next()?, rest.next()?, rest.next()?).2;
    let text = if is_packed { unpacked(text) } else { text.to_vec() };
    let text = String::from_utf8_lossy(&text).into_owned();
    // What is described in XML was read already.
    (!text.contains("<x:xmpmeta")).then(|| format!("{} {text}", lenient(&content[..end])))
}

/// The comments of a JPEG, and what agencies note in it (IPTC).
fn segments(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut at = 2;
    while let Some([0xff, kind, high, low]) = bytes.get(at..at + 4) {
        // The picture itself begins.
        if *kind == 0xda {
            break;
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(content) = bytes.get(at + 4..(at + 2).saturating_add(length)) else { break };
        match kind {
            0xfe => lines.push(lenient(content)),
            0xed => lines.extend(agency(content)),
            _ => {}
        }
        at += 2 + length;
    }
    lines
}

/// Records that begin with 0x1c 2: a number, a length, the text.
fn agency(content: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at + 5 <= content.len() {
        let [mark, record, _, high, low] = content[at..at + 5] else { break };
        let length = usize::from(u16::from_be_bytes([high, low]));
        match content.get(at + 5..at + 5 + length) {
            Some(text) if mark == 0x1c && record == 2 => {
                lines.push(lenient(text));
                at += 5 + length;
            }
            _ => at += 1,
        }
    }
    lines
}

/// The comments of a GIF.
fn remarks(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(|pair| pair == [0x21, 0xfe]) {
        rest = &rest[at + 2..];
        let mut text = Vec::new();
        while let Some((&length, after)) = rest.split_first()
            && length > 0
            && after.len() >= usize::from(length)
        {
            text.extend_from_slice(&after[..usize::from(length)]);
            rest = &after[usize::from(length)..];
        }
        // The two bytes stand anywhere by chance; text doesn't.
        let text = lenient(&text);
        if !text.contains(|c: char| c.is_control() || c == '\u{fffd}') {
            lines.push(text);
        }
    }
    lines
}
