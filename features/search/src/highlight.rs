//! Where a query stands in a text.

use crate::grams::fold;

/// A piece of a text, and whether it is a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was asked for.
    pub is_hit: bool,
}

/// Characters of a snippet at most, and how many stand before its first hit.
const SNIPPET: usize = 120;
const BEFORE: usize = 30;

/// The whole text, with the hits marked. Its pieces together are the text.
pub fn mark(text: &str, asked: &[Vec<char>]) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let hits = hits(&characters, asked);
    let mut pieces: Vec<Piece> = Vec::new();
    for (c, is_hit) in characters.into_iter().zip(hits) {
        match pieces.last_mut() {
            Some(piece) if piece.is_hit == is_hit => piece.text.push(c),
            _ => pieces.push(Piece { text: c.into(), is_hit }),
        }
    }
    pieces
}

/// The part of a text around its first hit; its beginning where there is none.
pub fn snippet(text: &str, asked: &[Vec<char>]) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let first = hits(&characters, asked).iter().position(|hit| *hit).unwrap_or(0);
    let start = first.saturating_sub(BEFORE);
    let end = (start + SNIPPET).min(characters.len());
    let mut part: String = characters[start..end].iter().collect();
    if start > 0 {
        part.insert(0, '…');
    }
    if end < characters.len() {
        part.push('…');
    }
    mark(&part, asked)
}

/// For each character whether it belongs to a hit. A character that folds into
/// several is compared by the first of them.
fn hits(characters: &[char], asked: &[Vec<char>]) -> Vec<bool> {
    let folded: Vec<char> =
        characters.iter().map(|c| fold(&c.to_string()).chars().next().unwrap_or(*c)).collect();
    let mut hits = vec![false; characters.len()];
    for piece in asked.iter().filter(|piece| !piece.is_empty()) {
        for (at, window) in folded.windows(piece.len()).enumerate() {
            if window == piece.as_slice() {
                hits[at..at + piece.len()].fill(true);
            }
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grams::pieces;

    #[test]
    fn hits_are_marked_and_nothing_is_lost() {
        let told: Vec<_> = mark("２０２６年奖学金公示", &pieces("2026 奖学金"))
            .into_iter()
            .map(|p| (p.text, p.is_hit))
            .collect();
        assert_eq!(
            told,
            [
                ("２０２６".into(), true),
                ("年".into(), false),
                ("奖学金".into(), true),
                ("公示".into(), false)
            ]
        );
        assert_eq!(snippet(&"字".repeat(500), &pieces("无")).len(), 1);
    }
}
