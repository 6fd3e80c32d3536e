//! Goes through the content of a page and of the forms on it, as a viewer does, and notes each
//! string that is shown: where it stands in its stream, and where on the page.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::clean::is_named;
use super::fonts::{Font, as_number, get};
use super::matrix::{Matrix, Quad};
use super::tokens::{Operand, Operator, operators};

/// A stream of operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stream {
    /// All contents of the page, one after another.
    Page,
    Form(ObjectId),
}

/// A string that is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub stream: Stream,
    /// The operator in its stream, and which of its strings it is.
    pub operator: usize,
    pub item: usize,
    pub text: Vec<u8>,
    pub state: State,
}

/// How text is shown.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub font: Option<Rc<Font>>,
    pub size: f64,
    pub character_spacing: f64,
    pub word_spacing: f64,
    /// 1 where letters are as wide as they are.
    pub scaling: f64,
    leading: f64,
    rise: f64,
    /// 3 is invisible, more than that cuts out what comes after.
    pub mode: f64,
    /// The place of the next glyph on the page.
    pub matrix: Matrix,
    line: Matrix,
    page: Matrix,
}

impl Default for State {
    fn default() -> State {
        State {
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scaling: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0.0,
            matrix: Matrix::ONE,
            line: Matrix::ONE,
            page: Matrix::ONE,
        }
    }
}

impl State {
    /// From the font's own measure, 1 for its size, to the page.
    pub fn on_page(&self) -> Matrix {
        let own = Matrix([self.size * self.scaling, 0.0, 0.0, self.size, 0.0, self.rise]);
        own.then(&self.matrix).then(&self.page)
    }

    /// Moves on after a glyph of this width, or by a number between strings.
    pub fn advance(&mut self, width: f64, spacing: f64) {
        let far = width * self.size + spacing;
        let is_vertical = self.font.as_ref().is_some_and(|font| font.vertical);
        let (x, y) = if is_vertical { (0.0, far) } else { (far * self.scaling, 0.0) };
        self.matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.matrix);
    }

    /// The spacing after a code.
    pub fn spacing(&self, code: u32) -> f64 {
        let is_space = code == 32 && self.font.as_ref().is_some_and(|font| font.code_bytes == Some(1));
        self.character_spacing + if is_space { self.word_spacing } else { 0.0 }
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.line);
        self.matrix = self.line;
    }
}

/// What is shown on a page.
#[derive(Default)]
pub(super) struct Walk {
    pub shown: Vec<Shown>,
    /// The operators of each stream.
    pub streams: BTreeMap<Stream, (Vec<u8>, Vec<Operator>)>,
    /// Where pictures lie.
    pub pictures: Vec<Quad>,
    /// Text is shown by operators that the reader leaves out.
    pub unheard: bool,
    /// One name stands for several fonts, which the reader takes for one.
    pub mixed_fonts: bool,
    /// More opened than closed on the page itself; below zero where more is closed.
    pub unbalanced: i64,
    names: BTreeMap<Vec<u8>, Option<ObjectId>>,
    fonts: BTreeMap<ObjectId, Rc<Font>>,
}

/// Forms in forms at most.
const DEPTH: usize = 12;
/// Operators of a page at most, forms counted each time.
const MOST: usize = 5_000_000;

/// Goes through a page; none where its content can't be read.
pub(super) fn walk(pdf: &Pdf, page: ObjectId) -> Option<Walk> {
    let mut walk = Walk::default();
    let resources = inherited(pdf, page, b"Resources").and_then(|object| object.as_dict().ok());
    let none = Dictionary::new();
    let content = pdf.get_page_content(page).ok()?;
    let passage = Passage { pdf, stream: Stream::Page, resources: resources.unwrap_or(&none), depth: 0 };
    walk.pass(&passage, content, State::default(), &mut MOST.clone())?;
    Some(walk)
}

/// An entry of a page, or of what it lies in.
fn inherited<'a>(pdf: &'a Pdf, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = pdf.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Some(found) = get(pdf, node, key) {
            return Some(found);
        }
        node = get(pdf, node, b"Parent")?.as_dict().ok()?;
    }
    None
}

struct Passage<'a> {
    pdf: &'a Pdf,
    stream: Stream,
    resources: &'a Dictionary,
    depth: usize,
}

impl<'a> Passage<'a> {
    fn resource(&self, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        get(self.pdf, self.resources, kind)?.as_dict().ok()?.get(name).ok()
    }
}

impl Walk {
    fn pass(&mut self, at: &Passage, content: Vec<u8>, state: State, left: &mut usize) -> Option<()> {
        let operators = operators(&content)?;
        *left = left.checked_sub(operators.len())?;
        let mut state = state;
        let mut saved = Vec::new();
        for (number, operator) in operators.iter().enumerate() {
            match operator.name.as_str() {
                "q" => saved.push(state.clone()),
                "Q" => match saved.pop() {
                    Some(before) => state = before,
                    None if at.stream == Stream::Page => self.unbalanced -= 1,
                    None => {}
                },
                "Tj" | "TJ" | "'" | "\"" => self.show(at, number, operator, &mut state),
                "Do" => self.draw(at, operator, &state, left)?,
                "BI" => self.pictures.push(Quad::of(&state.page, 0.0, 0.0, 1.0, 1.0)),
                "Tf" => self.set_font(at, operator, &mut state),
                _ => set(&mut state, operator),
            }
        }
        if at.stream == Stream::Page {
            self.unbalanced += saved.len() as i64;
        }
        self.streams.insert(at.stream, (content, operators));
        Some(())
    }

    fn show(&mut self, at: &Passage, number: usize, operator: &Operator, state: &mut State) {
        let strings = match operator.operands.last() {
            Some(Operand::Array(items)) => items.as_slice(),
            Some(one @ Operand::Text(_)) => std::slice::from_ref(one),
            _ => return,
        };
        self.unheard |= matches!(operator.name.as_str(), "'" | "\"")
            && strings.iter().any(|string| matches!(string, Operand::Text(text) if !text.is_empty()));
        for (item, string) in strings.iter().enumerate() {
            match string {
                Operand::Number(back) => state.advance(-back / 1000.0, 0.0),
                Operand::Text(text) => {
                    let (stream, text) = (at.stream, text.clone());
                    let codes = codes(&text, state.font.as_deref().and_then(|font| font.code_bytes));
                    let shown = Shown { stream, operator: number, item, text, state: state.clone() };
                    self.shown.push(shown);
                    for code in codes {
                        let width = state.font.as_ref().and_then(|font| font.width(code));
                        state.advance(width.unwrap_or(0.5), state.spacing(code));
                    }
                }
                _ => {}
            }
        }
    }

    fn set_font(&mut self, at: &Passage, operator: &Operator, state: &mut State) {
        state.size = operator.operands.last().and_then(Operand::number).unwrap_or(0.0);
        let Some(name) = operator.name_operand() else { return };
        let object = at.resource(b"Font", name);
        let id = object.and_then(|object| object.as_reference().ok());
        self.mixed_fonts |= *self.names.entry(name.to_vec()).or_insert(id) != id;
        let known = id.and_then(|id| self.fonts.get(&id).cloned());
        state.font = known.or_else(|| object.and_then(|object| Font::of(at.pdf, object)).map(Rc::new));
        if let (Some(id), Some(font)) = (id, &state.font) {
            self.fonts.insert(id, font.clone());
        }
    }

    fn draw(&mut self, at: &Passage, operator: &Operator, state: &State, left: &mut usize) -> Option<()> {
        let Some(object) = operator.name_operand().and_then(|name| at.resource(b"XObject", name)) else {
            return Some(());
        };
        let (Ok(id), Ok((_, Object::Stream(form)))) = (object.as_reference(), at.pdf.dereference(object))
        else {
            return Some(());
        };
        if !form.dict.get(b"Subtype").is_ok_and(|kind| is_named(kind, b"Form")) {
            self.pictures.push(Quad::of(&state.page, 0.0, 0.0, 1.0, 1.0));
            return Some(());
        }
        if at.depth > DEPTH {
            return None;
        }
        let resources = get(at.pdf, &form.dict, b"Resources").and_then(|object| object.as_dict().ok());
        let resources = resources.unwrap_or(at.resources);
        let mut inner = state.clone();
        inner.page = form_matrix(at.pdf, &form.dict).then(&state.page);
        let content = form.get_plain_content().unwrap_or_else(|_| form.content.clone());
        let passage = Passage { pdf: at.pdf, stream: Stream::Form(id), resources, depth: at.depth + 1 };
        self.pass(&passage, content, inner, left)
    }
}

fn form_matrix(pdf: &Pdf, form: &Dictionary) -> Matrix {
    let numbers = get(pdf, form, b"Matrix").and_then(|matrix| matrix.as_array().ok());
    let numbers: Option<Vec<f64>> =
        numbers.and_then(|numbers| numbers.iter().map(|number| as_number(pdf, number)).collect());
    numbers.and_then(|numbers| numbers.try_into().ok()).map_or(Matrix::ONE, Matrix)
}

/// The operators that change how and where text is shown.
fn set(state: &mut State, operator: &Operator) {
    let one = || operator.operands.last().and_then(Operand::number).unwrap_or_default();
    match operator.name.as_str() {
        "cm" => {
            let matrix = operator.numbers().map_or(Matrix::ONE, Matrix);
            state.page = matrix.then(&state.page);
        }
        "BT" => (state.matrix, state.line) = (Matrix::ONE, Matrix::ONE),
        "Tm" => {
            state.line = operator.numbers().map_or(Matrix::ONE, Matrix);
            state.matrix = state.line;
        }
        "Td" | "TD" => {
            let [x, y] = operator.numbers().unwrap_or_default();
            if operator.name == "TD" {
                state.leading = -y;
            }
            state.move_line(x, y);
        }
        "T*" => state.move_line(0.0, -state.leading),
        "Tc" => state.character_spacing = one(),
        "Tw" => state.word_spacing = one(),
        "Tz" => state.scaling = one() / 100.0,
        "TL" => state.leading = one(),
        "Ts" => state.rise = one(),
        "Tr" => state.mode = one(),
        _ => {}
    }
}

/// The codes of a string.
pub(super) fn codes(text: &[u8], bytes: Option<usize>) -> Vec<u32> {
    let code = |bytes: &[u8]| bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
    text.chunks_exact(bytes.unwrap_or(1).max(1)).map(code).collect()
}

/// Replaces ranges of a stream, which are in their order.
pub(super) fn spliced(content: &[u8], changes: &[(Range<usize>, String)]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut at = 0;
    for (range, new) in changes {
        out.extend(&content[at..range.start]);
        out.extend(new.as_bytes());
        at = range.end;
    }
    out.extend(&content[at..]);
    out
}
