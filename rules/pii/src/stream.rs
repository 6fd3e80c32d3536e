//! A text that comes block by block, however long: bounded memory, places in the whole.

use crate::places::Places;
use crate::scan::{findings, outermost};
use crate::{Finding, Rules};

/// Bytes read again with the next block, so that what stands across a cut is seen whole; all
/// that is looked at around a place is nearer.
const OVERLAP: usize = 4 << 10;
/// A line of heads longer than this is not carried over a cut.
const LONGEST_HEAD: usize = 16 << 10;

/// Finds personal data in a text that is handed over in blocks.
#[derive(Debug)]
pub struct Stream<'r> {
    rules: &'r Rules,
    /// The heads of a table that goes on; then what was kept of the text.
    buffer: String,
    /// Bytes of `buffer` that are heads of a table further up.
    carried: usize,
    /// Bytes of `buffer` of which findings were handed out.
    done: usize,
    /// Characters of the text before what `buffer` has of it.
    passed: usize,
}

impl<'r> Stream<'r> {
    /// A stream by these rules.
    pub fn new(rules: &'r Rules) -> Stream<'r> {
        Stream { rules, buffer: String::new(), carried: 0, done: 0, passed: 0 }
    }

    /// The next block; findings that are certain by now, in order. Their places count in the
    /// whole text.
    pub fn push(&mut self, block: &str) -> Vec<Finding> {
        self.buffer.push_str(block);
        if self.buffer.len() < self.carried + 4 * OVERLAP {
            return Vec::new();
        }
        let end = self.buffer.floor_char_boundary(self.buffer.len() - OVERLAP);
        let (found, places) = self.scan(end);
        self.keep(end, &places);
        found
    }

    /// What is left, after the last block.
    pub fn finish(self) -> Vec<Finding> {
        self.scan(self.buffer.len() + 1).0
    }

    /// Findings that begin in `done..end` of the buffer.
    fn scan(&self, end: usize) -> (Vec<Finding>, Places) {
        let places = self.rules.sieve().places(&self.buffer, self.rules);
        let mut hits = outermost(self.rules.hits_at(&self.buffer, &places));
        hits.retain(|hit| (self.done..end).contains(&hit.start));
        let carried = self.buffer[..self.carried].chars().count();
        let mut found = findings(&self.buffer, hits);
        for finding in &mut found {
            finding.start = finding.start - carried + self.passed;
            finding.end = finding.end - carried + self.passed;
        }
        (found, places)
    }

    /// Lets go of what is no longer needed: all but the heads of a table that goes on and the
    /// overlap before `end`.
    fn keep(&mut self, end: usize, places: &Places) {
        let from = self.buffer.floor_char_boundary((end - OVERLAP).max(self.carried));
        let table = places.tables.iter().find(|table| table.start < from && table.end > from);
        let heads = table.map(|table| {
            let line = &self.buffer[table.start..table.end];
            line[..line.find('\n').map_or(line.len(), |at| at + 1)].to_owned()
        });
        let heads = heads.filter(|heads| heads.len() <= LONGEST_HEAD).unwrap_or_default();
        // A row that is cut would lose its first columns.
        let from = match self.buffer[self.carried..from].rfind('\n') {
            Some(at) if !heads.is_empty() => self.carried + at + 1,
            _ => from,
        };
        self.passed += self.buffer[self.carried..from].chars().count();
        self.done = heads.len() + end - from;
        self.carried = heads.len();
        self.buffer.replace_range(..from, &heads);
    }
}
