//! A PDF's fonts: what characters their codes stand for, and how wide they are.

use std::collections::HashMap;

use lopdf::{Dictionary, Document as Pdf, Object};

use super::cmaps::Cmap;
use super::{streams, widths};

/// A code as it is drawn: its characters, where they can be told, and its width in
/// thousandths of the font's size.
pub(super) struct Drawn {
    pub characters: Option<String>,
    pub width: f64,
    /// A blank of one byte, which may be drawn wider.
    pub is_blank: bool,
}

/// A font of a PDF.
#[derive(Debug)]
pub(super) struct Font {
    map: Option<Cmap>,
    codes: Codes,
    widths: HashMap<u32, f64>,
    usual_width: f64,
}

#[derive(Debug)]
enum Codes {
    /// One byte each, by a table of the font.
    Single(Box<[Option<char>; 256]>),
    /// Two bytes each, which only the font itself knows.
    Pairs,
    /// Text in an encoding of the country.
    Encoded(&'static encoding_rs::Encoding),
}

impl Font {
    /// Reads a font's description.
    pub fn read(pdf: &Pdf, font: &Dictionary) -> Font {
        let stream = |object: &Object| streams::content(object.as_stream().ok()?).ok();
        let map = font.get_deref(b"ToUnicode", pdf).ok().and_then(stream).map(|bytes| Cmap::read(&bytes));
        let is_composed = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        let codes = if is_composed { composed(pdf, font) } else { Codes::Single(single(pdf, font)) };
        let (widths, usual_width) = if is_composed { widths_of_pairs(pdf, font) } else { widths(pdf, font) };
        Font { map, codes, widths, usual_width }
    }

    /// What some bytes draw.
    pub fn drawn(&self, bytes: &[u8]) -> Vec<Drawn> {
        let mut all = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = self.length(rest).min(rest.len()).max(1);
            let (code, after) = rest.split_at(length);
            rest = after;
            all.push(self.of_code(code));
        }
        all
    }

    fn length(&self, bytes: &[u8]) -> usize {
        match &self.codes {
            Codes::Single(_) => 1,
            Codes::Pairs => self.map.as_ref().map_or(2, |map| if map.width == 1 { 1 } else { 2 }),
            Codes::Encoded(encoding) if *encoding == encoding_rs::UTF_16BE => match bytes[0] {
                0xd8..=0xdb => 4,
                _ => 2,
            },
            Codes::Encoded(encoding) if *encoding == encoding_rs::GB18030 => match bytes {
                [0..=0x80, ..] => 1,
                [_, b'0'..=b'9', ..] => 4,
                _ => 2,
            },
            Codes::Encoded(_) => {
                if bytes[0] < 0x81 {
                    1
                } else {
                    2
                }
            }
        }
    }

    fn of_code(&self, bytes: &[u8]) -> Drawn {
        let code = bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        let mapped = self.map.as_ref().and_then(|map| map.get(code)).map(str::to_owned);
        let characters =
            mapped.filter(|text| !text.chars().all(is_no_character)).or_else(|| match &self.codes {
                Codes::Single(table) => table[(code & 0xff) as usize].map(String::from),
                Codes::Pairs => None,
                Codes::Encoded(encoding) => Some(encoding.decode_without_bom_handling(bytes).0.into_owned()),
            });
        let characters = characters.filter(|text| !text.chars().any(is_no_character));
        let is_blank = bytes == b" ";
        Drawn { characters, width: self.widths.get(&code).copied().unwrap_or(self.usual_width), is_blank }
    }
}

/// A place in a font's own table, or a sign that something is missing.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\0'..='\u{8}' | '\u{e}'..='\u{1f}')
}

fn composed(pdf: &Pdf, font: &Dictionary) -> Codes {
    let Ok(Object::Name(name)) = font.get_deref(b"Encoding", pdf) else { return Codes::Pairs };
    let name = String::from_utf8_lossy(name);
    let has = |word: &str| name.contains(word);
    // What the names of ready-made tables tell of their codes (ISO 32000, table 116).
    Codes::Encoded(if has("UCS2") || has("UTF16") {
        encoding_rs::UTF_16BE
    } else if has("GBK2K") {
        encoding_rs::GB18030
    } else if has("GB") {
        encoding_rs::GBK
    } else if has("B5") || has("ETen") || has("HKscs") {
        encoding_rs::BIG5
    } else if has("RKSJ") {
        encoding_rs::SHIFT_JIS
    } else if has("KSC") {
        encoding_rs::EUC_KR
    } else {
        return Codes::Pairs;
    })
}

fn single(pdf: &Pdf, font: &Dictionary) -> Box<[Option<char>; 256]> {
    let encoding = font.get_deref(b"Encoding", pdf).ok();
    let base = encoding.and_then(|encoding| match encoding {
        Object::Name(name) => Some(name.as_slice()),
        Object::Dictionary(dictionary) => dictionary.get(b"BaseEncoding").and_then(Object::as_name).ok(),
        _ => None,
    });
    let is_symbolic =
        font.get_deref(b"FontDescriptor", pdf).and_then(Object::as_dict).is_ok_and(|descriptor| {
            descriptor.get(b"Flags").and_then(Object::as_i64).is_ok_and(|flags| flags & 4 != 0)
        });
    let embedded = font.get_deref(b"FontDescriptor", pdf).and_then(Object::as_dict).is_ok_and(|descriptor| {
        [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.has(key))
    });
    let mut table = Box::new([None; 256]);
    let table_of = match base {
        Some(b"MacRomanEncoding") => Some(encoding_rs::MACINTOSH),
        Some(_) => Some(encoding_rs::WINDOWS_1252),
        // Its codes are its own.
        None if is_symbolic && embedded => None,
        None => Some(encoding_rs::WINDOWS_1252),
    };
    if let Some(encoding) = table_of {
        for code in 0x20..=0xff_u8 {
            let byte = [code];
            let text = encoding.decode_without_bom_handling(&byte).0;
            table[usize::from(code)] = text.chars().next().filter(|c| !c.is_control());
        }
    }
    let differences = encoding
        .and_then(|encoding| encoding.as_dict().ok()?.get_deref(b"Differences", pdf).ok()?.as_array().ok());
    let mut code = 0;
    for object in differences.into_iter().flatten() {
        match object {
            Object::Integer(number) => code = (*number).clamp(0, 255) as usize,
            Object::Name(name) => {
                if let Some(place) = table.get_mut(code) {
                    *place = glyph(name);
                }
                code += 1;
            }
            _ => {}
        }
    }
    table
}

/// The character of a glyph by its name.
fn glyph(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().unwrap_or(name);
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter);
    }
    let hex = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'));
    if let Some(c) = hex.and_then(|hex| u32::from_str_radix(hex.get(..4)?, 16).ok()).and_then(char::from_u32)
    {
        return Some(c);
    }
    GLYPHS.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// Names of what numbers, addresses and dates are made of; letters are called as they are.
const GLYPHS: [(&str, char); 44] = [
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("space", ' '),
    ("nbspace", ' '),
    ("period", '.'),
    ("comma", ','),
    ("hyphen", '-'),
    ("minus", '-'),
    ("endash", '–'),
    ("emdash", '—'),
    ("underscore", '_'),
    ("at", '@'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("slash", '/'),
    ("backslash", '\\'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("bracketleft", '['),
    ("bracketright", ']'),
    ("asterisk", '*'),
    ("numbersign", '#'),
    ("plus", '+'),
    ("equal", '='),
    ("percent", '%'),
    ("ampersand", '&'),
    ("question", '?'),
    ("exclam", '!'),
    ("quotesingle", '\''),
    ("quotedbl", '"'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("bullet", '•'),
    ("periodcentered", '·'),
];

fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(number) => Some(*number as f64),
        Object::Real(number) => Some(f64::from(*number)),
        _ => None,
    }
}

fn widths(pdf: &Pdf, font: &Dictionary) -> (HashMap<u32, f64>, f64) {
    let name = font.get_deref(b"BaseFont", pdf).and_then(Object::as_name).unwrap_or_default();
    let Ok(listed) = font.get_deref(b"Widths", pdf).and_then(Object::as_array) else {
        return (widths::of(&String::from_utf8_lossy(name)).collect(), 500.0);
    };
    let first = font.get_deref(b"FirstChar", pdf).and_then(Object::as_i64).unwrap_or(0).clamp(0, 255) as u32;
    // Type 3 fonts measure by a matrix of their own.
    let matrix = font.get_deref(b"FontMatrix", pdf).and_then(Object::as_array).ok();
    let scale = matrix.and_then(|matrix| number(matrix.first()?)).map_or(1.0, |scale| scale * 1000.0);
    let listed = (first..).zip(listed.iter().take(256));
    let widths = listed.filter_map(|(code, width)| {
        let (_, width) = pdf.dereference(width).ok()?;
        Some((code, number(width)? * scale))
    });
    (widths.collect(), 500.0)
}

fn widths_of_pairs(pdf: &Pdf, font: &Dictionary) -> (HashMap<u32, f64>, f64) {
    let descendant =
        font.get_deref(b"DescendantFonts", pdf).and_then(Object::as_array).ok().and_then(|all| all.first());
    let descendant =
        descendant.and_then(|one| pdf.dereference(one).ok()).and_then(|(_, one)| one.as_dict().ok());
    let Some(descendant) = descendant else { return (HashMap::new(), 1000.0) };
    let usual = descendant.get_deref(b"DW", pdf).ok().and_then(number).unwrap_or(1000.0);
    let mut widths = HashMap::new();
    let listed: &[Object] =
        descendant.get_deref(b"W", pdf).and_then(Object::as_array).map_or(&[], Vec::as_slice);
    let mut at = 0;
    while let Some(first) = listed.get(at).and_then(number).map(|first| first as u32) {
        match listed.get(at + 1).and_then(|object| pdf.dereference(object).ok()).map(|(_, object)| object) {
            Some(Object::Array(each)) => {
                widths.extend((first..).zip(each).filter_map(|(code, width)| Some((code, number(width)?))));
                at += 2;
            }
            Some(last) => {
                let last = number(last).map_or(first, |last| last as u32).min(first.saturating_add(0xffff));
                if let Some(width) = listed.get(at + 2).and_then(number) {
                    widths.extend((first..=last).map(|code| (code, width)));
                }
                at += 3;
            }
            None => break,
        }
    }
    (widths, usual)
}
