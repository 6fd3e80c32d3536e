//! The first look at a text: where could anything stand at all? Most of a text is prose, and
//! reading it closely costs thirty times what this look does.
//!
//! What is looked for begins with one of some thousand strings of six bytes (two Chinese
//! characters, two numerals, a province and a letter …). Of any six bytes in a row, one that
//! stands at a multiple of four begins three bytes that lie within: so looking at three bytes
//! of every four misses none of them. A table says of these three which part of what they may
//! be; what passes is compared in full (`places`). Bytes that are alike to us (all digits, all
//! capital letters, all blanks and dashes) are one to the table.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use crate::disguise::numeral;
use crate::rules::Role;
use crate::secrecy;

/// Bytes of what is looked for.
pub(crate) const KEY: usize = 6;
/// Bytes looked at together.
const SEEN: usize = 3;
/// From one look to the next.
const STEP: usize = 4;
/// Looks between two visits of what passed: a page or two of text.
const BATCH: usize = 4096;

/// Why a string is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A known word.
    Word(Role),
    /// Digits that are no ASCII digits.
    Number,
    /// What a mark of secrecy begins with.
    Mark,
    /// A number in Chinese or in full width, and a house or a room.
    Unit,
}

/// ASCII digits, or a unit behind them.
pub(crate) const DIGITS: u8 = 1 << 4;
/// A province and a letter.
pub(crate) const PLATE: u8 = 1 << 5;
/// The sign of mail in full width.
pub(crate) const SIGN: u8 = 1 << 6;

#[derive(Debug)]
pub(crate) struct Key {
    /// All of the string, ASCII letters in small.
    pub text: Box<[u8]>,
    pub cause: Cause,
}

#[derive(Debug)]
pub(crate) struct Sieve {
    /// For each of the three places, what a byte adds to the number of the three.
    folds: Box<[[u32; 256]; SEEN]>,
    /// For each number of three bytes what they may be, in bits: the bytes of a key from its
    /// first, second, third or fourth on; then [`DIGITS`], [`PLATE`] and [`SIGN`].
    seen: Box<[u8; 1 << 16]>,
    /// A bit for each number of six bytes that may be a key.
    whole: Box<[u64]>,
    keys: HashMap<[u8; KEY], Vec<Key>>,
    /// Words to look at that are shorter than a key.
    pub short: Option<AhoCorasick>,
}

/// What may part the digits of a number.
const APART: &[u8] = b" -_.()/,~|+'\\\n\r";
/// Letters that may be digits by their shape.
const ALIKE: &[u8] = b"OoQqIiLl";

/// Bytes of one class get one number; a byte of no class is a class of its own.
fn class(byte: u8) -> u32 {
    let first = match byte {
        b'0'..=b'9' => b'0',
        _ if APART.contains(&byte) => b' ',
        _ if ALIKE.contains(&byte) => b'O',
        b'A'..=b'Z' => b'A',
        b'a'..=b'z' => b'a',
        _ => byte,
    };
    u32::from(first)
}

/// A number without pattern, from a number with one (splitmix64's mixing).
fn mix(number: u32) -> u32 {
    let mut z = u64::from(number).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z >> 32) as u32
}

impl Sieve {
    pub fn new(words: &[(String, Role)]) -> Sieve {
        let table = |place: u32| std::array::from_fn(|byte| mix(class(byte as u8) + (place << 8)));
        let mut sieve = Sieve {
            folds: Box::new([table(0), table(1), table(2)]),
            seen: Box::new([0; 1 << 16]),
            whole: vec![0; 1 << 14].into_boxed_slice(),
            keys: HashMap::new(),
            short: None,
        };
        for (word, role) in words.iter().filter(|(word, role)| word.len() >= KEY && role.is_sought()) {
            sieve.add(word, Cause::Word(*role));
        }
        let short: Vec<&str> = words
            .iter()
            .filter(|(word, role)| word.len() < KEY && role.is_telling())
            .map(|(word, _)| word.as_str())
            .collect();
        if !short.is_empty() {
            sieve.short = AhoCorasick::builder().ascii_case_insensitive(true).build(short).ok();
        }
        sieve.add_marks();
        sieve.add_disguised_numbers();
        sieve.add_units();
        sieve.add_ascii();
        sieve
    }

    fn add(&mut self, text: &str, cause: Cause) {
        self.add_bytes(text.as_bytes(), cause);
    }

    fn add_bytes(&mut self, text: &[u8], cause: Cause) {
        let text = text.to_ascii_lowercase();
        let Some(key) = text.first_chunk::<KEY>().copied() else { return };
        let whole = self.number_of_six(&key);
        self.whole[whole / 64] |= 1 << (whole % 64);
        for from in 0..=KEY - SEEN {
            self.let_through([key[from], key[from + 1], key[from + 2]], 1 << from);
        }
        let known = self.keys.entry(key).or_default();
        if !known.iter().any(|one| *one.text == *text && one.cause == cause) {
            known.push(Key { text: text.into(), cause });
        }
    }

    fn let_through(&mut self, three: [u8; SEEN], what: u8) {
        let number = self.number_of_three(three) as usize & 0xffff;
        self.seen[number] |= what;
    }

    fn number_of_three(&self, bytes: [u8; SEEN]) -> u32 {
        let [first, second, third] = &*self.folds;
        first[usize::from(bytes[0])] ^ second[usize::from(bytes[1])] ^ third[usize::from(bytes[2])]
    }

    fn number_of_six(&self, bytes: &[u8; KEY]) -> usize {
        let [a, b, c, d, e, f] = *bytes;
        let number = self.number_of_three([a, b, c]) ^ self.number_of_three([d, e, f]).rotate_left(11);
        number as usize & 0xf_ffff
    }

    /// Calls for the keys that begin where three bytes at a place may be a part of one.
    pub fn keys_at(&self, bytes: &[u8], at: usize, parts: u8, mut visit: impl FnMut(usize, &Key)) {
        for offset in 0..=KEY - SEEN {
            if parts >> offset & 1 == 0 || at < offset {
                continue;
            }
            let start = at - offset;
            let Some(six) = bytes[start..].first_chunk::<KEY>() else { continue };
            let number = self.number_of_six(six);
            if self.whole[number / 64] >> (number % 64) & 1 == 0 {
                continue;
            }
            if let Some(keys) = self.keys.get(&six.map(|byte| byte.to_ascii_lowercase())) {
                keys.iter().for_each(|key| visit(start, key));
            }
        }
    }

    /// Calls for every place, in order, where three bytes may be something, with what.
    pub fn pass(&self, bytes: &[u8], mut visit: impl FnMut(usize, u8)) {
        let [first, second, third] = &*self.folds;
        let mut passed = [0_u32; BATCH];
        for (number, batch) in bytes.chunks(BATCH * STEP).enumerate() {
            let (start, mut count) = (number * BATCH * STEP, 0);
            for (at, four) in batch.chunks_exact(STEP).enumerate() {
                let [a, b, c] = [four[0], four[1], four[2]].map(usize::from);
                let number = (first[a] ^ second[b] ^ third[c]) as usize & 0xffff;
                // Written always and kept sometimes: there is no branch to guess wrong.
                passed[count] = at as u32;
                count += usize::from(self.seen[number] != 0);
            }
            let count = self.narrow(bytes, start, &mut passed, count);
            for at in &passed[..count] {
                let at = start + *at as usize * STEP;
                visit(at, self.what(bytes, at));
            }
        }
        let rest = bytes.len() / STEP * STEP;
        if bytes.len() - rest >= SEEN {
            visit(rest, u8::MAX);
        }
    }

    /// Keeps those of the places beside which the other half of a key may stand.
    fn narrow(&self, bytes: &[u8], start: usize, passed: &mut [u32; BATCH], count: usize) -> usize {
        let mut kept = 0;
        for number in 0..count {
            let place = passed[number];
            let at = start + place as usize * STEP;
            // Near both ends of a text there is no room to look: let it pass.
            let around = bytes
                .get(at.wrapping_sub(SEEN)..at.wrapping_add(KEY))
                .and_then(|nine| nine.first_chunk::<9>());
            let keep = around.is_none_or(|nine| {
                let what = |from: usize| {
                    self.seen
                        [self.number_of_three([nine[from], nine[from + 1], nine[from + 2]]) as usize & 0xffff]
                };
                let here = what(3);
                let halves = (here & 1 & what(6) >> 3)
                    | (here >> 1 & what(5) >> 3)
                    | (here >> 2 & what(4) >> 3)
                    | (here >> 3 & what(0));
                let letter = nine[3..7].iter().any(u8::is_ascii_alphabetic);
                let plate = if letter { PLATE } else { 0 };
                (halves & 1) | (here & (DIGITS | SIGN | plate)) != 0
            });
            passed[kept] = place;
            kept += usize::from(keep);
        }
        kept
    }

    fn what(&self, bytes: &[u8], at: usize) -> u8 {
        let three = bytes.get(at..).and_then(|rest| rest.first_chunk::<SEEN>());
        three.map_or(0, |three| self.seen[self.number_of_three(*three) as usize & 0xffff])
    }

    fn add_marks(&mut self) {
        secrecy::OPENINGS.iter().for_each(|word| self.add(word, Cause::Mark));
        for only in ["仅供", "仅限", "只供"] {
            for whose in ["", "校内", "单位", "系统", "学校"] {
                self.add(&format!("{only}{whose}内部"), Cause::Mark);
            }
        }
        [" ", "\u{3000}"].iter().for_each(|blank| self.add(&format!("内部{blank}"), Cause::Mark));
        let blanks = ["", " ", "\u{3000}"];
        for opening in ["绝", "机", "秘"] {
            for number in 1..27 {
                let spaces: String =
                    [number % 3, number / 3 % 3, number / 9].map(|blank| blanks[blank]).concat();
                self.add_bytes(&format!("{opening}{spaces}密密").as_bytes()[..KEY], Cause::Mark);
            }
        }
    }

    /// Two neighbours of every kind of digit that is not ASCII's.
    fn add_disguised_numbers(&mut self) {
        let numerals: Vec<char> = ('\u{4e00}'..='\u{9fff}')
            .chain(['〇', '○', '◯'])
            .filter(|c| numeral(*c).is_some() || "○◯".contains(*c))
            .collect();
        let kinds: [&[char]; 2] = [&numerals, &['０', '１', '２', '３', '４', '５', '６', '７', '８', '９']];
        for kind in kinds {
            for one in kind {
                for apart in ["", " ", "-", ".", "\u{3000}", "、", "，", "－", "—", "·", "\u{200b}"] {
                    kind.iter().for_each(|two| self.add(&format!("{one}{apart}{two}"), Cause::Number));
                }
            }
        }
        for kind in SHAPES {
            let digits: Vec<char> = kind.chars().collect();
            for one in &digits {
                for two in &digits {
                    digits.iter().for_each(|three| self.add(&format!("{one}{two}{three}"), Cause::Number));
                }
            }
        }
        for digit in '\u{1d7ce}'..='\u{1d7ff}' {
            self.add_bytes(&format!("{digit}\u{1d7ce}").as_bytes()[..KEY], Cause::Number);
        }
        numerals.iter().for_each(|numeral| self.add_mixed(*numeral));
        for unseen in ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{fe0f}', '\u{20e3}'] {
            self.add_mixed(unseen);
        }
    }

    /// A character of three bytes between ASCII digits.
    fn add_mixed(&mut self, c: char) {
        let mut bytes = [0; 4];
        if let [a, b, c] = *c.encode_utf8(&mut bytes).as_bytes() {
            for three in [[b'0', a, b], [b, c, b'0'], [c, b'0', b'0'], [c, b'0', b' '], [c, b'0', a]] {
                self.let_through(three, DIGITS);
            }
        }
    }

    fn add_units(&mut self) {
        for unit in crate::address::UNITS.chars() {
            for number in "一二三四五六七八九十〇０１２３４５６７８９".chars() {
                self.add(&format!("{number}{unit}"), Cause::Unit);
            }
            let mut bytes = [0; 4];
            if let [a, b, c] = *unit.encode_utf8(&mut bytes).as_bytes() {
                for three in
                    [[b'0', b'0', a], [b'0', a, b], [a, b, c], [b, c, b'0'], [c, b'0', b'0'], [c, b'0', a]]
                {
                    self.let_through(three, DIGITS);
                }
            }
        }
    }

    /// Digits with what may stand among them; plates; the sign of mail in full width.
    fn add_ascii(&mut self) {
        for a in *b"0 OAa" {
            for b in *b"0 OAa" {
                for c in *b"0 OAa" {
                    let three = [a, b, c];
                    let digits = three.contains(&b'0')
                        && three.iter().all(|c| b"0 O".contains(c) || (*c != b' ' && !three.contains(&b' ')));
                    let capitals = three.iter().all(|c| b"OA".contains(c));
                    if digits || capitals {
                        self.let_through(three, if digits { DIGITS | PLATE } else { PLATE });
                    }
                }
            }
        }
        for province in crate::letters::PROVINCES.chars() {
            let mut bytes = [0; 4];
            if let [a, b, c] = *province.encode_utf8(&mut bytes).as_bytes() {
                self.let_through([a, b, c], PLATE);
                for letter in *b"OAa" {
                    self.let_through([b, c, letter], PLATE);
                    self.let_through([letter, 0xc2, 0xb7], PLATE);
                    b"0OAa \xc2".iter().for_each(|next| self.let_through([c, letter, *next], PLATE));
                }
            }
        }
        for name in *b"0OAa" {
            self.let_through([name, 0xef, 0xbc], SIGN);
            self.let_through([0xbc, 0xa0, name], SIGN);
            b"0OAa".iter().for_each(|next| self.let_through([0xa0, name, *next], SIGN));
        }
        self.let_through([0xef, 0xbc, 0xa0], SIGN);
    }
}

/// Digits of the other shapes that [`crate::disguise::fold`] knows, a kind each.
const SHAPES: [&str; 9] = [
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⓿❶❷❸❹❺❻❼❽❾",
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    "➀➁➂➃➄➅➆➇➈",
    "➊➋➌➍➎➏➐➑➒",
    "㈠㈡㈢㈣㈤㈥㈦㈧㈨",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
];
