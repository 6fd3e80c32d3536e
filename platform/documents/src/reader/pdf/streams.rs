//! What a PDF's streams hold, unpacked within limits.

use std::io::Read;

use lopdf::{Dictionary, Object, Stream};

/// Bytes of one stream at most, unpacked.
const MOST: u64 = 64 << 20;
/// Bytes of a stream in one of the rarer packings at most, before it is unpacked.
const MOST_RARE: usize = 4 << 20;

/// Why a stream isn't read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is packed in a way that only pictures are.
    Unknown,
    /// It unpacks to more than anybody draws.
    TooLong,
}

/// The bytes of a stream.
pub(super) fn content(stream: &Stream) -> Result<Vec<u8>, Unread> {
    let filters: Vec<Vec<u8>> = match stream.dict.get(b"Filter") {
        Ok(Object::Name(name)) => vec![name.clone()],
        Ok(Object::Array(names)) => {
            names.iter().filter_map(|name| name.as_name().ok()).map(<[u8]>::to_vec).collect()
        }
        _ => return Ok(stream.content.clone()),
    };
    let has_predictor = stream.dict.get(b"DecodeParms").is_ok();
    let mut bytes = stream.content.clone();
    for filter in &filters {
        bytes = match filter.as_slice() {
            b"FlateDecode" | b"Fl" if !has_predictor => inflated(&bytes)?,
            b"ASCIIHexDecode" | b"AHx" => from_hexadecimal(&bytes),
            b"FlateDecode" | b"LZWDecode" | b"ASCII85Decode" => rare(stream, filter, bytes)?,
            _ => return Err(Unread::Unknown),
        };
    }
    Ok(bytes)
}

fn inflated(bytes: &[u8]) -> Result<Vec<u8>, Unread> {
    let mut out = Vec::new();
    // What comes before a fault is read.
    flate2::read::ZlibDecoder::new(bytes).take(MOST + 1).read_to_end(&mut out).ok();
    if out.is_empty() && bytes.len() > 2 {
        flate2::read::DeflateDecoder::new(&bytes[2..]).take(MOST + 1).read_to_end(&mut out).ok();
    }
    if out.len() as u64 > MOST { Err(Unread::TooLong) } else { Ok(out) }
}

fn from_hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits =
        bytes.iter().take_while(|byte| **byte != b'>').filter_map(|byte| (*byte as char).to_digit(16));
    let digits: Vec<u8> = digits.map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// One of the rarer packings, by the library.
fn rare(stream: &Stream, filter: &[u8], bytes: Vec<u8>) -> Result<Vec<u8>, Unread> {
    if bytes.len() > MOST_RARE {
        return Err(Unread::TooLong);
    }
    let mut dictionary = Dictionary::new();
    dictionary.set("Filter", Object::Name(filter.to_vec()));
    if let Ok(parameters) = stream.dict.get(b"DecodeParms") {
        dictionary.set("DecodeParms", parameters.clone());
    }
    Stream::new(dictionary, bytes).decompressed_content().map_err(|_| Unread::Unknown)
}
