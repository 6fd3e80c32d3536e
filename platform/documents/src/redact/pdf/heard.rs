//! What the reader hears of a page: the words of each string shown, glyph by glyph. It is the same
//! walk that gives the text in which masks are counted.

use lopdf::{Document as Pdf, ObjectId};

pub(super) use crate::reader::pdf::Glyph;

/// The strings of a page in the order in which they are shown.
pub(super) fn strings(pdf: &Pdf, page: ObjectId) -> Vec<Vec<Glyph>> {
    crate::reader::pdf::strings_of(pdf, page)
}

/// Which glyphs lie under cuts of a page's text: their places among all glyphs, counted through the
/// strings. None where the text is not what these glyphs say.
pub(super) fn under(text: &str, cuts: &[super::Cut], strings: &[Vec<Glyph>]) -> Option<Vec<(usize, usize)>> {
    // White space comes from where glyphs stand; only what is seen is counted.
    let seen = |c: &char| !c.is_whitespace() && *c != '\0';
    let mut owners = Vec::new();
    let mut said = String::new();
    for (at, glyph) in strings.iter().flatten().enumerate() {
        let letters: Vec<char> = glyph.text.chars().filter(seen).collect();
        owners.extend(letters.iter().map(|_| at));
        said.extend(letters);
    }
    if said != text.chars().filter(seen).collect::<String>() {
        return None;
    }
    let before = |end: usize| text.chars().take(end).filter(seen).count();
    let ranges = cuts.iter().filter_map(|cut| {
        let (start, end) = (before(cut.at.start), before(cut.at.end));
        // What lies between the first and the last goes too, whether it can be read or not.
        (start < end).then(|| (owners[start], owners[end - 1]))
    });
    Some(ranges.collect())
}

/// Different codes without a letter that a page may have: a bullet or a rule is none, a number is.
const MOST_UNKNOWN: usize = 2;
/// Glyphs without a letter that a page may have.
const FEW: usize = 8;

/// Whether too much of a page has no letters, so that a number may stand there unread.
pub(super) fn is_unreadable(strings: &[Vec<Glyph>], codes: &[Vec<u32>]) -> bool {
    let unknown = |glyph: &Glyph| {
        glyph.text.is_empty() || glyph.text.chars().any(|c| matches!(c, '\u{fffd}' | '\0'..='\u{8}'))
    };
    let all = strings.iter().zip(codes).flat_map(|(glyphs, codes)| glyphs.iter().zip(codes));
    let unknown: Vec<u32> = all.filter(|(glyph, _)| unknown(glyph)).map(|(_, code)| *code).collect();
    let different: std::collections::BTreeSet<&u32> = unknown.iter().collect();
    unknown.len() > FEW && different.len() > MOST_UNKNOWN
}

#[cfg(test)]
mod tests {
    use super::super::Cut;
    use super::*;

    fn strings(words: &[&[&str]]) -> Vec<Vec<Glyph>> {
        let glyph = |text: &&str| Glyph { text: (*text).to_owned(), width: 0.5 };
        words.iter().map(|word| word.iter().map(glyph).collect()).collect()
    }

    #[test]
    fn cuts_are_carried_to_glyphs_whatever_white_space_there_is() {
        let strings = strings(&[&["学", "号", " "], &["1"], &["2", "", "ffi"], &["4"]]);
        let cut = |at| [Cut { at, with: String::new() }];
        assert_eq!(under("学号\n1 2ffi4", &cut(3..7), &strings), Some(vec![(3, 6)]));
        assert_eq!(under("学号\n1 2ffi4", &cut(2..3), &strings), Some(vec![]));
        assert_eq!(under("学号\n1 2fi4", &cut(3..7), &strings), None);
    }

    #[test]
    fn a_number_without_letters_makes_a_page_unreadable_and_bullets_do_not() {
        let nine = strings(&[&[""; 9]]);
        assert!(is_unreadable(&nine, &[(1..10).collect()]));
        assert!(!is_unreadable(&nine, &[vec![7; 9]]));
    }
}
