//! Where a query stands in a text.

use crate::grams::fold;

/// A piece of a text, and whether it is a hit. Never HTML.
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
    let hits = Folded::of(&characters).marked(asked);
    let mut pieces: Vec<Piece> = Vec::new();
    for (c, is_hit) in characters.into_iter().zip(hits) {
        match pieces.last_mut() {
            Some(piece) if piece.is_hit == is_hit => piece.text.push(c),
            _ => pieces.push(Piece { text: c.into(), is_hit }),
        }
    }
    pieces
}

/// The part of a text around its first hit, on one line; nothing where there is none.
pub fn snippet(text: &str, asked: &[Vec<char>]) -> Option<Vec<Piece>> {
    let characters: Vec<char> = text.chars().map(on_one_line).collect();
    let first = Folded::of(&characters).first(asked)?;
    Some(part(&characters, first.saturating_sub(BEFORE), asked))
}

/// The beginning of a text, on one line.
pub fn beginning(text: &str, asked: &[Vec<char>]) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().take(SNIPPET + 1).map(on_one_line).collect();
    part(&characters, 0, asked)
}

fn on_one_line(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

fn part(characters: &[char], start: usize, asked: &[Vec<char>]) -> Vec<Piece> {
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

/// A text folded, and which character of the text each folded one comes from:
/// some fold into several (㎡), some into nothing.
struct Folded {
    folded: Vec<char>,
    from: Vec<usize>,
    length: usize,
}

impl Folded {
    fn of(characters: &[char]) -> Self {
        let mut folded = Vec::with_capacity(characters.len());
        let mut from = Vec::with_capacity(characters.len());
        for (at, c) in characters.iter().enumerate() {
            fold(*c, &mut folded);
            from.resize(folded.len(), at);
        }
        Folded { folded, from, length: characters.len() }
    }

    /// For each character of the text whether it belongs to a hit.
    fn marked(&self, asked: &[Vec<char>]) -> Vec<bool> {
        let mut hits = vec![false; self.length];
        for piece in asked {
            for at in self.places(piece) {
                hits[self.from[at]..=self.from[at + piece.len() - 1]].fill(true);
            }
        }
        hits
    }

    /// Where the longest piece that stands here stands first: a single
    /// character is everywhere and says little.
    fn first(&self, asked: &[Vec<char>]) -> Option<usize> {
        let mut longest: Vec<&Vec<char>> = asked.iter().collect();
        longest.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
        longest.into_iter().find_map(|piece| self.places(piece).next()).map(|at| self.from[at])
    }

    fn places<'a>(&'a self, piece: &'a [char]) -> impl Iterator<Item = usize> + 'a {
        // A piece is never empty: it is what stands between white space.
        let windows = self.folded.windows(piece.len().max(1)).enumerate();
        windows.filter(move |(_, window)| *window == piece).map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grams::pieces;

    fn told(pieces: Vec<Piece>) -> Vec<(String, bool)> {
        pieces.into_iter().map(|piece| (piece.text, piece.is_hit)).collect()
    }

    #[test]
    fn hits_are_marked_as_they_stand_in_the_text() {
        type Case = (&'static str, &'static str, &'static [(&'static str, bool)]);
        let cases: [Case; 4] = [
            (
                "２０２６年奖学金公示",
                "2026 奖学金",
                &[("２０２６", true), ("年", false), ("奖学金", true), ("公示", false)],
            ),
            ("占地300㎡以上", "0m2", &[("占地30", false), ("0㎡", true), ("以上", false)]),
            ("信\u{200b}息公开", "信息", &[("信\u{200b}息", true), ("公开", false)]),
            ("公公公", "公公", &[("公公公", true)]),
        ];
        for (text, query, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(text, is_hit)| ((*text).to_owned(), *is_hit)).collect();
            assert_eq!(told(mark(text, &pieces(query))), expected, "{query} in {text}");
        }
    }

    #[test]
    fn a_snippet_shows_the_longest_piece() {
        let text = format!("的{}\n奖学金{}", "字".repeat(200), "字".repeat(500));
        let pieces = snippet(&text, &pieces("的 奖学金")).unwrap();
        let shown: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains(" 奖学金"), "{shown}");
        assert_eq!(shown.chars().count(), SNIPPET + 2);
    }

    #[test]
    fn without_a_hit_the_beginning_is_shown() {
        let text = "字".repeat(500);
        assert_eq!(snippet(&text, &pieces("无")), None);
        assert_eq!(told(beginning(&text, &[])), [(format!("{}…", "字".repeat(SNIPPET)), false)]);
    }
}
