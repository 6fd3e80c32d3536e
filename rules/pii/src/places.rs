//! The places of a text that are worth reading closely: what passed the sieve, looked at.

use std::iter;
use std::ops::Range;

use crate::disguise::{fold, is_invisible, is_ring};
use crate::groups::{Gap, Script, gap_of, parts};
use crate::rules::{Role, Rules};
use crate::runs::Run;
use crate::sieve::{Cause, Seen, Sieve};
use crate::{address, letters, table};

/// Where a text is read closely.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// In order, none touching another.
    pub stretches: Vec<Range<usize>>,
    /// Tables with labelled heads, of whole lines, in order; each lies in a stretch.
    pub tables: Vec<Range<usize>>,
}

impl Places {
    /// All of it.
    pub fn all_of(text: &str) -> Places {
        Places { stretches: iter::once(0..text.len()).collect(), tables: iter::once(0..text.len()).collect() }
    }
}

/// How far around a number words matter, in bytes: an address that it ends, its label, what
/// is said of the same person.
const AROUND_NUMBER: usize = 180;
/// How far around an address: its label may stand before all of it.
const AROUND_ADDRESS: usize = 280;
/// How far around a word that tells by itself.
const AROUND_WORD: usize = 100;
/// How far around a mark.
const AROUND_MARK: usize = 40;
/// Digits of a number that was cut into pieces.
const FEWEST: usize = 10;
/// Digits in a row that may be a number by themselves, or with a word.
const FEWEST_IN_A_ROW: usize = 6;
/// Digits gone through at most for one place.
const MOST: usize = 40;

/// Goes through a text once.
struct Look<'a> {
    text: &'a str,
    rules: &'a Rules,
    sieve: &'a Sieve,
    found: Vec<Range<usize>>,
    tables: Vec<Range<usize>>,
    /// Up to here digits have been looked at.
    counted: usize,
    /// Up to here lines are known to be in a table, or in none.
    headed: usize,
    /// Up to here lines have been looked at from below.
    looked: usize,
    /// The beginning of a line, and a later place of it.
    line: (usize, usize),
}

impl Sieve {
    /// The places of a text where something may stand.
    pub fn places(&self, text: &str, rules: &Rules) -> Places {
        let mut look = Look {
            text,
            rules,
            sieve: self,
            found: Vec::new(),
            tables: Vec::new(),
            counted: 0,
            headed: 0,
            looked: 0,
            line: (0, 0),
        };
        self.pass(text.as_bytes(), |seen| match seen {
            Seen::Run(Run::Digits(at)) => look.run(at),
            Seen::Run(Run::Letter(at)) => look.plate(at),
            Seen::Key(at) => look.keys(at),
        });
        look.signs();
        look.short_words();
        let mut found = look.found;
        found.sort_unstable_by_key(|place| place.start);
        Places { stretches: stretches(text, &found), tables: look.tables }
    }
}

/// Merges the places, each widened until what stands on both sides parts numbers.
fn stretches(text: &str, found: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for place in found {
        let before = stretches.last().map_or(0, |last| last.end);
        if place.end <= before {
            continue;
        }
        let end = widened(text, text.ceil_char_boundary(place.end.min(text.len())));
        let mut start = text.floor_char_boundary(place.start);
        while start > before && !text[..start].chars().next_back().is_none_or(parts) {
            start = text.floor_char_boundary(start - 1);
        }
        match stretches.last_mut().filter(|_| start <= before) {
            Some(last) => last.end = end,
            None => stretches.push(start..end),
        }
    }
    stretches
}

fn widened(text: &str, end: usize) -> usize {
    let more: usize = text[end..].chars().take_while(|c| !parts(*c)).map(char::len_utf8).sum();
    end + more
}

impl Look<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn add(&mut self, place: Range<usize>, around: usize) {
        self.found.push(place.start.saturating_sub(around)..place.end + around);
    }

    /// Whatever begins with the key at a place.
    fn keys(&mut self, at: usize) {
        let sieve = self.sieve;
        sieve.sought_at(self.text.as_bytes(), at, |end, cause| self.key(at..end, cause));
    }

    fn key(&mut self, place: Range<usize>, cause: Cause) {
        match cause {
            Cause::Number if place.start >= self.counted => {
                self.counted = self.digits(place.start);
            }
            Cause::Number => {}
            Cause::Unit => self.unit(place.end),
            Cause::Mark => self.add(place, AROUND_MARK),
            Cause::Word(role) => self.word(place, role),
        }
    }

    /// ASCII digits that begin at a place: most are years and sums, and end here.
    fn run(&mut self, start: usize) {
        let length = self.bytes()[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (before, after) = (&self.text[..start], &self.text[start + length..]);
        if after.as_bytes().first_chunk().is_some_and(address::is_unit) {
            self.unit(start + length + 3);
        }
        if start >= self.counted {
            let goes_on = before.chars().next_back().is_some_and(may_go_on)
                || after.chars().next().is_some_and(may_go_on);
            let enough = length >= FEWEST_IN_A_ROW || goes_on;
            self.counted = if enough { self.digits(start) } else { start + length };
        }
    }

    fn word(&mut self, place: Range<usize>, role: Role) {
        let after = &self.bytes()[place.end..(place.end + 24).min(self.text.len())];
        let telling = match role {
            // 学号：2021A0102, which no run of digits tells.
            Role::BirthDate | Role::StudentNo => after.iter().any(u8::is_ascii_digit),
            Role::Born => place.start > 0 && self.bytes()[place.start - 1].is_ascii_digit(),
            Role::Wechat => after.iter().any(u8::is_ascii_alphabetic),
            _ => role.is_telling(),
        };
        if role.is_label() {
            self.head(place.start);
        }
        if telling {
            self.add(place, AROUND_WORD);
        }
    }

    /// Digits at a place: whether they and those around are enough for a number; where they end.
    fn digits(&mut self, at: usize) -> usize {
        let before = chain(self.text[..at].chars().rev());
        let after = chain(self.text[at..].chars());
        let (start, end) = (at - before.bytes, at + after.bytes);
        let digits = before.digits + after.digits;
        let in_a_row = (before.first + after.first).max(before.in_a_row).max(after.in_a_row);
        if digits >= FEWEST || in_a_row >= FEWEST_IN_A_ROW {
            self.add(start..end.max(at), AROUND_NUMBER);
            self.row(start);
        }
        end.max(at + 1)
    }

    /// Whether the clause in which a number of houses or rooms stands may be a home.
    fn unit(&mut self, end: usize) {
        let (from, to) = address::clause(self.text, end, 0);
        if address::may_be(&self.text[from..to]) {
            self.add(end..end, AROUND_ADDRESS);
        }
    }

    /// A letter at a place: whether a province before it and digits behind it make a plate.
    fn plate(&mut self, at: usize) {
        let province = self.bytes()[..at].last_chunk().is_some_and(letters::is_province);
        let rest = &self.bytes()[at + 1..(at + 11).min(self.text.len())];
        if province && rest.iter().filter(|c| c.is_ascii_digit()).count() >= 3 {
            self.add(at - 3..at + 1, AROUND_WORD);
        }
    }

    /// The line of a place from where tables were last looked for; places come in order.
    fn line_of(&mut self, at: usize) -> Range<usize> {
        let known = self.line.1.min(at);
        if let Some(newline) = self.text[known..at].rfind('\n') {
            self.line.0 = known + newline + 1;
        }
        self.line.1 = at;
        let end = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1);
        self.line.0.max(self.headed)..end
    }

    /// A label: whether its line is the head of a table.
    fn head(&mut self, at: usize) {
        if at < self.headed {
            return;
        }
        let line = self.line_of(at);
        self.headed = line.start;
        self.above(line.start);
        if at >= self.headed && !self.is_head(line.clone()) {
            self.headed = line.end;
        }
    }

    /// A number: whether its line is a row, and the head of its table further up.
    fn row(&mut self, at: usize) {
        if at < self.headed {
            return;
        }
        let line = self.line_of(at);
        let content = &self.text[line.clone()];
        if line.len() <= table::LONGEST_ROW && content.contains(table::SEPARATORS) {
            self.above(line.start);
        }
        self.headed = self.headed.max(line.end);
    }

    /// Looks for a head above a line, over what may be rows, as far as nobody has looked.
    fn above(&mut self, mut end: usize) {
        let floor = self.looked;
        self.looked = end;
        while end > floor {
            let start = self.text[floor..end - 1].rfind('\n').map_or(floor, |newline| floor + newline + 1);
            let line = &self.text[start..end];
            if self.is_head(start..end) {
                return;
            }
            let row = line.len() <= table::LONGEST_ROW && line.contains(table::SEPARATORS);
            if !row && !line.trim().is_empty() {
                return;
            }
            end = start;
        }
    }

    /// Whether a line is a head; then its table is a place.
    fn is_head(&mut self, line: Range<usize>) -> bool {
        if !is_short_celled(&self.text[line.clone()]) {
            return false;
        }
        let start = line.start;
        let Some(end) = table::extent(self.text, line, self.rules) else { return false };
        self.tables.push(start..end);
        self.found.push(start..end);
        (self.headed, self.looked) = (self.headed.max(end), self.looked.max(end));
        self.counted = self.counted.max(end);
        true
    }

    fn signs(&mut self) {
        for at in memchr::memchr_iter(b'@', self.text.as_bytes()) {
            self.add(at..at + 1, AROUND_WORD);
        }
        for at in memchr::memmem::find_iter(self.text.as_bytes(), "＠") {
            self.add(at..at + 3, AROUND_WORD);
        }
    }

    fn short_words(&mut self) {
        let Some(short) = &self.sieve.short else { return };
        for word in short.find_iter(self.text) {
            self.found.push(word.start().saturating_sub(AROUND_WORD)..word.end() + AROUND_WORD);
        }
    }
}

/// Whether a line may have cells that are all as short as heads are. Of a paragraph only the
/// beginning is looked at: its first cell would be too long.
fn is_short_celled(line: &str) -> bool {
    let first = &line[..line.ceil_char_boundary((table::LONGEST_HEAD + 3).min(line.len()))];
    let separator = table::SEPARATORS.into_iter().find(|separator| first.contains(*separator));
    separator.is_some_and(|separator| line.split(separator).all(|cell| cell.len() <= table::LONGEST_HEAD + 2))
}

/// Whether the digits beside this character may be part of a longer number.
fn may_go_on(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' => b"OQILX".contains(&(c as u8).to_ascii_uppercase()),
        _ => !parts(c),
    }
}

/// Digits as they come, over gaps that a number may have.
struct Chain {
    bytes: usize,
    digits: usize,
    /// Of the longest run with nothing seen between.
    in_a_row: usize,
    /// Of the run it begins with.
    first: usize,
}

fn chain(characters: impl Iterator<Item = char>) -> Chain {
    let mut chain = Chain { bytes: 0, digits: 0, in_a_row: 0, first: 0 };
    let (mut passed, mut run, mut apart) = (0, 0, 0);
    for c in characters {
        passed += c.len_utf8();
        let folded = if is_ring(c) { Some((Script::Numerals, b'0')) } else { fold(c) };
        match folded {
            Some((Script::Digits | Script::Numerals, _)) => {
                (chain.bytes, apart, run) = (passed, 0, run + 1);
                chain.digits += 1;
                chain.in_a_row = chain.in_a_row.max(run);
                chain.first += usize::from(run == chain.digits);
            }
            Some((Script::Letters, letter)) if b"OQILX".contains(&letter) && apart == 0 => {
                (chain.bytes, chain.digits, run) = (passed, chain.digits + 1, 0);
            }
            _ if is_invisible(c) => {}
            _ => {
                (apart, run) = (apart + 1, 0);
                if gap_of(c) == Gap::Far || apart > 3 || folded.is_some() {
                    break;
                }
            }
        }
        if chain.digits >= MOST {
            break;
        }
    }
    chain
}
