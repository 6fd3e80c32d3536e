//! Text files: encoding, mark and line ends stay as they are.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::places::{Cut, Places, masked};
use super::{Redacted, refused};
use crate::reader::{Document, Unreadable};

pub(super) fn redact(
    kind: &str,
    bytes: &[u8],
    document: &Document,
    places: &Places,
) -> Result<Redacted, Unreadable> {
    let text = document.parts.first().and_then(|part| part.text.as_deref().ok()).unwrap_or_default();
    let cuts = places.in_part("body");
    let written = match kind {
        "csv" | "tsv" => sheet(text, cuts),
        _ => masked(text, cuts),
    };
    let (encoding, mark) = encoding(bytes, text)?;
    let bytes = [&bytes[..mark], &encoded(&written, encoding)?].concat();
    Ok(Redacted { bytes, removed: Vec::new() })
}

/// The encoding in which these bytes are this text, and the length of its mark.
fn encoding(bytes: &[u8], text: &str) -> Result<(&'static Encoding, usize), Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok((encoding, mark));
    }
    let reads = |encoding: &&'static Encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some_and(|decoded| decoded == text)
    };
    let found = [UTF_8, UTF_16LE, UTF_16BE, GB18030].into_iter().find(reads);
    found.map(|encoding| (encoding, 0)).ok_or_else(|| refused("文字编码认不出来"))
}

fn encoded(text: &str, encoding: &'static Encoding) -> Result<Vec<u8>, Unreadable> {
    if encoding == UTF_16LE {
        return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    match encoding.encode(text) {
        (bytes, _, false) => Ok(bytes.into_owned()),
        _ => Err(refused("文件的编码写不出其中的字")),
    }
}

/// Masks the fields of a sheet, which stay fields: what divides them is never cut, and a field
/// is quoted where it must be.
fn sheet(text: &str, cuts: &[Cut]) -> String {
    let delimiter = delimiter(text);
    let mut out = String::with_capacity(text.len());
    let mut cuts = cuts;
    let mut begun = false;
    let fields = Fields { rest: text, at: 0, delimiter };
    for field in fields {
        let end = field.at + field.raw.chars().count();
        while cuts.first().is_some_and(|cut| cut.at.end <= field.at) {
            (cuts, begun) = (&cuts[1..], false);
        }
        match cuts.first().filter(|cut| cut.at.start < end) {
            None => out += field.raw,
            Some(_) => {
                let within = local(cuts, field.at..end, &mut begun);
                out += &field.masked(&within, delimiter);
            }
        }
        out += field.end;
    }
    out
}

/// The cuts within a field, counted from its start. A cut over several fields shows what stands
/// for it once.
fn local(cuts: &[Cut], field: std::ops::Range<usize>, begun: &mut bool) -> Vec<Cut> {
    let inside = cuts.iter().take_while(|cut| cut.at.start < field.end);
    inside
        .map(|cut| {
            let at = cut.at.start.max(field.start) - field.start..cut.at.end.min(field.end) - field.start;
            let with = if std::mem::take(begun) { String::new() } else { cut.with.clone() };
            *begun = cut.at.end > field.end;
            Cut { at, with }
        })
        .collect()
}

/// As [`crate::sheets`] finds it.
fn delimiter(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let number = |delimiter: &char| first.chars().filter(|c| c == delimiter).count();
    [',', '\t', ';'].into_iter().max_by_key(number).unwrap_or(',')
}

struct Field<'a> {
    /// Characters before it.
    at: usize,
    /// As it stands in the file, with its quotes.
    raw: &'a str,
    /// The delimiter or the line end after it.
    end: &'a str,
}

impl Field<'_> {
    fn masked(&self, cuts: &[Cut], delimiter: char) -> String {
        let quoted = self.raw.len() > 1 && self.raw.starts_with('"') && self.raw.ends_with('"');
        let mut content = String::new();
        let mut after_quote = false;
        let last = self.raw.chars().count().saturating_sub(1);
        for (at, c) in self.raw.chars().enumerate() {
            let cut = cuts.iter().find(|cut| cut.at.contains(&at));
            if let Some(cut) = cut.filter(|cut| cut.at.start == at) {
                content += &cut.with;
            }
            let is_frame = quoted && (at == 0 || at == last);
            if cut.is_some() || is_frame {
                continue;
            }
            // Two quotes within quotes are one.
            after_quote = quoted && c == '"' && !after_quote;
            if !after_quote {
                content.push(c);
            }
        }
        let must = content.contains([delimiter, '"', '\n', '\r']);
        if quoted || must { format!("\"{}\"", content.replace('"', "\"\"")) } else { content }
    }
}

struct Fields<'a> {
    rest: &'a str,
    at: usize,
    delimiter: char,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut quoted = self.rest.starts_with('"');
        let mut end = self.rest.len();
        for (at, c) in self.rest.char_indices().skip(usize::from(quoted)) {
            match c {
                '"' if self.rest.starts_with('"') => quoted = !quoted,
                c if !quoted && (c == self.delimiter || c == '\n' || c == '\r') => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (raw, rest) = self.rest.split_at(end);
        let (end, rest) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
        let field = Field { at: self.at, raw, end };
        self.at += raw.chars().count() + end.chars().count();
        self.rest = rest;
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, value: &str, with: &str) -> Cut {
        let start = text[..text.find(value).unwrap()].chars().count();
        Cut { at: start..start + value.chars().count(), with: with.to_owned() }
    }

    #[test]
    fn a_field_stays_a_field() {
        let text = "姓名,\"号,\"\"码\"\"\"\r\n张三,\"1101,05\"\r\n李四,110105\n";
        for (value, with, wanted) in [
            ("1101,05", "***", "姓名,\"号,\"\"码\"\"\"\r\n张三,\"***\"\r\n李四,110105\n"),
            ("110105", "1,\"5", "姓名,\"号,\"\"码\"\"\"\r\n张三,\"1101,05\"\r\n李四,\"1,\"\"5\"\n"),
            ("码", "*", "姓名,\"号,\"\"*\"\"\"\r\n张三,\"1101,05\"\r\n李四,110105\n"),
            ("三,\"1101", "*", "姓名,\"号,\"\"码\"\"\"\r\n张*,\",05\"\r\n李四,110105\n"),
            ("05\"\r\n李", "*", "姓名,\"号,\"\"码\"\"\"\r\n张三,\"1101,*\"\r\n四,110105\n"),
        ] {
            assert_eq!(sheet(text, &[cut(text, value, with)]), wanted, "{value}");
        }
    }
}
