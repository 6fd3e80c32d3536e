//! Counting what hits share, in the same pass that finds them.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, MonotonicallyMappableToU64, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// A value that hits share, and how many do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many.
    pub count: usize,
}

/// What hits share, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By category.
    pub categories: Vec<Facet>,
    /// By unit.
    pub units: Vec<Facet>,
    /// By what they count as.
    pub kinds: Vec<Facet>,
    /// By calendar year.
    pub years: Vec<Facet>,
}

/// Counts all hits, and each value of the four facets.
pub(crate) struct Counting;

#[derive(Default)]
pub(crate) struct Counted {
    pub total: usize,
    values: [HashMap<String, usize>; 4],
}

impl Counted {
    pub fn facets(self) -> Facets {
        let [categories, units, kinds, years] = self.values.map(|values| {
            let facets = values.into_iter().map(|(value, count)| Facet { value, count });
            let mut facets: Vec<Facet> = facets.collect();
            facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            facets
        });
        Facets { categories, units, kinds, years }
    }
}

impl Collector for Counting {
    type Fruit = Counted;
    type Child = SegmentCounting;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounting> {
        let fast = segment.fast_fields();
        let number =
            |name| Ok::<_, tantivy::TantivyError>(Values::new(fast.i64(name)?.to_u64_monotonic(), None));
        let kinds = match fast.str("information")? {
            Some(texts) => Values::new(texts.ords().clone(), Some(texts)),
            None => Values::new(Column::build_empty_column(segment.max_doc()), None),
        };
        let values = [number("category")?, number("unit")?, kinds, number("year")?];
        Ok(SegmentCounting { total: 0, values })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counted>>) -> tantivy::Result<Counted> {
        let mut all = Counted::default();
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            for (all, values) in all.values.iter_mut().zip(segment.values) {
                values.into_iter().for_each(|(value, count)| *all.entry(value).or_default() += count);
            }
        }
        Ok(all)
    }
}

pub(crate) struct SegmentCounting {
    total: usize,
    values: [Values; 4],
}

impl SegmentCollector for SegmentCounting {
    type Fruit = tantivy::Result<Counted>;

    fn collect(&mut self, document: DocId, _: Score) {
        self.total += 1;
        self.values.iter_mut().for_each(|values| values.count(document));
    }

    fn harvest(self) -> tantivy::Result<Counted> {
        let [a, b, c, d] = self.values.map(Values::named);
        Ok(Counted { total: self.total, values: [a?, b?, c?, d?] })
    }
}

/// Values lie close together (years, categories, a school's units): the first
/// so many are counted by their place, since hashing four values of each hit
/// was half the time of a search that finds everything.
const CLOSE: u64 = 4096;

/// The values of one column: numbers, or texts by their place in a dictionary.
struct Values {
    column: Column<u64>,
    texts: Option<StrColumn>,
    least: u64,
    close: Vec<usize>,
    far: HashMap<u64, usize>,
}

impl Values {
    fn new(column: Column<u64>, texts: Option<StrColumn>) -> Self {
        let least = column.min_value();
        let close = column.max_value().saturating_sub(least).saturating_add(1).min(CLOSE);
        Values { column, texts, least, close: vec![0; close as usize], far: HashMap::new() }
    }

    fn count(&mut self, document: DocId) {
        let Some(value) = self.column.first(document) else { return };
        match self.close.get_mut((value - self.least) as usize) {
            Some(count) => *count += 1,
            None => *self.far.entry(value).or_default() += 1,
        }
    }

    fn named(self) -> tantivy::Result<HashMap<String, usize>> {
        let close = (self.least..).zip(self.close).filter(|(_, count)| *count > 0);
        let mut named = HashMap::new();
        for (value, count) in close.chain(self.far) {
            named.insert(name(value, self.texts.as_ref())?, count);
        }
        Ok(named)
    }
}

fn name(value: u64, texts: Option<&StrColumn>) -> tantivy::Result<String> {
    let Some(texts) = texts else { return Ok(i64::from_u64(value).to_string()) };
    let mut text = String::new();
    texts.ord_to_str(value, &mut text)?;
    Ok(text)
}
