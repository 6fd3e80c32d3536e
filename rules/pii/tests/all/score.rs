//! Precision and recall, per kind and over all.

use std::collections::BTreeMap;

/// A value that stands in a text; places count characters.
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub kind: String,
}

#[derive(Default)]
struct Count {
    hits: u32,
    missed: u32,
    wrong: u32,
}

/// What was found of what stands there, for some kinds of finding.
pub struct Score {
    counts: BTreeMap<String, Count>,
    told: u32,
}

/// Slips of which a test tells at most.
const MOST_TOLD: u32 = 40;

impl Score {
    pub fn new(kinds: &[&str]) -> Score {
        Score { counts: kinds.iter().map(|kind| ((*kind).to_owned(), Count::default())).collect(), told: 0 }
    }

    /// Counts a text: a hit covers the value's own characters and has its kind.
    pub fn count(&mut self, text: &str, spans: &[Span]) {
        let mut found = pii::scan(text);
        found.retain(|finding| self.counts.contains_key(finding.kind.code()));
        for span in spans {
            let at = found.iter().position(|finding| {
                finding.kind.code() == span.kind && finding.start <= span.start && finding.end >= span.end
            });
            let count = self.counts.get_mut(&span.kind).unwrap();
            match at {
                Some(at) => {
                    found.remove(at);
                    count.hits += 1;
                }
                None => {
                    count.missed += 1;
                    self.slip(&format!("missed {} in {text}", span.kind));
                }
            }
        }
        for finding in found {
            self.counts.get_mut(finding.kind.code()).unwrap().wrong += 1;
            self.slip(&format!("wrong {} by {} in {text}", finding.kind.code(), finding.rule));
        }
    }

    fn slip(&mut self, what: &str) {
        self.told += 1;
        if self.told <= MOST_TOLD {
            println!("{what}");
        }
    }

    pub fn tell(&self) {
        for (kind, count) in &self.counts {
            let (precision, recall) = shares([count].into_iter());
            println!(
                "{kind}: precision {precision:.4}, recall {recall:.4} ({} found, {} missed, {} wrong)",
                count.hits, count.missed, count.wrong
            );
        }
        let (precision, recall) = shares(self.counts.values());
        println!("over all: precision {precision:.4}, recall {recall:.4}");
    }

    /// The bounds that the project holds to.
    #[track_caller]
    pub fn check(&self) {
        let (precision, recall) = shares(self.counts.values());
        assert!(recall >= 0.99 && precision >= 0.98, "precision {precision:.4}, recall {recall:.4}");
    }
}

fn shares<'a>(counts: impl Iterator<Item = &'a Count>) -> (f64, f64) {
    let (mut hits, mut missed, mut wrong) = (0, 0, 0);
    for count in counts {
        hits += count.hits;
        missed += count.missed;
        wrong += count.wrong;
    }
    let of = |whole: u32| if whole == 0 { 1.0 } else { f64::from(hits) / f64::from(whole) };
    (of(hits + wrong), of(hits + missed))
}
