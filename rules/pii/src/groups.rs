//! A text as groups of digits and letters, disguises taken off: full width,
//! Chinese numerals, invisible characters; and what stands between them.

/// What a group is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// 0-9, in full width too.
    Digits,
    /// Latin letters, in full width too.
    Letters,
    /// Chinese numerals.
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

pub(crate) fn split(text: &str) -> Groups {
    let mut groups = Groups { list: Vec::new(), folded: Vec::new() };
    let mut between = Between { gap: Gap::Far, characters: 0 };
    let mut open: Option<Script> = None;
    for (at, c) in text.char_indices() {
        let Some((script, byte)) = fold(c) else {
            // Most of a text is words, far from any number: they cost one comparison.
            if open.is_some() || between.gap != Gap::Far {
                between.pass(c, &mut open);
            }
            continue;
        };
        if open != Some(script) {
            let (gap, from) = (between.gap, groups.folded.len());
            groups.list.push(Group { start: at, end: at, from, to: from, script, gap });
            open = Some(script);
        }
        groups.folded.push(byte);
        if let Some(group) = groups.list.last_mut() {
            group.to += 1;
            group.end = at + c.len_utf8();
        }
        between = Between { gap: Gap::Touch, characters: 0 };
    }
    groups
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
        let this = match c {
            ' ' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' => Gap::Space,
            '-' | '－' | '—' | '–' | '‐' | '‑' | '−' | '·' | '•' | '・' | '_' => Gap::Dash,
            '.' | '．' => Gap::Dot,
            '(' | ')' | '（' | '）' => Gap::Bracket,
            '\n' | '\r' => Gap::Newline,
            _ => Gap::Far,
        };
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

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn fold(c: char) -> Option<(Script, u8)> {
    let digit = |zero: char| (Script::Digits, b'0' + (c as u32 - zero as u32) as u8);
    let letter = |a: char| (Script::Letters, b'A' + (c as u32 - a as u32) as u8);
    let numeral = |value: u8| Some((Script::Numerals, b'0' + value));
    match c {
        '0'..='9' => Some(digit('0')),
        '０'..='９' => Some(digit('０')),
        'A'..='Z' => Some(letter('A')),
        'a'..='z' => Some(letter('a')),
        'Ａ'..='Ｚ' => Some(letter('Ａ')),
        'ａ'..='ｚ' => Some(letter('ａ')),
        '〇' | '零' | '○' => numeral(0),
        '一' | '壹' | '幺' => numeral(1),
        '二' | '贰' | '两' => numeral(2),
        '三' | '叁' => numeral(3),
        '四' | '肆' => numeral(4),
        '五' | '伍' => numeral(5),
        '六' | '陆' => numeral(6),
        '七' | '柒' => numeral(7),
        '八' | '捌' => numeral(8),
        '九' | '玖' => numeral(9),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, Gap)> {
        let groups = split(text);
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
            of(&[("1", Gap::Far), ("2", Gap::Far), ("3", Gap::Newline), ("4", Gap::Newline)])
        );
        assert_eq!(told("1    2"), of(&[("1", Gap::Far), ("2", Gap::Far)]));
    }
}
