//! Text as characters and bigrams.
//!
//! Everything is folded first (NFKC, lower case), so that full-width letters
//! and digits find the common ones. White space separates; every other
//! character counts, so that `〔2026〕7号` is found as it stands.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;

/// The text as it is indexed and asked for.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// The pieces of what somebody typed: apart by white space.
pub fn pieces(text: &str) -> Vec<Vec<char>> {
    fold(text).split_whitespace().map(|piece| piece.chars().collect()).collect()
}

/// The tokens of a text: `(position, token)`, `size` characters each.
pub fn grams(text: &str, size: usize) -> Vec<(usize, String)> {
    let characters: Vec<char> = fold(text).chars().collect();
    characters
        .windows(size)
        .enumerate()
        .filter(|(_, window)| !window.iter().any(|c| c.is_whitespace()))
        .map(|(position, window)| (position, window.iter().collect()))
        .collect()
}

/// Cuts a text into tokens of so many characters.
#[derive(Clone, Copy)]
pub struct Grams(pub usize);

/// The tokens of one text.
pub struct GramStream {
    grams: std::vec::IntoIter<(usize, String)>,
    token: Token,
}

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream {
        GramStream { grams: grams(text, self.0).into_iter(), token: Token::default() }
    }
}

impl TokenStream for GramStream {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.grams.next() else { return false };
        // Offsets are not used: hits are highlighted in the stored text.
        self.token = Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
