//! Where ASCII digits and letters stand in a text: a look at every byte that costs next to
//! nothing, for most pieces of a Chinese text have none.

use std::ops::Range;

/// Bytes asked about at once: as many as a line of the cache.
const PIECE: usize = 64;

/// What begins at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    /// ASCII digits.
    Digits(usize),
    /// An ASCII letter behind a character of another script.
    Letter(usize),
}

impl Run {
    pub fn at(self) -> usize {
        match self {
            Run::Digits(at) | Run::Letter(at) => at,
        }
    }
}

/// Finds the runs that begin in a stretch of a text, in order.
pub(crate) fn find(bytes: &[u8], stretch: Range<usize>, runs: &mut Vec<Run>) {
    let mut before = stretch.start.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let mut start = stretch.start;
    let (pieces, rest) = bytes[stretch].as_chunks::<PIECE>();
    for piece in pieces {
        if may_have_runs(piece, before) {
            find_in(piece, start, before, runs);
        }
        (before, start) = (piece[PIECE - 1], start + PIECE);
    }
    find_in(rest, start, before, runs);
}

/// Without a branch, so that the compiler compares many bytes at once.
fn may_have_runs(piece: &[u8; PIECE], before: u8) -> bool {
    let (mut digits, mut letters, mut others) = (false, false, !before.is_ascii());
    for byte in piece {
        digits |= byte.is_ascii_digit();
        letters |= (byte | 0x20).wrapping_sub(b'a') < 26;
        others |= !byte.is_ascii();
    }
    digits || (letters && others)
}

fn find_in(piece: &[u8], start: usize, mut before: u8, runs: &mut Vec<Run>) {
    for (at, byte) in piece.iter().enumerate() {
        if byte.is_ascii_digit() && !before.is_ascii_digit() {
            runs.push(Run::Digits(start + at));
        } else if byte.is_ascii_alphabetic() && !before.is_ascii() {
            runs.push(Run::Letter(start + at));
        }
        before = *byte;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_wherever_a_piece_ends() {
        for before in 0..2 * PIECE {
            let text = format!("{}12a鲁A3中b{}7", "中".repeat(before), " ".repeat(PIECE));
            let at = 3 * before;
            let letter = |at| Run::Letter(at);
            let end = text.len() - 1;
            let expected =
                [Run::Digits(at), letter(at + 6), Run::Digits(at + 7), letter(at + 11), Run::Digits(end)];
            let mut found = Vec::new();
            find(text.as_bytes(), 0..text.len(), &mut found);
            assert_eq!(found, expected, "{before}");
            let mut in_two = Vec::new();
            for stretch in [0..at + 1, at + 1..text.len()] {
                find(text.as_bytes(), stretch, &mut in_two);
            }
            assert_eq!(in_two, expected, "{before}");
        }
    }
}
