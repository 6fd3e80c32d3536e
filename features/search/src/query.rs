//! What is asked, and what is found.

use std::collections::HashMap;

use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, Order, Searcher, TantivyDocument, Term};
use terms::Viewer;

use crate::grams::pieces;
use crate::highlight::{Piece, mark, snippet};
use crate::index::{Fields, Index, IndexError};

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
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
    /// Hits to pass over.
    pub skip: usize,
    /// Hits at most.
    pub limit: usize,
}

/// A hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The publication's number.
    pub id: i64,
    /// Its title, marked.
    pub title: Vec<Piece>,
    /// The place in the body, marked.
    pub snippet: Vec<Piece>,
}

/// A value that hits share, and how many do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many.
    pub count: usize,
}

/// What hits share.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// By category.
    pub categories: Vec<Facet>,
    /// By unit.
    pub units: Vec<Facet>,
    /// By calendar year.
    pub years: Vec<Facet>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// How many in all.
    pub total: usize,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// What they share.
    pub facets: Facets,
}

/// A query of more characters is cut: nobody types one, and it costs.
const MOST_CHARS: usize = 100;
/// Of more pieces only the first are asked for.
const MOST_PIECES: usize = 8;
/// Nobody turns pages deeper than this.
const DEEPEST: usize = 10_000;
/// A title that holds the words is worth so much more than a body.
const TITLE: f32 = 8.0;
const NUMBERS: f32 = 6.0;

impl Index {
    /// Searches for a viewer, who finds only what they may read.
    pub fn search(&self, request: &Request, viewer: &Viewer) -> Result<Results, IndexError> {
        let text: String = request.text.chars().take(MOST_CHARS).collect();
        let asked: Vec<Vec<char>> = pieces(&text).into_iter().take(MOST_PIECES).collect();
        let query = self.query(request, viewer, &asked);
        let searcher = self.reader.searcher();
        let all = searcher.search(&query, &DocSetCollector)?;
        let facets = facets(&searcher, &all)?;
        let limit = request.limit.clamp(1, 100);
        let skip = request.skip.min(DEEPEST);
        let top = TopDocs::with_limit(limit).and_offset(skip);
        let places: Vec<DocAddress> = match (request.sort, asked.is_empty()) {
            (Sort::Relevance, false) => {
                searcher.search(&query, &top.order_by_score())?.into_iter().map(|(_, place)| place).collect()
            }
            _ => {
                let by_time = top.order_by_fast_field::<i64>("published", Order::Desc);
                searcher.search(&query, &by_time)?.into_iter().map(|(_, place)| place).collect()
            }
        };
        let hits =
            places.into_iter().map(|place| self.hit(&searcher, place, &asked)).collect::<Result<_, _>>()?;
        Ok(Results { total: all.len(), hits, facets })
    }

    fn query(&self, request: &Request, viewer: &Viewer, asked: &[Vec<char>]) -> BooleanQuery {
        let fields = &self.fields;
        let must = |query: Box<dyn Query>| (Occur::Must, query);
        let exact = |term: Term| -> Box<dyn Query> {
            Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), 0.0))
        };
        let mut parts = vec![must(exact(Term::from_field_i64(fields.school, viewer.school.0)))];
        let audiences = viewer
            .audiences()
            .into_iter()
            .map(|audience| (Occur::Should, exact(Term::from_field_text(fields.audience, audience.code()))));
        parts.push(must(Box::new(BooleanQuery::new(audiences.collect()))));
        parts.extend(request.category.map(|c| must(exact(Term::from_field_i64(fields.category, c)))));
        parts.extend(request.unit.map(|u| must(exact(Term::from_field_i64(fields.unit, u)))));
        parts.extend(request.year.map(|y| must(exact(Term::from_field_i64(fields.year, y)))));
        let information = request.information.as_deref();
        parts.extend(information.map(|i| must(exact(Term::from_field_text(fields.information, i)))));
        for piece in asked {
            parts.push(must(Box::new(anywhere(fields, piece))));
        }
        if asked.is_empty() {
            parts.push(must(Box::new(AllQuery)));
        }
        BooleanQuery::new(parts)
    }

    fn hit(&self, searcher: &Searcher, place: DocAddress, asked: &[Vec<char>]) -> Result<Hit, IndexError> {
        let document: TantivyDocument = searcher.doc(place)?;
        let text =
            |field: Field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let id = document.get_first(self.fields.id).and_then(|value| value.as_i64()).unwrap_or_default();
        Ok(Hit {
            id,
            title: mark(text(self.fields.title), asked),
            snippet: snippet(text(self.fields.body), asked),
        })
    }
}

/// The piece in the title, the numbers or the body.
fn anywhere(fields: &Fields, piece: &[char]) -> BooleanQuery {
    let places = [
        (fields.title, fields.title_chars, TITLE),
        (fields.numbers, fields.numbers_chars, NUMBERS),
        (fields.body, fields.body_chars, 1.0),
    ];
    let queries = places.map(|(bigrams, chars, boost)| -> (Occur, Box<dyn Query>) {
        (Occur::Should, Box::new(BoostQuery::new(phrase(bigrams, chars, piece), boost)))
    });
    BooleanQuery::new(queries.into())
}

/// A piece as a phrase of bigrams, built by hand: what is typed holds no operators.
fn phrase(bigrams: Field, chars: Field, piece: &[char]) -> Box<dyn Query> {
    let term = |field, chars: &[char]| Term::from_field_text(field, &chars.iter().collect::<String>());
    match piece {
        [single] => Box::new(TermQuery::new(term(chars, &[*single]), IndexRecordOption::Basic)),
        [_, _] => Box::new(TermQuery::new(term(bigrams, piece), IndexRecordOption::WithFreqs)),
        _ => {
            let terms = piece.windows(2).enumerate().map(|(position, pair)| (position, term(bigrams, pair)));
            Box::new(PhraseQuery::new_with_offset(terms.collect()))
        }
    }
}

fn facets(searcher: &Searcher, all: &std::collections::HashSet<DocAddress>) -> Result<Facets, IndexError> {
    let mut counts: [HashMap<i64, usize>; 3] = Default::default();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let columns: [Column<i64>; 3] = [
            segment.fast_fields().i64("category")?,
            segment.fast_fields().i64("unit")?,
            segment.fast_fields().i64("year")?,
        ];
        for place in all.iter().filter(|place| place.segment_ord as usize == ordinal) {
            for (column, counts) in columns.iter().zip(&mut counts) {
                if let Some(value) = column.first(place.doc_id) {
                    *counts.entry(value).or_default() += 1;
                }
            }
        }
    }
    let [categories, units, years] = counts.map(|counts| {
        let mut facets: Vec<Facet> =
            counts.into_iter().map(|(value, count)| Facet { value: value.to_string(), count }).collect();
        facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        facets
    });
    Ok(Facets { categories, units, years })
}
