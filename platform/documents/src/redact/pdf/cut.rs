//! Takes glyphs out of the strings of content streams. Where they stood stays as wide as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::heard::Glyph;
use super::matrix::Quad;
use super::shown::{Shown, State, Stream, Walk, codes};
use super::tokens::{Operand, Operator, written};

/// Glyphs to be taken out: by stream, operator and string, which of them, and how wide each is
/// in thousandths of the font's size.
#[derive(Debug, Default)]
pub(super) struct Gone(BTreeMap<Stream, BTreeMap<usize, Strings>>);

/// Of each string of an operator its glyphs that go, with the number that stands for each.
type Strings = BTreeMap<usize, BTreeMap<usize, f64>>;

/// Why glyphs can't be taken out of a page.
pub(super) type Why = &'static str;

impl Gone {
    /// Adds what goes of a page: the glyphs in these ranges, counted through its strings. Says
    /// which places it leaves empty.
    pub fn add(
        &mut self,
        walk: &Walk,
        heard: &[Vec<Glyph>],
        ranges: &[(usize, usize)],
    ) -> Result<Vec<Quad>, Why> {
        let mut places = Vec::new();
        let mut first = 0;
        for (shown, glyphs) in walk.shown.iter().zip(heard) {
            let numbers = first..first + glyphs.len();
            first = numbers.end;
            let is_gone = |number: &usize| ranges.iter().any(|(from, to)| (from..=to).contains(&number));
            let gone: BTreeSet<usize> = numbers.clone().filter(is_gone).map(|n| n - numbers.start).collect();
            if !gone.is_empty() {
                places.extend(self.add_string(shown, glyphs, &gone)?);
            }
        }
        let covers = |place: &Quad| walk.pictures.iter().any(|picture| picture.meets(place));
        if places.iter().any(covers) {
            return Err("要遮盖的文字和图片叠在一起");
        }
        Ok(places)
    }

    fn add_string(
        &mut self,
        shown: &Shown,
        glyphs: &[Glyph],
        gone: &BTreeSet<usize>,
    ) -> Result<Vec<Quad>, Why> {
        let font = shown.state.font.as_ref().ok_or("找不到文字的字体")?;
        if shown.state.mode >= 3.0 {
            return Err("要遮盖的文字是图片上看不见的一层");
        }
        let codes = codes(&shown.text, font.code_bytes);
        let mut state = shown.state.clone();
        let mut places: Vec<Quad> = Vec::new();
        let mut last = None;
        for (number, (glyph, code)) in glyphs.iter().zip(&codes).enumerate() {
            let width = font.width(*code).unwrap_or(glyph.width);
            let spacing = state.spacing(*code);
            if gone.contains(&number) {
                let back = if state.size == 0.0 { 0.0 } else { spacing / state.size };
                let strings = self.0.entry(shown.stream).or_default().entry(shown.operator).or_default();
                strings.entry(shown.item).or_default().insert(number, -(width + back) * 1000.0);
                let place = place(&state, width);
                match (places.last_mut(), last) {
                    (Some(before), Some(at)) if at + 1 == number => *before = before.joined(&place),
                    _ => places.push(place),
                }
                last = Some(number);
            }
            state.advance(width, spacing);
        }
        Ok(places)
    }

    /// The changes of a stream.
    pub fn changes(&self, stream: Stream, walk: &Walk) -> Vec<(Range<usize>, String)> {
        let Some((_, operators)) = walk.streams.get(&stream) else { return Vec::new() };
        let gone = self.0.get(&stream);
        let widths = |number| gone.and_then(|gone| gone.get(&number));
        let bytes = |number: usize| {
            let shown = walk.shown.iter().find(|shown| shown.stream == stream && shown.operator == number);
            shown.and_then(|shown| shown.state.font.as_ref()?.code_bytes).unwrap_or(1)
        };
        let change = |(number, operator): (usize, &Operator)| {
            let new = match widths(number) {
                Some(gone) => Some(without(operator, gone, bytes(number))),
                None => unsaid(operator),
            };
            new.map(|new| (operator.at.clone(), new))
        };
        operators.iter().enumerate().filter_map(change).collect()
    }
}

/// Where a glyph stands: a little lower than its line and as high as its letters.
fn place(state: &State, width: f64) -> Quad {
    let is_vertical = state.font.as_ref().is_some_and(|font| font.vertical);
    match is_vertical {
        true => Quad::of(&state.on_page(), -0.45, width, 0.45, 0.0),
        false => Quad::of(&state.on_page(), 0.0, -0.15, width, 0.8),
    }
}

/// An operator that shows strings without these glyphs.
fn without(operator: &Operator, gone: &Strings, bytes: usize) -> String {
    let items = match operator.operands.last() {
        Some(Operand::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let none = BTreeMap::new();
    let mut out = "[".to_owned();
    for (at, item) in items.iter().enumerate() {
        match item {
            Operand::Number(number) => out += &format!(" {number} "),
            Operand::Text(text) => {
                let gone = gone.get(&at).unwrap_or(&none);
                for (number, code) in text.chunks(bytes).enumerate() {
                    match gone.get(&number) {
                        Some(back) => out += &format!(" {back:.3} "),
                        None => out += &written(code),
                    }
                }
            }
            _ => {}
        }
    }
    // Strings side by side are one.
    out.replace("><", "") + "] TJ"
}

/// An operator that says in words what the page shows, without these words.
fn unsaid(operator: &Operator) -> Option<String> {
    let Some(Operand::Dictionary(entries)) = operator.operands.last() else { return None };
    let says = |key: &[u8]| matches!(key, b"ActualText" | b"Alt" | b"E");
    if operator.name != "BDC" || !entries.iter().any(|(key, _)| says(key)) {
        return None;
    }
    let tag = operator.name_operand().map(String::from_utf8_lossy).unwrap_or_default();
    let tag: String = tag.chars().filter(char::is_ascii_alphanumeric).collect();
    let number = entries.iter().find(|(key, _)| key == b"MCID").and_then(|(_, number)| number.number());
    let number = number.map(|number| format!("/MCID {number}")).unwrap_or_default();
    Some(format!("/{tag} <<{number}>> BDC"))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::operators;
    use super::*;

    #[test]
    fn glyphs_leave_their_width_behind() {
        let operator = &operators(b"[(ab) -20 <6364>] TJ").unwrap()[0];
        let gone = BTreeMap::from([(0, BTreeMap::from([(1, -500.0)])), (2, BTreeMap::from([(0, -600.0)]))]);
        assert_eq!(without(operator, &gone, 1), "[<61> -500.000  -20  -600.000 <64>] TJ");
        let operator = &operators(b"(abcd) Tj").unwrap()[0];
        let gone = BTreeMap::from([(0, BTreeMap::from([(1, -500.0)]))]);
        assert_eq!(without(operator, &gone, 2), "[<6162> -500.000 ] TJ");
    }

    #[test]
    fn words_said_beside_the_page_are_left_out() {
        let said = operators(b"/Span <</MCID 3 /ActualText (1380)>> BDC /P <</MCID 4>> BDC").unwrap();
        assert_eq!(unsaid(&said[0]).as_deref(), Some("/Span <</MCID 3>> BDC"));
        assert_eq!(unsaid(&said[1]), None);
    }
}
