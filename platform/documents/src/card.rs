//! The picture of a shared link (分享图): what a chat or a feed shows of a page before
//! anybody opens it. White paper, the school's name with its crest or seal over the
//! 文武线, the title, and who published it when.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::paper::png_of;
use crate::reader::Unreadable;

mod drawing;
mod lines;

/// Pixels from left to right: the shape that chats and feeds ask for.
pub const WIDTH: u32 = 1200;
/// Pixels from top to bottom.
pub const HEIGHT: u32 = 630;
/// Changes with the drawing, so that a picture drawn otherwise has another address.
pub const DRAWN: u32 = 1;

/// What a card shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The school's name.
    pub school: String,
    /// The characters of its seal, where it has no crest.
    pub seal: String,
    /// Its crest.
    pub crest: Option<Crest>,
    /// The colour of its seal and rules, `#15566e`.
    pub ink: String,
    /// What is shared.
    pub title: String,
    /// Who published it, when.
    pub foot: String,
}

/// A picture of the school's crest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crest {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub content_type: String,
    /// Its bytes, in base64.
    pub content: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl Crest {
    /// A crest of these bytes.
    pub fn new(content_type: &str, content: &[u8], width: u32, height: u32) -> Crest {
        Crest { content_type: content_type.to_owned(), content: STANDARD.encode(content), width, height }
    }
}

impl Card {
    /// The card as a PNG. A crest is somebody else's file: in the service this runs in a child.
    ///
    /// # Errors
    ///
    /// Where it cannot be drawn.
    pub fn png(&self) -> Result<Vec<u8>, Unreadable> {
        png_of(&drawing::svg(self), 1.0).map(|picture| picture.png).map_err(Unreadable::because)
    }
}

/// The child's side: a card in JSON becomes a PNG in base64.
pub(crate) fn drawn(asked: &[u8]) -> Result<String, Unreadable> {
    let card: Card = serde_json::from_slice(asked).map_err(|error| Unreadable::because(error.to_string()))?;
    card.png().map(|png| STANDARD.encode(png))
}

/// The parent's side.
pub(crate) fn received(answer: &str) -> Result<Vec<u8>, Unreadable> {
    STANDARD.decode(answer).map_err(|error| Unreadable::because(error.to_string()))
}
