//! How digits are disguised: other widths and shapes, Chinese numerals, letters that
//! look alike, characters nobody sees; and the signs that hide them on purpose.

use crate::groups::Script;

/// A digit or Latin letter in whatever shape, as one of ASCII.
#[inline]
pub(crate) fn fold(c: char) -> Option<(Script, u8)> {
    match c {
        '0'..='9' => Some((Script::Digits, c as u8)),
        'A'..='Z' | 'a'..='z' => Some((Script::Letters, c.to_ascii_uppercase() as u8)),
        // Most of a text: one bit says that it is no digit.
        FIRST_IDEOGRAPH..=LAST_IDEOGRAPH if !is_numeral(c) => None,
        _ if c.is_ascii() => None,
        _ => fold_other(c),
    }
}

const FIRST_IDEOGRAPH: char = '\u{4e00}';
const LAST_IDEOGRAPH: char = '\u{9fff}';

/// A bit for each ideograph: whether it is a numeral.
static NUMERALS: [u64; 328] = {
    let mut bits = [0; 328];
    let mut c = FIRST_IDEOGRAPH;
    while c < LAST_IDEOGRAPH {
        let at = c as usize - FIRST_IDEOGRAPH as usize;
        bits[at / 64] |= (numeral(c).is_some() as u64) << (at % 64);
        c = match char::from_u32(c as u32 + 1) {
            Some(next) => next,
            None => LAST_IDEOGRAPH,
        };
    }
    bits
};

/// Whether an ideograph is a numeral.
fn is_numeral(c: char) -> bool {
    let at = c as usize - FIRST_IDEOGRAPH as usize;
    NUMERALS[at / 64] >> (at % 64) & 1 == 1
}

fn fold_other(c: char) -> Option<(Script, u8)> {
    let value = c as u32;
    let counted = |from: char, first: u32| b'0' + ((value - from as u32 + first) % 10) as u8;
    let letter = |a: char| Some((Script::Letters, b'A' + (value - a as u32) as u8));
    match c {
        '０'..='９' => Some((Script::Digits, counted('０', 0))),
        'Ａ'..='Ｚ' => letter('Ａ'),
        'ａ'..='ｚ' => letter('ａ'),
        '\u{1d7ce}'..='\u{1d7ff}' => Some((Script::Digits, counted('\u{1d7ce}', 0))),
        FIRST_IDEOGRAPH..=LAST_IDEOGRAPH | '〇' => numeral(c).map(|digit| (Script::Numerals, digit)),
        _ => marked(c).map(|digit| (Script::Numerals, digit)),
    }
}

/// The digit that a Chinese numeral is, as it is read out, written on cheques or called over
/// the telephone.
pub(crate) const fn numeral(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' => b'0',
        '一' | '壹' | '幺' | '弌' => b'1',
        '二' | '贰' | '貳' | '两' | '弍' => b'2',
        '三' | '叁' | '參' | '叄' => b'3',
        '四' | '肆' => b'4',
        '五' | '伍' => b'5',
        '六' | '陆' | '陸' => b'6',
        '七' | '柒' | '拐' => b'7',
        '八' | '捌' => b'8',
        '九' | '玖' => b'9',
        _ => return None,
    })
}

/// Circled, bracketed, raised and lowered digits.
fn marked(c: char) -> Option<u8> {
    let counted = |from: u32| Some(b'1' + (c as u32 - from) as u8);
    match c {
        '①'..='⑨' => counted(0x2460),
        '⑴'..='⑼' => counted(0x2474),
        '⒈'..='⒐' => counted(0x2488),
        '❶'..='❾' => counted(0x2776),
        '➀'..='➈' => counted(0x2780),
        '➊'..='➒' => counted(0x278a),
        '㈠'..='㈨' => counted(0x3220),
        '㊀'..='㊈' => counted(0x3280),
        '⓪' | '⓿' | '⁰' | '₀' | '🄋' => Some(b'0'),
        '¹' => Some(b'1'),
        '²' => Some(b'2'),
        '³' => Some(b'3'),
        '⁴'..='⁹' => Some(b'4' + (c as u32 - 0x2074) as u8),
        '₁'..='₉' => counted(0x2081),
        _ => None,
    }
}

/// Characters that take no room on paper.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' | '\u{20e3}'
        | '\u{202a}'..='\u{202e}' | '\u{180e}')
}

/// A ring is a nought among Chinese numerals, and hides a digit elsewhere.
pub(crate) fn is_ring(c: char) -> bool {
    matches!(c, '○' | '◯')
}

/// How far a run of rings is looked along.
const RINGS: usize = 8;

/// What a ring stands for.
pub(crate) fn ring(text: &str, at: usize) -> Option<(Script, u8)> {
    let before = text[..at].chars().rev().take(RINGS).find(|c| !is_ring(*c));
    let after = text[at..].chars().take(RINGS).find(|c| !is_ring(*c));
    let among = [before, after].into_iter().flatten().any(|c| numeral(c).is_some());
    among.then_some((Script::Numerals, b'0'))
}

/// Signs that stand for the X of an identity number.
pub(crate) fn is_cross(c: char) -> bool {
    matches!(c, '×' | '✕' | 'Χ' | 'χ' | 'Х' | 'х' | 'Ⅹ' | 'ⅹ')
}

/// Signs that hide a character.
pub(crate) fn is_hiding(c: char) -> bool {
    matches!(
        c,
        '*' | '＊'
            | '×'
            | '✕'
            | '╳'
            | 'x'
            | 'X'
            | 'ｘ'
            | 'Ｘ'
            | '●'
            | '○'
            | '◯'
            | '□'
            | '■'
            | '█'
            | '▇'
            | '▓'
            | '#'
            | '＃'
            | '某'
            | '∗'
            | '⁎'
            | '※'
            | '？'
            | '?'
    )
}

/// Digits of which some were written as letters of their shape: 0 as O, 1 as l or I.
/// Only where a third are digits; a check digit or a label must say the rest.
pub(crate) fn unspelt(value: &[u8]) -> Option<Vec<u8>> {
    let digits = value.iter().filter(|c| c.is_ascii_digit()).count();
    let (last, body) = value.split_last()?;
    let plain = |c: &u8| match c {
        b'O' | b'Q' => Some(b'0'),
        b'I' | b'L' => Some(b'1'),
        c => c.is_ascii_digit().then_some(*c),
    };
    let mut out: Vec<u8> = body.iter().map(plain).collect::<Option<_>>()?;
    out.push(if *last == b'X' { *last } else { plain(last)? });
    (out != value && digits * 3 > value.len()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_for_digits() {
        assert_eq!(unspelt(b"11O1O5L949123I002X").as_deref(), Some(b"11010519491231002X".as_slice()));
        assert_eq!(unspelt(b"11010519491231002X"), None, "nothing is disguised");
        assert_eq!(unspelt(b"OLOLOLOL1"), None, "most are letters");
        assert_eq!(unspelt(b"11A105"), None);
    }
}
