//! From what somebody typed to what the engine is asked. Everything is built by
//! hand: no character that is typed is an operator.

use tantivy::Term;
use tantivy::query::{BooleanQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use terms::{Audience, Viewer};

use crate::entry::{Fields, Searched};
use crate::grams::{END, START, pieces};
use crate::search::Request;
use crate::worth::Worth;

/// A query of more characters is cut: nobody types one, and it costs.
const MOST_CHARS: usize = 100;
/// Of more pieces only the first are asked for.
const MOST_PIECES: usize = 8;
/// Of more pairs only the first are asked for, where nothing was found as it was typed.
const MOST_PAIRS: usize = 24;

/// What a piece is worth where it stands; the best place counts. Two words in
/// a title (5 + 5) go before one that is the title (7) and one in a text (2).
/// Among equals the newest comes first.
const WHOLE_TITLE: f32 = 7.0;
const TITLE_BEGINS: f32 = 6.0;
const TITLE: f32 = 5.0;
const NUMBERS: f32 = 3.0;
const BODY: f32 = 2.0;
const ATTACHMENTS: f32 = 1.0;

type Part = Box<dyn Query>;

/// What somebody typed, bounded and cut into pieces that must all be there.
pub(crate) fn asked(text: &str) -> Vec<Vec<char>> {
    let text: String = text.chars().take(MOST_CHARS).collect();
    pieces(&text).into_iter().take(MOST_PIECES).collect()
}

/// The pairs of characters in what somebody typed, each once.
pub(crate) fn pairs(asked: &[Vec<char>]) -> Vec<Vec<char>> {
    let mut pairs: Vec<Vec<char>> = Vec::new();
    for pair in asked.iter().flat_map(|piece| piece.windows(2)) {
        if pairs.len() < MOST_PAIRS && !pairs.iter().any(|known| known == pair) {
            pairs.push(pair.to_vec());
        }
    }
    pairs
}

/// Everything a request asks for, as far as its viewer may read it.
pub(crate) fn whole(
    fields: &Fields,
    request: &Request,
    viewer: &Viewer,
    asked: &[Vec<char>],
) -> BooleanQuery {
    let mut parts = conditions(fields, request, viewer);
    parts.extend(asked.iter().map(|piece| anywhere(fields, piece)));
    BooleanQuery::intersection(parts)
}

/// What has half of the pairs at least, wherever they stand.
pub(crate) fn near(fields: &Fields, request: &Request, viewer: &Viewer, pairs: &[Vec<char>]) -> BooleanQuery {
    let clauses = pairs.iter().map(|pair| (Occur::Should, anywhere(fields, pair))).collect();
    let half = BooleanQuery::with_minimum_required_clauses(clauses, pairs.len().div_ceil(2));
    let mut parts = conditions(fields, request, viewer);
    parts.push(Box::new(half));
    BooleanQuery::intersection(parts)
}

/// What a hit must be, whatever its words are.
fn conditions(fields: &Fields, request: &Request, viewer: &Viewer) -> Vec<Part> {
    let mut parts = readable(fields, viewer);
    let number = |field, value| exact(Term::from_field_i64(field, value));
    parts.extend(request.category.map(|category| number(fields.category, category)));
    parts.extend(request.unit.map(|unit| number(fields.unit, unit)));
    parts.extend(request.year.map(|year| number(fields.year, year)));
    let information = request.information.as_deref();
    parts.extend(information.map(|name| exact(Term::from_field_text(fields.information, name))));
    parts
}

/// What has these pieces in its title.
pub(crate) fn titles(fields: &Fields, viewer: &Viewer, asked: &[Vec<char>]) -> BooleanQuery {
    let mut parts = readable(fields, viewer);
    parts.extend(asked.iter().map(|piece| best(in_title(fields, piece))));
    BooleanQuery::intersection(parts)
}

/// What a viewer may read: [`Viewer::may_read`], asked of the index.
fn readable(fields: &Fields, viewer: &Viewer) -> Vec<Part> {
    let audience = |audience: Audience| exact(Term::from_field_text(fields.audience, audience.code()));
    let mut audiences: Vec<Part> = viewer.audiences().into_iter().map(audience).collect();
    if viewer.sees_all_drafts() {
        audiences.push(audience(Audience::Some));
    } else if let Some(unit) = viewer.person.as_ref().and_then(|person| person.unit) {
        let of_the_unit = exact(Term::from_field_i64(fields.unit, unit.0));
        audiences.push(Box::new(BooleanQuery::intersection(vec![audience(Audience::Some), of_the_unit])));
    }
    let school = exact(Term::from_field_i64(fields.school, viewer.school.0));
    let audience = match audiences.len() {
        1 => audiences.remove(0),
        _ => Box::new(BooleanQuery::union(audiences)),
    };
    vec![school, audience]
}

/// The piece in the title, the numbers, the body or an attachment.
fn anywhere(fields: &Fields, piece: &[char]) -> Part {
    let mut places = in_title(fields, piece);
    places.push(worth(NUMBERS, substring(fields.numbers, piece)));
    places.push(worth(BODY, substring(fields.body, piece)));
    places.push(worth(ATTACHMENTS, substring(fields.attachments, piece)));
    best(places)
}

fn in_title(fields: &Fields, piece: &[char]) -> Vec<Part> {
    let begins = [&[START], piece].concat();
    let whole = [&begins[..], &[END]].concat();
    vec![
        worth(WHOLE_TITLE, substring(fields.title, &whole)),
        worth(TITLE_BEGINS, substring(fields.title, &begins)),
        worth(TITLE, substring(fields.title, piece)),
    ]
}

/// The characters in this order, with nothing between them.
fn substring(field: Searched, characters: &[char]) -> Part {
    let term = |field: Field, characters: &[char]| {
        Term::from_field_text(field, &characters.iter().collect::<String>())
    };
    match characters {
        [_] => Box::new(TermQuery::new(term(field.single, characters), IndexRecordOption::Basic)),
        [_, _] => Box::new(TermQuery::new(term(field.pairs, characters), IndexRecordOption::Basic)),
        _ => {
            let pairs = characters.windows(2).map(|pair| term(field.pairs, pair));
            Box::new(PhraseQuery::new(pairs.collect()))
        }
    }
}

fn best(places: Vec<Part>) -> Part {
    Box::new(DisjunctionMaxQuery::new(places))
}

fn worth(worth: f32, part: Part) -> Part {
    Box::new(Worth::new(worth, part))
}

/// A condition: it says nothing of how good a hit is.
fn exact(term: Term) -> Part {
    worth(0.0, Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
}
