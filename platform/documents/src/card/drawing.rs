//! A card as SVG. All of it is set from the middle: chats cut a square out of it.

use super::lines::{ems, set};
use super::{Card, HEIGHT, WIDTH};
use crate::html::escape;

/// Left and right of everything but the bands.
const MARGIN: f32 = 80.0;
const MIDDLE: f32 = WIDTH as f32 / 2.0;
/// The school's name: its base line, its size at most.
const NAME_LINE: f32 = 136.0;
const NAME_SIZE: f32 = 46.0;
/// The crest or seal: its top and its height.
const MARK_TOP: f32 = 66.0;
const MARK_HEIGHT: f32 = 96.0;
const MARK_GAP: f32 = 28.0;
/// The 文武线 under the name.
const RULE: f32 = 196.0;
/// The title stands in the middle between these.
const TITLE: (f32, f32) = (214.0, 520.0);
const LEADING: f32 = 1.34;
const FOOT_LINE: f32 = 566.0;
const FOOT_SIZE: f32 = 32.0;
const INK: &str = "#1b2126";
const QUIET: &str = "#525d66";

/// The drawing.
pub(super) fn svg(card: &Card) -> String {
    let ink = escape(&card.ink);
    let wide = WIDTH as f32 - 2.0 * MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\
         <rect width=\"{WIDTH}\" height=\"18\" fill=\"{ink}\"/>\
         <rect y=\"{}\" width=\"{WIDTH}\" height=\"18\" fill=\"{ink}\"/>{}\
         <rect x=\"{MARGIN}\" y=\"{RULE}\" width=\"{wide}\" height=\"6\" fill=\"{ink}\"/>\
         <rect x=\"{MARGIN}\" y=\"{}\" width=\"{wide}\" height=\"2\" fill=\"{ink}\"/>{}{}</svg>",
        HEIGHT - 18,
        head(card, &ink, wide),
        RULE + 10.0,
        title(&card.title, wide),
        text(MIDDLE, FOOT_LINE, fitting(&card.foot, FOOT_SIZE, wide), QUIET, "Noto Sans SC", &card.foot),
    )
}

/// Crest or seal, and the name beside it.
fn head(card: &Card, ink: &str, wide: f32) -> String {
    let mark_width = match &card.crest {
        Some(crest) => MARK_HEIGHT * crest.width as f32 / crest.height.max(1) as f32,
        None => MARK_HEIGHT / 2.0,
    };
    let mark_width = mark_width.min(wide / 3.0);
    let size = fitting(&card.school, NAME_SIZE, wide - mark_width - MARK_GAP);
    let name_width = ems(&card.school) * size;
    let left = MIDDLE - (mark_width + MARK_GAP + name_width) / 2.0;
    let mark = match &card.crest {
        Some(crest) => format!(
            "<image x=\"{left}\" y=\"{MARK_TOP}\" width=\"{mark_width}\" height=\"{MARK_HEIGHT}\" \
             href=\"data:{};base64,{}\"/>",
            escape(&crest.content_type),
            escape(&crest.content)
        ),
        None => seal(&card.seal, left, mark_width, ink),
    };
    let middle = left + mark_width + MARK_GAP + name_width / 2.0;
    mark + &text(middle, NAME_LINE - (NAME_SIZE - size) / 2.0, size, INK, "Noto Serif SC", &card.school)
}

/// The seal's characters one under the other.
fn seal(characters: &str, left: f32, width: f32, ink: &str) -> String {
    let signs: Vec<char> = characters.chars().take(4).collect();
    let step = MARK_HEIGHT / signs.len().max(1) as f32;
    let size = (step * 0.84).min(width * 0.84);
    let mut drawn = format!(
        "<rect x=\"{left}\" y=\"{MARK_TOP}\" width=\"{width}\" height=\"{MARK_HEIGHT}\" rx=\"4\" fill=\"{ink}\"/>"
    );
    for (at, sign) in (0_u8..).zip(signs) {
        let line = MARK_TOP + step * (f32::from(at) + 0.5) + size * 0.37;
        drawn += &text(left + width / 2.0, line, size, "#fff", "Noto Serif SC", &sign.to_string());
    }
    drawn
}

fn title(title: &str, wide: f32) -> String {
    let set = set(title, wide);
    let leading = set.size * LEADING;
    // The base line lies about 0.37 of the size under the middle of a sign.
    let first =
        f32::midpoint(TITLE.0, TITLE.1) - leading * (set.lines.len() as f32 - 1.0) / 2.0 + set.size * 0.37;
    let line = |(at, line): (u8, &String)| {
        text(MIDDLE, first + leading * f32::from(at), set.size, INK, "Noto Serif SC", line)
    };
    (0_u8..).zip(&set.lines).map(line).collect()
}

/// The size at which a line of this size at most fits.
fn fitting(line: &str, size: f32, wide: f32) -> f32 {
    size.min(wide / ems(line).max(1.0))
}

fn text(middle: f32, line: f32, size: f32, fill: &str, family: &str, said: &str) -> String {
    let weight = if family == "Noto Serif SC" { 700 } else { 400 };
    let said: String = said.chars().filter(|c| !c.is_control()).collect();
    format!(
        "<text x=\"{middle}\" y=\"{line}\" text-anchor=\"middle\" font-family=\"{family}\" font-weight=\"{weight}\" \
         font-size=\"{size}\" fill=\"{fill}\">{}</text>",
        escape(&said)
    )
}
