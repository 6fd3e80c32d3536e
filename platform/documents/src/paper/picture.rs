//! A drawing as a picture, for papers and pages that take no drawing.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use super::fonts::FONTS;
use super::{Chart, PaperError};

/// Pixels for each unit of the drawing: 300 and more to the inch where it is as wide as the text.
const SCALE: f32 = 3.0;

/// A PNG and its size in pixels.
pub(crate) struct Picture {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for font in FONTS {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
    Options { fontdb: Arc::new(fonts), ..Options::default() }
});

/// The chart on white.
pub(super) fn picture(chart: &Chart) -> Result<Picture, PaperError> {
    png_of(&chart.svg(), SCALE).map_err(PaperError::Picture)
}

/// A drawing on white, so many pixels for each of its units.
pub(crate) fn png_of(svg: &str, scale: f32) -> Result<Picture, String> {
    let tree = Tree::from_str(svg, &OPTIONS).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let (width, height) = ((size.width() as f32 * scale) as u32, (size.height() as f32 * scale) as u32);
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| format!("{width} by {height}"))?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let png = pixels.encode_png().map_err(|error| error.to_string())?;
    Ok(Picture { png, width, height })
}
