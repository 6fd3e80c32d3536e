//! Plain text of any length. It has no structure that somebody could have built to break a
//! parser, so it is read in this process, block by block, in bounded memory.

use std::io::{Cursor, Read};

use documents::reader::{Document, Part, Unreadable};
use encoding_rs::{CoderResult, Decoder, Encoding, GB18030};
use pii::{Finding, Rules, Stream};

use super::unread;

/// Bytes read at once: as many as stay in a core's own cache while they are gone through.
const BLOCK: usize = if cfg!(test) { 64 << 10 } else { 256 << 10 };
/// A text that is shorter is read as a whole, as other documents are: a list of all students fits.
pub const WHOLE: usize = 16 * BLOCK;
const NOT_TEXT: &str = "后缀是文本，内容却不是文字";
const MIXED: &str = "文字的编码前后不一，从某处起读不懂，请人看一遍";

/// Kinds of file that are text and nothing else.
const KINDS: [&str; 10] = ["txt", "text", "csv", "tsv", "md", "json", "jsonl", "ndjson", "log", "ics"];
/// What packed files begin with, whatever they are called.
const PACKED: [&[u8]; 4] = [b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"Rar!"];

/// What is heard of a text while it is read.
pub enum Heard<'a> {
    /// The next piece of it.
    Text(&'a str),
    /// Something that stands in what was heard so far.
    Found(Finding),
}

/// Whether a file of this kind that begins so is read here.
pub fn is_text(kind: &str, first: &[u8]) -> bool {
    KINDS.contains(&kind) && !PACKED.iter().any(|start| first.starts_with(start))
}

/// Reads until there are so many bytes; fewer only at the end.
pub fn fill(input: &mut dyn Read, bytes: &mut Vec<u8>, most: usize) -> std::io::Result<()> {
    let missing = most.saturating_sub(bytes.len());
    // Room for all of it at once.
    bytes.reserve_exact(missing);
    input.take(missing as u64).read_to_end(bytes).map(drop)
}

/// The first block of a text of which more is read already, and all that follows it.
pub fn split<'r>(mut bytes: Vec<u8>, rest: Box<dyn Read + 'r>) -> (Vec<u8>, Box<dyn Read + 'r>) {
    let more = bytes.split_off(BLOCK.min(bytes.len()));
    // A buffer that is no larger than a block stays in the cache.
    bytes.shrink_to_fit();
    (bytes, Box::new(Cursor::new(more).chain(rest)))
}

/// A short text as a document.
///
/// # Errors
///
/// Where it isn't text.
pub fn document(bytes: Vec<u8>) -> Result<Document, Unreadable> {
    let text = Decoding::of(&bytes, true)?.text(&bytes, true)?.0.to_owned();
    Ok(Document { parts: vec![Part { name: "body".to_owned(), text: Ok(text), sheet: None }] })
}

/// Finds what stands in a text that begins with `bytes` and goes on with `input`, and hands it
/// over in order, with the text. Reading goes on where a finding could be written, and ends otherwise.
///
/// # Errors
///
/// Where it isn't text, or its encoding changes; what was found until there was handed over.
pub fn scan(
    rules: &Rules,
    mut bytes: Vec<u8>,
    input: &mut dyn Read,
    each: &mut dyn FnMut(Heard<'_>) -> std::io::Result<()>,
) -> std::io::Result<Result<(), Unreadable>> {
    let mut stream = Stream::new(rules);
    let whole = bytes.len() < BLOCK;
    let mut decoding = match Decoding::of(&bytes, whole) {
        Ok(decoding) => decoding,
        Err(why) => return Ok(Err(why)),
    };
    loop {
        let last = bytes.len() < BLOCK;
        let (text, used) = match decoding.text(&bytes, last) {
            Ok(decoded) => decoded,
            Err(why) => return Ok(Err(why)),
        };
        each(Heard::Text(text))?;
        stream.push(text).into_iter().try_for_each(|found| each(Heard::Found(found)))?;
        bytes.drain(..used);
        if last {
            break;
        }
        if let Err(error) = fill(input, &mut bytes, BLOCK) {
            return Ok(Err(Unreadable(unread(&error))));
        }
    }
    stream.finish().into_iter().try_for_each(|found| each(Heard::Found(found)))?;
    Ok(Ok(()))
}

/// How bytes become text.
enum Decoding {
    /// UTF-8; where all of it was ASCII so far, it may still turn out to be another.
    Utf8 { ascii: bool },
    /// Another, by way of a buffer. Where it was guessed, the text must look like text.
    Other { decoder: Box<Decoder>, text: String, guessed: bool },
}

impl Decoding {
    /// By the first block: its mark; UTF-8 where it is; else what short texts are read by.
    fn of(first: &[u8], whole: bool) -> Result<Decoding, Unreadable> {
        let utf8 = || Decoding::Utf8 { ascii: true };
        if let Some((encoding, _)) = Encoding::for_bom(first) {
            return Ok(Decoding::other(encoding, false));
        }
        let used = if whole { first.len() } else { whole_characters(first) };
        let valid = simdutf8::basic::from_utf8(&first[..used]).is_ok();
        // Text has no zeros but in UTF-16, whose mark may be missing.
        if valid && !first.contains(&0) {
            return Ok(utf8());
        }
        let even = first.len() / 2 * 2;
        let zeros = |side: usize| first[..even].iter().skip(side).step_by(2).any(|byte| *byte == 0);
        match (zeros(0), zeros(1)) {
            (true, true) => Err(Unreadable(NOT_TEXT.to_owned())),
            (true, false) => Ok(Decoding::other(encoding_rs::UTF_16BE, true)),
            (false, true) => Ok(Decoding::other(encoding_rs::UTF_16LE, true)),
            (false, false) => Ok(Decoding::other(GB18030, false)),
        }
    }

    fn other(encoding: &'static Encoding, guessed: bool) -> Decoding {
        let decoder = Box::new(encoding.new_decoder_with_bom_removal());
        Decoding::Other { decoder, text: String::new(), guessed }
    }

    /// The text of a block, and how many of its bytes that is: a character may be cut at its end.
    fn text<'a>(&'a mut self, bytes: &'a [u8], last: bool) -> Result<(&'a str, usize), Unreadable> {
        if let Decoding::Utf8 { ascii } = self {
            let used = if last { bytes.len() } else { whole_characters(bytes) };
            match simdutf8::basic::from_utf8(&bytes[..used]) {
                Ok(text) => {
                    *ascii = *ascii && text.is_ascii();
                    return if has_zeros(text) {
                        Err(Unreadable(NOT_TEXT.to_owned()))
                    } else {
                        Ok((text, used))
                    };
                }
                Err(_) if !*ascii => return Err(Unreadable(MIXED.to_owned())),
                // All that came before is the same in either.
                Err(_) => *self = Decoding::other(GB18030, false),
            }
        }
        let Decoding::Other { decoder, text, guessed } = self else { return Ok(("", 0)) };
        text.clear();
        text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3));
        let (result, _, broken) = decoder.decode_to_string(bytes, text, last);
        let strange = |c: char| c.is_control() && !c.is_ascii_whitespace();
        match broken || result == CoderResult::OutputFull {
            true => Err(Unreadable(MIXED.to_owned())),
            false if has_zeros(text) || (*guessed && text.contains(strange)) => {
                Err(Unreadable(NOT_TEXT.to_owned()))
            }
            false => Ok((text, bytes.len())),
        }
    }
}

fn has_zeros(text: &str) -> bool {
    text.contains('\0')
}

/// How many bytes of UTF-8 are whole characters, where more follow.
fn whole_characters(bytes: &[u8]) -> usize {
    let (length, most) = (bytes.len(), bytes.len().min(3));
    let cut = (1..=most).find(|back| bytes[length - back] & 0xc0 != 0x80).unwrap_or(0);
    let needed = match bytes.get(length - cut) {
        Some(0xf0..) => 4,
        Some(0xe0..) => 3,
        Some(0xc0..) => 2,
        _ => 1,
    };
    if needed > cut { length - cut } else { length }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(content: &[u8]) -> Result<Vec<(usize, usize)>, String> {
        let (mut input, mut bytes, mut found) = (content, Vec::new(), Vec::new());
        fill(&mut input, &mut bytes, BLOCK).unwrap();
        let mut each = |heard: Heard<'_>| {
            if let Heard::Found(finding) = heard {
                found.push((finding.start, finding.end));
            }
            Ok(())
        };
        let outcome = scan(Rules::built_in(), bytes, &mut input, &mut each).unwrap();
        outcome.map(|()| found).map_err(|Unreadable(why)| why)
    }

    /// Three blocks and a half, a number across each cut, and one at the very end.
    #[test]
    fn places_count_in_the_whole_file_in_every_encoding() {
        let mut text = String::new();
        let mut expected = Vec::new();
        while text.len() < 7 * BLOCK / 2 {
            text.push_str(&"关于某项工作的通知。".repeat(700));
            let count = text.chars().count();
            expected.push((count, count + 11));
            text.push_str("13800138000");
        }
        assert_eq!(places(text.as_bytes()), Ok(expected.clone()));
        let (gbk, ..) = GB18030.encode(&text);
        assert_eq!(places(&gbk), Ok(expected.clone()));
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(places(&[b"\xff\xfe", utf16.as_slice()].concat()), Ok(expected));
    }

    #[test]
    fn a_table_goes_on_over_the_cut() {
        let mut text = "姓名\t学号\n".to_owned();
        while text.len() < 2 * BLOCK {
            text.push_str("某某\t无\n");
        }
        let count = text.chars().count();
        text.push_str("某某\t2021010203\n");
        assert_eq!(places(text.as_bytes()), Ok(vec![(count + 3, count + 13)]));
    }

    #[test]
    fn what_is_no_text_to_its_end_is_told() {
        let text = "通知".repeat(BLOCK / 2);
        assert_eq!(places(&[text.as_bytes(), b"\xff\xff"].concat()), Err(MIXED.to_owned()));
        assert_eq!(places(&[text.as_bytes(), b"\0"].concat()), Err(NOT_TEXT.to_owned()));
        assert!(places(b"\x00\x01\x00\x02").is_err());
        // Chinese comes late: it is GB18030 nevertheless.
        let late = [vec![b'a'; BLOCK + 7], GB18030.encode("，电话13800138000").0.into_owned()].concat();
        assert_eq!(places(&late), Ok(vec![(BLOCK + 10, BLOCK + 21)]));
    }
}
