//! The words of a paragraph with what little of their looks has a meaning.

use crate::html::escape;

/// What a run of words is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Format {
    pub is_strong: bool,
    pub is_emphasised: bool,
    pub place: Place,
    /// Where it leads.
    pub link: Option<String>,
}

/// Above the line or below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    Line,
    Above,
    Below,
}

/// A paragraph's pieces, neighbours of one format joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    format: Format,
    html: String,
    text: String,
}

impl Line {
    /// Adds words.
    pub fn words(&mut self, format: &Format, text: &str) {
        self.add(format, escape(text), text);
    }

    /// Adds what is not words: a picture, a break.
    pub fn mark(&mut self, format: &Format, html: &str) {
        self.add(format, html.to_owned(), if html == "<br>" { "\n" } else { "" });
    }

    fn add(&mut self, format: &Format, html: String, text: &str) {
        match self.pieces.last_mut() {
            Some(last) if last.format == *format => {
                last.html += &html;
                last.text += text;
            }
            _ => self.pieces.push(Piece { format: format.clone(), html, text: text.to_owned() }),
        }
    }

    /// Puts words before all others.
    pub fn begin_with(&mut self, text: &str) {
        let format = self.pieces.first().map(|first| first.format.clone()).unwrap_or_default();
        let piece = Piece { format, html: escape(text), text: text.to_owned() };
        self.pieces.insert(0, piece);
    }

    /// The words alone.
    pub fn text(&self) -> String {
        let text: String = self.pieces.iter().map(|piece| piece.text.as_str()).collect();
        text.trim_matches(is_blank).to_owned()
    }

    /// Whether there is neither a word nor a picture.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty() && !self.pieces.iter().any(|piece| piece.html.contains("<img"))
    }

    /// Whether there is a picture.
    pub fn has_picture(&self) -> bool {
        self.pieces.iter().any(|piece| piece.html.contains("<img"))
    }

    /// Whether all its words are strong.
    pub fn is_strong(&self) -> bool {
        let worded = |piece: &&Piece| !piece.text.trim_matches(is_blank).is_empty();
        let mut pieces = self.pieces.iter().filter(worded).peekable();
        pieces.peek().is_some() && pieces.all(|piece| piece.format.is_strong)
    }

    /// As HTML; in a heading or a head of a column nothing is strong besides.
    pub fn html(&self, keeps_strong: bool) -> String {
        let html: String = self.pieces.iter().map(|piece| piece.html(keeps_strong)).collect();
        let html = html.trim_matches(is_blank);
        let html = html.strip_suffix("<br>").unwrap_or(html);
        html.trim_matches(is_blank).to_owned()
    }
}

/// White space, the full-width one too by which people indent.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{a0}'
}

impl Piece {
    fn html(&self, keeps_strong: bool) -> String {
        // Around blanks alone a tag says nothing.
        if self.html.trim_matches(is_blank).is_empty() {
            return self.html.clone();
        }
        let mut html = self.html.clone();
        let mut within = |tag: &str| html = format!("<{tag}>{html}</{tag}>");
        match self.format.place {
            Place::Line => {}
            Place::Above => within("sup"),
            Place::Below => within("sub"),
        }
        if self.format.is_emphasised {
            within("em");
        }
        if self.format.is_strong && keeps_strong {
            within("strong");
        }
        match &self.format.link {
            Some(link) => format!("<a href=\"{}\">{html}</a>", escape(link)),
            None => html,
        }
    }
}
