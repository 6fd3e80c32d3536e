//! The first look at a text: where could anything stand at all? Most of a text is prose, and
//! reading it closely costs thirty times what this look does.
//!
//! Digits and letters of ASCII are looked for as such (`runs`). Whatever else is looked for
//! begins with one of some thousand keys: strings of six bytes (two Chinese characters, two
//! numerals …). Of any six bytes in a row, one that stands at a multiple of three begins four
//! bytes that lie within: so looking at these misses no key. One bit says of four bytes whether
//! any key has them; of what passes, the six bytes are asked about in the same way, and what
//! passes that is looked up.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::disguise::numeral;
use crate::rules::Role;
use crate::runs::{self, Run};
use crate::secrecy;

/// Bytes of a key.
const KEY: usize = 6;
/// Bytes looked at together.
const SEEN: usize = 4;
/// From one look to the next.
const STEP: usize = KEY - SEEN + 1;
/// Looks at once, a power of two: few enough that the text, the sets and what passed stay in the
/// nearest cache.
const LOOKS: usize = 1024;
/// Bits of a set of hashes, as a power of two: some ten thousand are set of these.
const BITS: u32 = 17;
const WORDS: usize = 1 << (BITS - 6);

/// Why a string is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// Something that a number, a plate or a word may begin with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seen {
    Run(Run),
    /// A key begins at this place.
    Key(usize),
}

/// A string that is looked for.
#[derive(Debug)]
struct Sought {
    /// ASCII letters in small.
    text: Box<[u8]>,
    has_letters: bool,
    cause: Cause,
}

impl Sought {
    /// Where it ends, if it stands at this place.
    fn ends(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let end = at + self.text.len();
        let here = bytes.get(at..end)?;
        let is_it = match self.has_letters {
            true => here.eq_ignore_ascii_case(&self.text),
            // What begins alike ends otherwise: the last byte is asked about first.
            false => here.last() == self.text.last() && *here == *self.text,
        };
        is_it.then_some(end)
    }
}

#[derive(Debug)]
pub(crate) struct Sieve {
    /// Hashes of four bytes that some key has.
    parts: Box<[u64; WORDS]>,
    /// Hashes of keys.
    whole: Box<[u64; WORDS]>,
    /// All that is looked for, in the order of the slots of its keys.
    sought: Vec<Sought>,
    /// Where in `sought` each slot begins, and where the last one ends.
    slots: Vec<u32>,
    /// Words to look at that are shorter than a key.
    pub short: Option<AhoCorasick>,
}

/// Slots, as a power of two: few enough to stay near, and some three for each key.
const SLOT_BITS: u32 = 14;

/// The number of four bytes in a set.
fn hash_of_part(bytes: u32) -> u32 {
    bytes.wrapping_mul(0x9e37_79b1) >> (32 - BITS)
}

/// The number of a key in a set. Letters of ASCII are one, small or not.
fn hash_of_key(bytes: [u8; KEY]) -> u32 {
    let [a, b, c, d, e, f] = bytes;
    let number = u64::from_le_bytes([a, b, c, d, e, f, 0, 0]);
    let small = number | (!number & 0x8080_8080_8080) >> 2;
    (small.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as u32
}

/// The slot of a key with this hash.
fn slot(hash: u32) -> usize {
    (hash >> (BITS - SLOT_BITS)) as usize
}

fn has(set: &[u64; WORDS], hash: u32) -> bool {
    set[(hash >> 6) as usize % WORDS] >> (hash & 63) & 1 == 1
}

fn insert(set: &mut [u64; WORDS], hash: u32) {
    set[(hash >> 6) as usize] |= 1 << (hash & 63);
}

impl Sieve {
    pub fn new(words: &[(String, Role)]) -> Sieve {
        let mut sieve = Sieve {
            parts: Box::new([0; WORDS]),
            whole: Box::new([0; WORDS]),
            sought: Vec::new(),
            slots: Vec::new(),
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
        sieve.put_in_order();
        sieve
    }

    fn put_in_order(&mut self) {
        let slot = |one: &Sought| one.text.first_chunk().map_or(0, |key| slot(hash_of_key(*key)));
        self.sought.sort_by(|a, b| (slot(a), &a.text, a.cause).cmp(&(slot(b), &b.text, b.cause)));
        self.sought.dedup_by(|a, b| a.text == b.text && a.cause == b.cause);
        let begins = |number: usize| self.sought.partition_point(|one| slot(one) < number) as u32;
        self.slots = (0..=1 << SLOT_BITS).map(begins).collect();
    }

    fn add(&mut self, text: &str, cause: Cause) {
        self.add_bytes(text.as_bytes(), cause);
    }

    fn add_bytes(&mut self, text: &[u8], cause: Cause) {
        let text = text.to_ascii_lowercase();
        let Some(key) = text.first_chunk::<KEY>().copied() else { return };
        insert(&mut self.whole, hash_of_key(key));
        key.array_windows().for_each(|part| self.add_part(*part));
        let has_letters = text.iter().any(u8::is_ascii_alphabetic);
        self.sought.push(Sought { text: text.into(), has_letters, cause });
    }

    /// Four bytes of a key, its letters small and large.
    fn add_part(&mut self, part: [u8; SEEN]) {
        for large in 0..1 << SEEN {
            let mut part = part;
            let letters = part.iter_mut().enumerate().filter(|(at, _)| large >> at & 1 == 1);
            letters.for_each(|(_, byte)| byte.make_ascii_uppercase());
            insert(&mut self.parts, hash_of_part(u32::from_le_bytes(part)));
        }
    }

    /// Calls for everything that may begin something, in the order of the text.
    pub fn pass(&self, bytes: &[u8], mut visit: impl FnMut(Seen)) {
        let (mut runs, mut keys) = (Vec::new(), Vec::new());
        for start in (0..bytes.len()).step_by(LOOKS * STEP) {
            let stretch = start..(start + LOOKS * STEP).min(bytes.len());
            runs.clear();
            runs::find(bytes, stretch.clone(), &mut runs);
            keys.clear();
            self.find_keys(bytes, stretch, &mut keys);
            let mut runs = runs.drain(..).peekable();
            for key in &keys {
                while let Some(run) = runs.next_if(|run| run.at() < *key) {
                    visit(Seen::Run(run));
                }
                visit(Seen::Key(*key));
            }
            runs.for_each(|run| visit(Seen::Run(run)));
        }
    }

    /// The places in a stretch where a key may begin, in order.
    fn find_keys(&self, bytes: &[u8], stretch: Range<usize>, keys: &mut Vec<usize>) {
        let mut passed = [0_u16; LOOKS];
        let mut count = 0;
        let mut look = |number: usize, part: u32| {
            // Written always and kept sometimes: there is no branch to guess wrong.
            passed[count % LOOKS] = number as u16;
            count += usize::from(has(&self.parts, hash_of_part(part)));
        };
        let end = (stretch.end + SEEN - 1).min(bytes.len());
        let text = &bytes[stretch.start..end];
        let mut number = 0;
        // Two looks at eight bytes: the second begins three bytes after the first.
        for eight in text.array_windows().step_by(2 * STEP) {
            let eight = u64::from_le_bytes(*eight);
            look(number, eight as u32);
            look(number + 1, (eight >> (8 * STEP)) as u32);
            number += 2;
        }
        for part in text[text.len().min(number * STEP)..].array_windows().step_by(STEP) {
            look(number, u32::from_le_bytes(*part));
            number += 1;
        }
        for number in &passed[..count] {
            let at = stretch.start + usize::from(*number) * STEP;
            for start in at.saturating_sub(STEP - 1)..=at {
                let begins = bytes[start] & 0xc0 != 0x80;
                let key = bytes[start..].first_chunk().filter(|_| begins);
                if key.is_some_and(|key| has(&self.whole, hash_of_key(*key))) {
                    keys.push(start);
                }
            }
        }
    }

    /// Calls for whatever stands at a place where a key begins: where it ends, and why it is looked for.
    pub fn sought_at(&self, bytes: &[u8], at: usize, mut visit: impl FnMut(usize, Cause)) {
        let Some(key) = bytes[at..].first_chunk() else { return };
        let slot = slot(hash_of_key(*key));
        let (from, to) = (self.slots[slot] as usize, self.slots[slot + 1] as usize);
        for sought in &self.sought[from..to] {
            if let Some(end) = sought.ends(bytes, at) {
                visit(end, sought.cause);
            }
        }
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
        for one in kinds[0] {
            for two in kinds[1] {
                self.add(&format!("{one}{two}"), Cause::Number);
                self.add(&format!("{two}{one}"), Cause::Number);
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
    }

    fn add_units(&mut self) {
        for unit in crate::address::UNITS.chars() {
            for number in "一二三四五六七八九十〇０１２３４５６７８９".chars() {
                self.add(&format!("{number}{unit}"), Cause::Unit);
            }
        }
    }
}

/// Digits of the other shapes that [`crate::disguise::fold`] knows, a kind each.
const SHAPES: [&str; 10] = [
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⓿❶❷❸❹❺❻❼❽❾",
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    "➀➁➂➃➄➅➆➇➈",
    "➊➋➌➍➎➏➐➑➒",
    "㈠㈡㈢㈣㈤㈥㈦㈧㈨",
    "㊀㊁㊂㊃㊄㊅㊆㊇㊈",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
];
