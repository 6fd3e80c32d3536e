//! A text as groups of digits and letters, disguises taken off (`disguise`),
//! and what stands between them.

use std::ops::Range;

use crate::disguise::{fold, is_cross, is_invisible, is_ring, ring};

/// What a group is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// 0-9, in full width too.
    Digits,
    /// Latin letters, in full width too.
    Letters,
    /// Chinese numerals, circled and raised digits: they may be one number, or mark
    /// what stands beside them.
    Numerals,
}

/// What stands between a group and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing.
    Touch,
    /// Blanks within a line.
    Space,
    /// One hyphen, dash or middle dot.
    Dash,
    /// One full stop.
    Dot,
    /// One bracket, or a bracket and what is written around it.
    Bracket,
    /// One comma, stroke or the like.
    Mark,
    /// A line's end.
    Newline,
    /// Anything else.
    Far,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    /// Its place in the text, in bytes.
    pub start: usize,
    pub end: usize,
    /// Its place in the folded characters.
    from: usize,
    to: usize,
    pub script: Script,
    /// What stands before it.
    pub gap: Gap,
}

impl Group {
    pub fn len(&self) -> usize {
        self.to - self.from
    }
}

/// All groups of a text. Neighbouring groups lie side by side in `folded`, so
/// that joining them costs nothing.
pub(crate) struct Groups {
    pub list: Vec<Group>,
    folded: Vec<u8>,
}

impl Groups {
    /// The digits and capital letters of groups `first..=last`, joined.
    pub fn joined(&self, first: usize, last: usize) -> &[u8] {
        &self.folded[self.list[first].from..self.list[last].to]
    }

    pub fn gap_after(&self, at: usize) -> Gap {
        self.list.get(at + 1).map_or(Gap::Far, |next| next.gap)
    }
}

/// The groups that stand in these stretches of a text; the first of a stretch is far from
/// what came before.
pub(crate) fn split(text: &str, stretches: &[Range<usize>]) -> Groups {
    let mut groups = Groups { list: Vec::new(), folded: Vec::new() };
    for stretch in stretches {
        groups.read(text, stretch);
    }
    groups
}

impl Groups {
    fn read(&mut self, text: &str, stretch: &Range<usize>) {
        let mut between = Between { gap: Gap::Far, characters: 0 };
        let mut open: Option<Script> = None;
        for (at, c) in text[stretch.clone()].char_indices() {
            let at = stretch.start + at;
            let Some((script, byte)) = self.character(text, at, c, &between, open) else {
                // Most of a text is words, far from any number: they cost one comparison.
                if open.is_some() || between.gap != Gap::Far {
                    between.pass(c, &mut open);
                }
                continue;
            };
            if open != Some(script) {
                let (gap, from) = (between.gap, self.folded.len());
                self.list.push(Group { start: at, end: at, from, to: from, script, gap });
                open = Some(script);
            }
            self.folded.push(byte);
            if let Some(group) = self.list.last_mut() {
                group.to += 1;
                group.end = at + c.len_utf8();
            }
            between = Between { gap: Gap::Touch, characters: 0 };
        }
    }

    fn character(
        &self,
        text: &str,
        at: usize,
        c: char,
        between: &Between,
        open: Option<Script>,
    ) -> Option<(Script, u8)> {
        if is_ring(c) {
            return ring(text, at);
        }
        // 1101051949123100 2× : a cross where the letter X belongs.
        if is_cross(c) {
            let digits = matches!(open, Some(Script::Digits | Script::Numerals)) && between.gap == Gap::Touch;
            return (digits && self.chain() == 17).then_some((Script::Letters, b'X'));
        }
        fold(c)
    }

    /// How many digits stand in the last groups that are not far apart, up to 18.
    fn chain(&self) -> usize {
        let mut count = 0;
        for group in self.list.iter().rev() {
            count += group.len();
            if count > 17 || group.gap == Gap::Far || group.script == Script::Letters {
                break;
            }
        }
        count
    }
}

/// What has been passed since the last group.
struct Between {
    gap: Gap,
    characters: usize,
}

/// More characters than this between two groups part them.
const WIDEST_GAP: usize = 3;

impl Between {
    fn pass(&mut self, c: char, open: &mut Option<Script>) {
        if is_invisible(c) {
            return;
        }
        *open = None;
        self.characters += 1;
        let this = gap_of(c);
        self.gap = match (self.gap, this) {
            _ if self.characters > WIDEST_GAP => Gap::Far,
            (Gap::Touch, this) => this,
            (Gap::Far, _) | (_, Gap::Far) => Gap::Far,
            (gap, this) if gap == this && matches!(gap, Gap::Space | Gap::Newline) => gap,
            (gap, Gap::Space) => gap,
            (Gap::Space, this) => this,
            (Gap::Bracket, Gap::Dash) | (Gap::Dash, Gap::Bracket) => Gap::Bracket,
            _ => Gap::Far,
        };
    }
}

/// What a character is between two groups.
pub(crate) fn gap_of(c: char) -> Gap {
    match c {
        ' ' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' => Gap::Space,
        '-' | '－' | '—' | '–' | '‐' | '‑' | '−' | '·' | '•' | '・' | '_' | '~' | '～' => {
            Gap::Dash
        }
        '.' | '．' => Gap::Dot,
        '(' | ')' | '（' | '）' => Gap::Bracket,
        '\n' | '\r' => Gap::Newline,
        '/' | '／' | '\\' | ',' | '，' | '、' | '|' | '\'' | '+' => Gap::Mark,
        _ => Gap::Far,
    }
}

/// Whether a character parts the groups on both its sides, whatever else stands there.
pub(crate) fn parts(c: char) -> bool {
    gap_of(c) == Gap::Far && !is_invisible(c) && !is_ring(c) && !is_cross(c) && fold(c).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, Gap)> {
        let groups = split(text, std::slice::from_ref(&(0..text.len())));
        let value = |at| String::from_utf8_lossy(groups.joined(at, at)).into_owned();
        groups.list.iter().enumerate().map(|(at, group)| (value(at), group.gap)).collect()
    }

    #[test]
    fn disguises_come_off() {
        let of = |list: &[(&str, Gap)]| list.iter().map(|(v, g)| ((*v).to_owned(), *g)).collect::<Vec<_>>();
        assert_eq!(
            told("１３８－0013 8000"),
            of(&[("138", Gap::Far), ("0013", Gap::Dash), ("8000", Gap::Space)])
        );
        assert_eq!(told("幺三八x"), of(&[("138", Gap::Far), ("X", Gap::Touch)]));
        assert_eq!(told("13\u{200b}8"), of(&[("138", Gap::Far)]));
        assert_eq!(told("(0577) 88"), of(&[("0577", Gap::Far), ("88", Gap::Bracket)]));
        assert_eq!(
            told("1，2\n3\r\n4"),
            of(&[("1", Gap::Far), ("2", Gap::Mark), ("3", Gap::Newline), ("4", Gap::Newline)])
        );
        assert_eq!(told("①𝟏３²"), of(&[("1", Gap::Far), ("13", Gap::Touch), ("2", Gap::Touch)]));
        assert_eq!(told("一○○三 1○○3"), of(&[("1003", Gap::Far), ("1", Gap::Space), ("3", Gap::Far)]));
        assert_eq!(told("1\u{fe0f}\u{20e3}2"), of(&[("12", Gap::Far)]));
        assert_eq!(told("1    2"), of(&[("1", Gap::Far), ("2", Gap::Far)]));
    }
}
