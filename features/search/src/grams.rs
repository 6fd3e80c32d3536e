//! Text as characters and bigrams.
//!
//! Everything is folded first, character by character, so that a part of a
//! text folds into a part of the folded text: that is why every substring is
//! found. White space separates; every other character counts, so that
//! `〔2026〕7号` is found as it stands.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;

/// Stands before and after a title, so that its beginning and its whole can be
/// asked for. Folding drops control characters: nobody can type them.
pub const START: char = '\u{2}';
pub const END: char = '\u{3}';

/// Folds a character: compatibility forms apart (NFKD: full width, ㎡, é as e
/// and its accent, however they were typed), lower case, without what nobody sees.
pub fn fold(c: char, folded: &mut Vec<char>) {
    match c {
        // Most of what comes: these fold into themselves, and looking that up costs.
        '\u{4e00}'..='\u{9fff}' => folded.push(c),
        c if c.is_ascii() => folded.extend((!is_unseen(c)).then(|| c.to_ascii_lowercase())),
        c => folded.extend([c].into_iter().nfkd().flat_map(char::to_lowercase).filter(|c| !is_unseen(*c))),
    }
}

/// Control characters, and the marks without width that Word and WeChat leave behind.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// The text as it is indexed and asked for.
pub fn folded(text: &str) -> Vec<char> {
    let mut folded = Vec::with_capacity(text.len() / 2);
    text.chars().for_each(|c| fold(c, &mut folded));
    folded
}

/// The pieces of what somebody typed: apart by white space.
pub fn pieces(text: &str) -> Vec<Vec<char>> {
    let folded = folded(text);
    folded.split(|c| c.is_whitespace()).filter(|piece| !piece.is_empty()).map(<[char]>::to_vec).collect()
}

/// Cuts a text into tokens.
#[derive(Clone, Copy, Debug)]
pub enum Grams {
    /// Of one character.
    Single,
    /// Of two.
    Pairs,
    /// Of two, with [`START`] and [`END`] around the text.
    Framed,
}

impl Grams {
    pub const ALL: [Grams; 3] = [Grams::Single, Grams::Pairs, Grams::Framed];

    /// The name in the schema. Its number counts the ways to fold: an index
    /// made in another way doesn't fit the schema, and is made anew.
    pub fn name(self) -> &'static str {
        match self {
            Grams::Single => "single-2",
            Grams::Pairs => "pairs-2",
            Grams::Framed => "framed-2",
        }
    }

    fn size(self) -> usize {
        match self {
            Grams::Single => 1,
            Grams::Pairs | Grams::Framed => 2,
        }
    }
}

/// The tokens of one text.
pub struct GramStream {
    characters: Vec<char>,
    size: usize,
    next: usize,
    token: Token,
}

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream {
        let mut characters = folded(text);
        if let Grams::Framed = self {
            characters.insert(0, START);
            characters.push(END);
        }
        GramStream { characters, size: self.size(), next: 0, token: Token::default() }
    }
}

impl TokenStream for GramStream {
    fn advance(&mut self) -> bool {
        while let Some(window) = self.characters.get(self.next..self.next + self.size) {
            let position = self.next;
            self.next += 1;
            if !window.iter().any(|c| c.is_whitespace()) {
                // Offsets stay 0: hits are marked in the stored text.
                self.token.position = position;
                self.token.text.clear();
                self.token.text.extend(window);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_one_of_what_looks_alike() {
        for (typed, same) in [
            ("ＳＰＯＣ（２０２６）", "spoc(2026)"),
            ("E\u{301}", "é"),
            ("㎡", "m2"),
            ("公\u{200b}开\u{2}", "公开"),
            ("⼯", "工"),
        ] {
            assert_eq!(folded(typed), folded(same), "{typed}");
        }
        assert_eq!(pieces(" 预算\u{3000}决算\t"), [vec!['预', '算'], vec!['决', '算']]);
    }

    #[test]
    fn a_gram_never_reaches_over_white_space() {
        let mut tokens = Vec::new();
        Grams::Framed
            .clone()
            .token_stream("公开 a")
            .process(&mut |token| tokens.push((token.position, token.text.clone())));
        assert_eq!(tokens, [(0, "\u{2}公".into()), (1, "公开".into()), (4, "a\u{3}".into())]);
    }
}
