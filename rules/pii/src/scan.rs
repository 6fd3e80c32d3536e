//! A text read: first the places where something may stand (`sieve`), then those closely.

use crate::context::Context;
use crate::finding::Hit;
use crate::groups::{self, Gap, Groups, Script};
use crate::numbers::{Reader, hit};
use crate::places::Places;
use crate::{
    Finding, Kind, Level, Rules, address, letters, lists, mask, messengers, registers, secrecy, words,
};

/// Finds personal data in a text by the built-in rules, in the order of their places.
pub fn scan(text: &str) -> Vec<Finding> {
    Rules::built_in().scan(text)
}

impl Rules {
    /// Finds personal data in a text, in the order of their places. Takes time
    /// in proportion to the text, whatever stands in it.
    pub fn scan(&self, text: &str) -> Vec<Finding> {
        self.scan_at(text, &self.sieve().places(text, self))
    }

    /// As [`Rules::scan`], reading all of the text closely. It finds the same, and takes some
    /// thirty times as long: for tests.
    pub fn scan_closely(&self, text: &str) -> Vec<Finding> {
        self.scan_at(text, &Places::all_of(text))
    }

    pub(crate) fn scan_at(&self, text: &str, places: &Places) -> Vec<Finding> {
        findings(text, outermost(self.hits_at(text, places)))
    }

    /// What is found at these places, in no order, one inside another too.
    pub(crate) fn hits_at(&self, text: &str, places: &Places) -> Vec<Hit> {
        let context = Context::of(text, self, places);
        let groups = groups::split(text, &places.stretches);
        let mut hits = numbers(&groups, &context, self);
        words::find(&context, self, &mut hits);
        messengers::find(&context, self, &mut hits);
        registers::find(&context, self, &mut hits);
        lists::find(&context, self, &mut hits);
        secrecy::find(text, &places.stretches, self, &mut hits);
        letters::emails(&context, &places.stretches, self, &mut hits);
        address::find(&groups, &context, self, &mut hits);
        for pattern in self.patterns() {
            let found = pattern.regex.find_iter(text).filter(|found| !found.is_empty());
            hits.extend(
                found.map(|f| Hit::new(f.start(), f.end(), pattern.kind, pattern.level, &pattern.rule)),
            );
        }
        hits
    }
}

fn numbers(groups: &Groups, context: &Context<'_>, rules: &Rules) -> Vec<Hit> {
    let reader = Reader { groups, context };
    let mut hits = Vec::new();
    let mut at = 0;
    while at < groups.list.len() {
        let found = read(&reader, at, rules);
        at = match &found {
            Some((_, last)) => last + 1,
            None => at + 1,
        };
        hits.extend(found.map(|(hit, _)| hit));
    }
    hits
}

/// What begins at a group, and the last group of it.
fn read(reader: &Reader<'_>, at: usize, rules: &Rules) -> Option<(Hit, usize)> {
    let group = &reader.groups.list[at];
    if let Some(plate) = reader.plate(at, rules) {
        let last = reader.groups.list.partition_point(|group| group.start < plate.end) - 1;
        return Some((plate, last));
    }
    if let Some(found) = reader.badly_masked(at, rules) {
        return Some(found);
    }
    // Most groups are words and years: they go no further.
    let ends_short = match group.script {
        Script::Letters => reader.groups.gap_after(at) != Gap::Touch,
        _ => group.len() < 6 && reader.groups.gap_after(at) == Gap::Far,
    };
    if ends_short {
        return None;
    }
    let found = reader
        .number(at)
        .or_else(|| reader.uscc(at))
        .or_else(|| reader.travel_document(at))
        .or_else(|| reader.student_no(at))?;
    let mut hit = hit(reader, at, found);
    // A kind may be raised by a school; weaker evidence keeps its distance below.
    if hit.level == Rules::built_in().level(hit.kind) {
        hit.level = rules.level(hit.kind);
    }
    let phone = matches!(hit.kind, Kind::Mobile | Kind::Landline);
    if phone && rules.is_harmless_phone(hit.plain.as_deref().unwrap_or_default()) {
        (hit.level, hit.rule) = (Level::Info, "office_phone".to_owned());
    }
    Some((hit, found.0))
}

/// Drops what lies inside something larger, which takes over its level.
pub(crate) fn outermost(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| (a.start, b.end, b.level).cmp(&(b.start, a.end, a.level)));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last_mut() {
            Some(outer) if hit.end <= outer.end => outer.level = outer.level.max(hit.level),
            _ => kept.push(hit),
        }
    }
    kept
}

pub(crate) fn findings(text: &str, hits: Vec<Hit>) -> Vec<Finding> {
    let mut places: Vec<usize> = hits.iter().flat_map(|hit| [hit.start, hit.end]).collect();
    places.sort_unstable();
    places.dedup();
    let counts = characters(text, &places);
    let count = |place: usize| places.binary_search(&place).map_or(0, |at| counts[at]);
    hits.into_iter()
        .map(|hit| Finding {
            start: count(hit.start),
            end: count(hit.end),
            kind: hit.kind,
            level: hit.level,
            masked: hit.shown.unwrap_or_else(|| {
                mask::mask(hit.kind, hit.plain.as_deref().unwrap_or(&text[hit.start..hit.end]))
            }),
            rule: hit.rule,
        })
        .collect()
}

/// How many characters stand before each of these places, which are in order.
fn characters(text: &str, places: &[usize]) -> Vec<usize> {
    let (mut from, mut count) = (0, 0);
    let mut counts = Vec::with_capacity(places.len());
    for place in places {
        count += text[from..*place].chars().count();
        from = *place;
        counts.push(count);
    }
    counts
}
