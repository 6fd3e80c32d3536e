//! A query whose hits are all worth the same.

use tantivy::query::{
    AllScorer, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{DocId, Score, SegmentReader, TantivyError, Term};

/// As tantivy's `ConstScoreQuery`, but what finds nothing in a segment, and a condition that all of
/// a segment meets, stay to be seen for what they are: the engine leaves them out. Else a search for
/// a word in texts goes through six places where it doesn't stand, and asks of each hit of a college
/// that has the server to itself whether it is that college's.
#[derive(Debug)]
pub(crate) struct Worth {
    query: Box<dyn Query>,
    worth: Score,
}

impl Worth {
    pub fn new(worth: Score, query: Box<dyn Query>) -> Self {
        Worth { query, worth }
    }
}

impl Clone for Worth {
    fn clone(&self) -> Self {
        Worth { query: self.query.box_clone(), worth: self.worth }
    }
}

impl Query for Worth {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        match scoring {
            EnableScoring::Enabled { searcher, .. } => {
                let weight = self.query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                Ok(Box::new(Weighed { weight, worth: self.worth }))
            }
            unscored => self.query.weight(unscored),
        }
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct Weighed {
    weight: Box<dyn Weight>,
    worth: Score,
}

impl Weight for Weighed {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scorer = self.weight.scorer(reader, 1.0)?;
        let is_left_out = scorer.is::<EmptyScorer>() || (self.worth == 0.0 && scorer.is::<AllScorer>());
        Ok(if is_left_out { scorer } else { Box::new(ConstScorer::new(scorer, boost * self.worth)) })
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            return Err(TantivyError::InvalidArgument("it doesn't match".to_owned()));
        }
        Ok(Explanation::new("worth", self.worth))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.weight.count(reader)
    }
}
