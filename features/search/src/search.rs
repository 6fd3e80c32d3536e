//! Asking the index.

use tantivy::collector::TopDocs;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Searcher, TantivyDocument};
use terms::Viewer;

use crate::entry::Fields;
use crate::facets::{Counting, Facets};
use crate::highlight::{Piece, beginning, mark, snippet};
use crate::index::{Index, IndexError};
use crate::query;

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first; among equals the newest.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
}

/// What somebody asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What they typed.
    pub text: String,
    /// In this category.
    pub category: Option<i64>,
    /// Of this unit.
    pub unit: Option<i64>,
    /// Counted as this.
    pub information: Option<String>,
    /// Of this calendar year.
    pub year: Option<i64>,
    /// In this order.
    pub sort: Sort,
    /// Hits to pass over; at most [`DEEPEST`].
    pub skip: usize,
    /// Hits at most; between 1 and 100.
    pub limit: usize,
}

/// A hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The publication's number.
    pub id: i64,
    /// Its title, marked.
    pub title: Vec<Piece>,
    /// The place in the body or in an attachment, marked; where neither has it, the body's beginning.
    pub snippet: Vec<Piece>,
    /// The name of the attachment that the snippet is from, marked.
    pub attachment: Option<Vec<Piece>>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// How many in all.
    pub total: usize,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// What all of them share.
    pub facets: Facets,
}

/// A title that fits what somebody is typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The publication's number.
    pub id: i64,
    /// Its title, marked.
    pub title: Vec<Piece>,
}

/// Nobody turns pages deeper than this many hits.
pub const DEEPEST: usize = 10_000;

impl Index {
    /// Searches for a viewer, who finds only what they may read.
    pub fn search(&self, request: &Request, viewer: &Viewer) -> Result<Results, IndexError> {
        let live = self.live();
        let asked = query::asked(&request.text);
        let query = query::whole(&live.fields, request, viewer, &asked);
        let searcher = live.reader.searcher();
        let top = TopDocs::with_limit(request.limit.clamp(1, 100)).and_offset(request.skip.min(DEEPEST));
        let (places, counted) = match request.sort {
            // Without a word nothing is more relevant than another.
            Sort::Relevance if !asked.is_empty() => {
                let best = top.order_by((SortBySimilarityScore, time(), number()));
                let (hits, counted) = searcher.search(&query, &(best, Counting))?;
                (hits.into_iter().map(|(_, place)| place).collect::<Vec<_>>(), counted)
            }
            _ => {
                let newest = top.order_by((time(), number()));
                let (hits, counted) = searcher.search(&query, &(newest, Counting))?;
                (hits.into_iter().map(|(_, place)| place).collect(), counted)
            }
        };
        let hits = places.into_iter().map(|place| hit(&live.fields, &searcher, place, &asked));
        Ok(Results { hits: hits.collect::<Result<_, _>>()?, total: counted.total, facets: counted.facets() })
    }

    /// What comes near to what was typed, the nearest first: for when nothing has it as it was
    /// typed (录取分数线, where the text says 录取最低分). Half of its pairs of characters must be there.
    pub fn near(&self, request: &Request, viewer: &Viewer) -> Result<Vec<Hit>, IndexError> {
        let live = self.live();
        let pairs = query::pairs(&query::asked(&request.text));
        if pairs.len() < 2 {
            return Ok(Vec::new());
        }
        let query = query::near(&live.fields, request, viewer, &pairs);
        let searcher = live.reader.searcher();
        let top = TopDocs::with_limit(request.limit.clamp(1, 100));
        let found = searcher.search(&query, &top.order_by((SortBySimilarityScore, time(), number())))?;
        found.into_iter().map(|(_, place)| hit(&live.fields, &searcher, place, &pairs)).collect()
    }

    /// Titles that hold what somebody is typing: those that begin with it
    /// first, then the newest. Nothing for nothing.
    pub fn suggest(&self, text: &str, viewer: &Viewer, limit: usize) -> Result<Vec<Suggestion>, IndexError> {
        let live = self.live();
        let asked = query::asked(text);
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let query = query::titles(&live.fields, viewer, &asked);
        let searcher = live.reader.searcher();
        let top = TopDocs::with_limit(limit.clamp(1, 100));
        let found = searcher.search(&query, &top.order_by((SortBySimilarityScore, time(), number())))?;
        let suggestions = found.into_iter().map(|(_, place)| {
            let hit = Shown::read(&searcher, place)?;
            Ok(Suggestion {
                id: hit.id(&live.fields),
                title: mark(hit.text(live.fields.shown_title), &asked),
            })
        });
        suggestions.collect()
    }
}

fn time() -> SortByStaticFastValue<i64> {
    SortByStaticFastValue::for_field("published")
}

/// Imported history often has a day only: the later number is the newer one.
fn number() -> SortByStaticFastValue<i64> {
    SortByStaticFastValue::for_field("id")
}

fn hit(
    fields: &Fields,
    searcher: &Searcher,
    place: DocAddress,
    asked: &[Vec<char>],
) -> Result<Hit, IndexError> {
    let shown = Shown::read(searcher, place)?;
    let body = shown.text(fields.shown_body);
    let in_body = snippet(body, asked);
    let in_attachment = if in_body.is_none() { shown.attachment(fields, asked) } else { None };
    let (attachment, snippet) = match in_attachment {
        Some((name, snippet)) => (Some(name), snippet),
        None => (None, in_body.unwrap_or_else(|| beginning(body, asked))),
    };
    Ok(Hit { id: shown.id(fields), title: mark(shown.text(fields.shown_title), asked), snippet, attachment })
}

/// What is stored of a hit.
struct Shown(TantivyDocument);

impl Shown {
    fn read(searcher: &Searcher, place: DocAddress) -> Result<Self, IndexError> {
        Ok(Shown(searcher.doc(place)?))
    }

    fn id(&self, fields: &Fields) -> i64 {
        self.0.get_first(fields.id).and_then(|value| value.as_i64()).unwrap_or_default()
    }

    fn text(&self, field: Field) -> &str {
        self.texts(field).next().unwrap_or_default()
    }

    fn texts(&self, field: Field) -> impl Iterator<Item = &str> {
        self.0.get_all(field).filter_map(|value| value.as_str())
    }

    /// The first attachment that has a piece in its text or its name, and where.
    fn attachment(&self, fields: &Fields, asked: &[Vec<char>]) -> Option<(Vec<Piece>, Vec<Piece>)> {
        let texts = self.texts(fields.shown_attachment);
        self.texts(fields.shown_attachment_name).zip(texts).find_map(|(name, text)| {
            let name = mark(name, asked);
            let named = name.iter().any(|piece| piece.is_hit);
            let place = snippet(text, asked).or_else(|| named.then(|| beginning(text, asked)))?;
            Some((name, place))
        })
    }
}
