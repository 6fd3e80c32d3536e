//! Of a font only what cutting needs: how many bytes a code has, and how far it moves on.

use std::collections::HashMap;

use lopdf::{Dictionary, Document as Pdf, Object};

#[derive(Debug)]
pub(super) struct Font {
    /// Bytes of each code; none where they differ.
    pub code_bytes: Option<usize>,
    /// Writes from top to bottom.
    pub vertical: bool,
    widths: HashMap<u32, f64>,
    /// The width of all others; none where only the font program knows.
    default: Option<f64>,
}

impl Font {
    pub fn of(pdf: &Pdf, object: &Object) -> Option<Font> {
        let (_, object) = pdf.dereference(object).ok()?;
        let font = object.as_dict().ok()?;
        let subtype = font.get(b"Subtype").ok()?.as_name().ok()?;
        if subtype == b"Type0" {
            return Some(composite(pdf, font));
        }
        let scale = if subtype == b"Type3" { matrix_scale(pdf, font) } else { 0.001 };
        let first = number(pdf, font, b"FirstChar").unwrap_or(0.0) as u32;
        let list = get(pdf, font, b"Widths").and_then(|widths| widths.as_array().ok());
        let widths = list.into_iter().flatten().zip(first..);
        let widths =
            widths.filter_map(|(width, code)| Some((code, as_number(pdf, width)? * scale))).collect();
        let missing = get(pdf, font, b"FontDescriptor").and_then(|descriptor| descriptor.as_dict().ok());
        let missing = missing.and_then(|descriptor| number(pdf, descriptor, b"MissingWidth"));
        let default = list.map(|_| missing.unwrap_or(0.0) * scale);
        Some(Font { code_bytes: Some(1), vertical: false, widths, default })
    }

    /// How far a code moves on, in parts of the font's size.
    pub fn width(&self, code: u32) -> Option<f64> {
        if self.vertical {
            return Some(-1.0);
        }
        self.widths.get(&code).copied().or(self.default)
    }
}

fn composite(pdf: &Pdf, font: &Dictionary) -> Font {
    let encoding = get(pdf, font, b"Encoding");
    let name = encoding.and_then(|encoding| encoding.as_name().ok()).unwrap_or_default();
    let identity = matches!(name, b"Identity-H" | b"Identity-V");
    let code_bytes = match encoding {
        _ if identity => Some(2),
        Some(Object::Stream(stream)) => stream.get_plain_content().ok().and_then(|cmap| even_codes(&cmap)),
        _ => None,
    };
    let descendant = get(pdf, font, b"DescendantFonts").and_then(|list| list.as_array().ok()?.first());
    let descendant = descendant.and_then(|object| pdf.dereference(object).ok()?.1.as_dict().ok());
    let mut widths = HashMap::new();
    let mut default = None;
    // A code is the number of a glyph only where it says so.
    if let Some(descendant) = descendant.filter(|_| identity) {
        default = Some(number(pdf, descendant, b"DW").unwrap_or(1000.0) / 1000.0);
        let list = get(pdf, descendant, b"W").and_then(|list| list.as_array().ok());
        widths = list.map(|list| glyph_widths(pdf, list)).unwrap_or_default();
    }
    Font { code_bytes, vertical: name.ends_with(b"-V"), widths, default }
}

/// `first [a b c]` and `first last width`, one after another.
fn glyph_widths(pdf: &Pdf, list: &[Object]) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut rest = list.iter();
    while let Some(first) = rest.next().and_then(|first| as_number(pdf, first)) {
        let Some(next) = rest.next().and_then(|next| pdf.dereference(next).ok()) else { break };
        match next.1 {
            Object::Array(each) => {
                let each = each.iter().filter_map(|width| as_number(pdf, width));
                widths.extend((first as u32..).zip(each.map(|width| width / 1000.0)));
            }
            last => {
                let (Some(last), Some(width)) =
                    (as_number(pdf, last), rest.next().and_then(|width| as_number(pdf, width)))
                else {
                    break;
                };
                let codes = (first as u32)..=(last as u32).min(0xffff);
                widths.extend(codes.map(|code| (code, width / 1000.0)));
            }
        }
    }
    widths
}

/// The bytes of each code of a map, where all have as many.
fn even_codes(cmap: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(cmap);
    let mut lengths = text.split("begincodespacerange").skip(1).flat_map(|after| {
        let ranges = after.split("endcodespacerange").next().unwrap_or_default();
        let codes: Vec<usize> = ranges
            .split('<')
            .skip(1)
            .map(|code| code.split('>').next().unwrap_or_default().trim().len())
            .collect();
        codes
    });
    let first = lengths.next()?;
    (first > 0 && first % 2 == 0 && lengths.all(|length| length == first)).then_some(first / 2)
}

fn matrix_scale(pdf: &Pdf, font: &Dictionary) -> f64 {
    let matrix = get(pdf, font, b"FontMatrix").and_then(|matrix| matrix.as_array().ok());
    matrix.and_then(|matrix| as_number(pdf, matrix.first()?)).unwrap_or(0.001)
}

pub(super) fn get<'a>(pdf: &'a Pdf, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    pdf.dereference(dictionary.get(key).ok()?).ok().map(|(_, object)| object)
}

fn number(pdf: &Pdf, dictionary: &Dictionary, key: &[u8]) -> Option<f64> {
    get(pdf, dictionary, key).and_then(|object| as_number(pdf, object))
}

pub(super) fn as_number(pdf: &Pdf, object: &Object) -> Option<f64> {
    match pdf.dereference(object).ok()?.1 {
        Object::Integer(number) => Some(*number as f64),
        Object::Real(number) => Some(f64::from(*number)),
        _ => None,
    }
}
