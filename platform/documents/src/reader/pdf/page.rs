//! The words of a page, in the order in which they are drawn, whatever their colour and
//! wherever on the page or beside it: what a reader doesn't see is in the file all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::fonts::{Drawn, Font};
use super::streams::{self, Unread};
use super::tokens::{Operand, Operation, Tokens};

/// Drawings within drawings at most, and drawings of one page.
const DEEPEST: usize = 12;
const MOST_FORMS: usize = 2000;
/// Operators of a page at most.
const MOST_OPERATIONS: usize = 3_000_000;
/// Bytes of a page's words at most.
const MOST_TEXT: usize = 16 << 20;
/// Text moved by so many of its own sizes begins anew: on another line, after a blank.
const NEW_LINE: f64 = 0.4;
const BLANK: f64 = 0.2;

/// A matrix as PDF writes it.
type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// What was found on a page.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Its words.
    pub text: String,
    /// Words that stand for others, kept with what is drawn.
    pub alternatives: Vec<String>,
    /// Letters whose characters the file doesn't tell.
    pub unknown: usize,
    /// Pictures by their objects, with width and height.
    pub pictures: BTreeMap<ObjectId, (usize, usize)>,
    /// Whether anything is drawn.
    pub draws: bool,
    /// Drawings within it that were drawn.
    forms: usize,
    /// Its strings, where the painter listens.
    strings: Vec<Vec<Glyph>>,
    /// Something in it was too long or packed in an unknown way.
    pub is_cut: bool,
}

/// A glyph as it is read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Glyph {
    /// Its characters; none where the file doesn't tell them.
    pub text: String,
    /// How far it moves on, in parts of the font's size.
    pub width: f64,
}

/// Reads pages; fonts are read once.
pub(super) struct Painter<'a> {
    pdf: &'a Pdf,
    /// Whether each string is kept glyph by glyph.
    listens: bool,
    fonts: BTreeMap<ObjectId, Rc<Font>>,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_gap: f64,
    word_gap: f64,
    scale: f64,
    leading: f64,
}

/// One drawing: a page, or what is drawn on it.
struct Drawing<'f> {
    state: State,
    kept: Vec<State>,
    line: Matrix,
    text: Matrix,
    found: &'f mut Found,
    listens: bool,
    /// Where the last text ended, and how it lay.
    last: Option<(Matrix, f64)>,
}

impl<'a> Painter<'a> {
    pub fn of(pdf: &'a Pdf) -> Painter<'a> {
        Painter { pdf, listens: false, fonts: BTreeMap::new() }
    }

    /// The strings of a page.
    pub fn strings(mut self, id: ObjectId) -> Vec<Vec<Glyph>> {
        self.listens = true;
        self.page(id).strings
    }

    /// The page's own drawing.
    pub fn page(&mut self, id: ObjectId) -> Found {
        let mut found = Found::default();
        let Ok(page) = self.pdf.get_dictionary(id) else { return found };
        let resources = inherited(self.pdf, page);
        let mut content = Vec::new();
        for id in self.pdf.get_page_contents(id) {
            if let Ok(stream) = self.pdf.get_object(id).and_then(Object::as_stream) {
                match streams::content(stream) {
                    Ok(bytes) => content.extend(bytes),
                    Err(_) => found.is_cut = true,
                }
                content.push(b'\n');
            }
        }
        self.draw(&content, &resources, &mut found, &mut BTreeSet::new(), IDENTITY);
        found
    }

    /// A drawing by itself, such as how a note looks.
    pub fn form(&mut self, form: &Object) -> Found {
        let mut found = Found::default();
        if let Ok(stream) = form.as_stream()
            && let Ok(content) = streams::content(stream)
        {
            let resources = dictionary(self.pdf, &stream.dict, b"Resources").cloned().unwrap_or_default();
            self.draw(&content, &resources, &mut found, &mut BTreeSet::new(), IDENTITY);
        }
        found
    }

    fn draw(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        found: &mut Found,
        open: &mut BTreeSet<ObjectId>,
        matrix: Matrix,
    ) {
        let state =
            State { matrix, font: None, size: 1.0, letter_gap: 0.0, word_gap: 0.0, scale: 1.0, leading: 0.0 };
        let mut drawing = Drawing {
            state,
            kept: Vec::new(),
            line: IDENTITY,
            text: IDENTITY,
            found,
            listens: self.listens,
            last: None,
        };
        let mut tokens = Tokens::of(content);
        let mut count = 0;
        while let Some(operation) = tokens.next() {
            count += 1;
            if count > MOST_OPERATIONS || drawing.found.text.len() > MOST_TEXT {
                drawing.found.is_cut = true;
                return;
            }
            match (operation.name, operation.operands.first()) {
                (b"Tf", Some(Operand::Name(name))) => {
                    drawing.state.font = self.font(resources, name);
                    drawing.state.size = number(operation.operands.get(1));
                }
                (b"Do", Some(Operand::Name(name))) => {
                    let matrix = drawing.state.matrix;
                    self.paint(resources, name, drawing.found, open, matrix);
                    drawing.last = None;
                }
                _ => drawing.take(&operation),
            }
        }
    }

    /// Draws what has a name: another drawing, or a picture.
    fn paint(
        &mut self,
        resources: &Dictionary,
        name: &[u8],
        found: &mut Found,
        open: &mut BTreeSet<ObjectId>,
        matrix: Matrix,
    ) {
        let Some(named) = dictionary(self.pdf, resources, b"XObject").and_then(|all| all.get(name).ok())
        else {
            return;
        };
        let Ok((id, object)) = self.pdf.dereference(named) else { return };
        let Ok(stream) = object.as_stream() else { return };
        let kind = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        found.draws = true;
        if kind == b"Image" {
            let side = |key: &[u8]| {
                stream.dict.get_deref(key, self.pdf).and_then(Object::as_i64).unwrap_or(0).max(0) as usize
            };
            found.pictures.insert(id.unwrap_or_default(), (side(b"Width"), side(b"Height")));
            return;
        }
        let id = id.unwrap_or_default();
        // One that draws itself would never end; one drawn thousands of times says nothing new.
        if kind != b"Form" || open.len() >= DEEPEST || !open.insert(id) {
            return;
        }
        found.forms += 1;
        if found.forms < MOST_FORMS {
            match streams::content(stream) {
                Ok(content) => {
                    let own = dictionary(self.pdf, &stream.dict, b"Resources").unwrap_or(resources);
                    self.draw(&content, own, found, open, matrix);
                }
                Err(Unread::TooLong | Unread::Unknown) => found.is_cut = true,
            }
        } else {
            found.is_cut = true;
        }
        open.remove(&id);
    }

    fn font(&mut self, resources: &Dictionary, name: &[u8]) -> Option<Rc<Font>> {
        let named = dictionary(self.pdf, resources, b"Font")?.get(name).ok()?;
        let (id, object) = self.pdf.dereference(named).ok()?;
        let font = object.as_dict().ok()?;
        let Some(id) = id else { return Some(Rc::new(Font::read(self.pdf, font))) };
        let pdf = self.pdf;
        Some(self.fonts.entry(id).or_insert_with(|| Rc::new(Font::read(pdf, font))).clone())
    }
}

/// The resources of a page, which it may have from the pages above it.
fn inherited(pdf: &Pdf, page: &Dictionary) -> Dictionary {
    let mut at = page;
    for _ in 0..64 {
        if let Some(resources) = dictionary(pdf, at, b"Resources") {
            return resources.clone();
        }
        match dictionary(pdf, at, b"Parent") {
            Some(parent) => at = parent,
            None => break,
        }
    }
    Dictionary::new()
}

pub(super) fn dictionary<'a>(pdf: &'a Pdf, from: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    from.get_deref(key, pdf).ok()?.as_dict().ok()
}

fn number(operand: Option<&Operand>) -> f64 {
    match operand {
        Some(Operand::Number(number)) => *number,
        _ => 0.0,
    }
}

impl Drawing<'_> {
    fn take(&mut self, operation: &Operation) {
        let at = |place: usize| number(operation.operands.get(place));
        match operation.name {
            b"q" if self.kept.len() < 1000 => self.kept.push(self.state.clone()),
            b"Q" => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.matrix = product(&matrix(&operation.operands), &self.state.matrix),
            b"BT" => (self.line, self.text) = (IDENTITY, IDENTITY),
            b"Tm" => (self.line, self.text) = (matrix(&operation.operands), matrix(&operation.operands)),
            b"Td" => self.move_by(at(0), at(1)),
            b"TD" => {
                self.state.leading = -at(1);
                self.move_by(at(0), at(1));
            }
            b"T*" => self.move_by(0.0, -self.state.leading),
            b"TL" => self.state.leading = at(0),
            b"Tc" => self.state.letter_gap = at(0),
            b"Tw" => self.state.word_gap = at(0),
            b"Tz" => self.state.scale = at(0) / 100.0,
            b"Tj" | b"TJ" => self.show(operation.operands.first()),
            b"'" => {
                self.move_by(0.0, -self.state.leading);
                self.show(operation.operands.first());
            }
            b"\"" => {
                (self.state.word_gap, self.state.letter_gap) = (at(0), at(1));
                self.move_by(0.0, -self.state.leading);
                self.show(operation.operands.get(2));
            }
            b"BDC" | b"DP" => self.keep_alternatives(operation.operands.get(1)),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"sh" | b"BI" => {
                self.found.draws = true
            }
            _ => {}
        }
    }

    fn move_by(&mut self, x: f64, y: f64) {
        self.line = product(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    fn show(&mut self, shown: Option<&Operand>) {
        self.found.draws = true;
        match shown {
            Some(Operand::Text(bytes)) => self.write(bytes),
            Some(Operand::List(list)) => {
                for operand in list {
                    match operand {
                        Operand::Text(bytes) => self.write(bytes),
                        Operand::Number(gap) => self.advance(-gap / 1000.0 * self.state.size),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else {
            self.found.unknown += bytes.len();
            self.found.strings.extend(self.listens.then(Vec::new));
            return;
        };
        let all = font.drawn(bytes);
        for drawn in &all {
            self.separate();
            match &drawn.characters {
                Some(characters) => self.found.text += characters,
                None => self.found.unknown += 1,
            }
            let gap = self.state.letter_gap + if drawn.is_blank { self.state.word_gap } else { 0.0 };
            self.advance(drawn.width / 1000.0 * self.state.size + gap);
            self.last = Some((product(&self.text, &self.state.matrix), self.state.size));
        }
        if self.listens {
            let glyph = |drawn: Drawn| Glyph {
                text: drawn.characters.unwrap_or_default(),
                width: drawn.width / 1000.0,
            };
            self.found.strings.push(all.into_iter().map(glyph).collect());
        }
    }

    fn advance(&mut self, by: f64) {
        self.text = product(&[1.0, 0.0, 0.0, 1.0, by * self.state.scale, 0.0], &self.text);
    }

    /// What lies between the last letter and the next, seen along the line of the last.
    fn separate(&mut self) {
        let text = &mut self.found.text;
        if text.is_empty() || text.ends_with('\n') {
            return;
        }
        let now = product(&self.text, &self.state.matrix);
        let Some((last, size)) = self.last else {
            text.push('\n');
            return;
        };
        let (x, y) = (now[4] - last[4], now[5] - last[5]);
        let length = last[0].hypot(last[1]).max(f64::MIN_POSITIVE);
        let size = (size.abs() * length).max(f64::MIN_POSITIVE);
        let along = (x * last[0] + y * last[1]) / length / size;
        let across = (y * last[0] - x * last[1]) / length / size;
        if across.abs() > NEW_LINE || along < -1.5 {
            text.push('\n');
        } else if along > BLANK && !text.ends_with(' ') {
            text.push(' ');
        }
    }

    fn keep_alternatives(&mut self, operand: Option<&Operand>) {
        let Some(Operand::List(list)) = operand else { return };
        for pair in list.windows(2) {
            if let [Operand::Name(key), Operand::Text(text)] = pair
                && matches!(key.as_slice(), b"ActualText" | b"Alt" | b"E")
            {
                let text = Object::String(text.clone(), lopdf::StringFormat::Literal);
                self.found.alternatives.extend(lopdf::decode_text_string(&text).ok());
            }
        }
    }
}

fn matrix(operands: &[Operand]) -> Matrix {
    std::array::from_fn(|at| number(operands.get(at)))
}

/// One matrix after the other.
fn product(first: &Matrix, then: &Matrix) -> Matrix {
    [
        first[0] * then[0] + first[1] * then[2],
        first[0] * then[1] + first[1] * then[3],
        first[2] * then[0] + first[3] * then[2],
        first[2] * then[1] + first[3] * then[3],
        first[4] * then[0] + first[5] * then[2] + then[4],
        first[4] * then[1] + first[5] * then[3] + then[5],
    ]
}
