//! A file that is a picture, into pixels.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use crate::Failed;
use crate::raster::Raster;

/// Pixels of a picture at most.
pub const MOST_PIXELS: u64 = 50_000_000;
/// Pixels that are kept of it: an A4 page at 300 dpi has 8.7 million.
const KEPT_PIXELS: f32 = 9_000_000.0;

/// Pixels to be read.
#[derive(Clone, Debug)]
pub struct Picture(pub(crate) Raster);

impl Picture {
    /// Decodes a JPEG, PNG, GIF, WebP or BMP file; turned as its camera noted.
    ///
    /// # Errors
    ///
    /// Where it is none of these, is damaged, or has more than [`MOST_PIXELS`].
    pub fn decode(bytes: &[u8]) -> Result<Picture, Failed> {
        let broken = |error: image::ImageError| Failed::Picture(error.to_string());
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
        let mut decoder =
            reader.map_err(|error| Failed::Picture(error.to_string()))?.into_decoder().map_err(broken)?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(Failed::Large);
        }
        decoder.set_limits(Limits::default()).map_err(broken)?;
        let orientation = decoder.orientation().map_err(broken)?;
        let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
        image.apply_orientation(orientation);
        Ok(Picture::of(&image))
    }

    /// Red, green, blue and opacity of each pixel, row by row, on white paper.
    ///
    /// # Errors
    ///
    /// Where there are not as many as the sides say, or more than [`MOST_PIXELS`].
    pub fn from_rgba(width: u32, height: u32, pixels: Vec<u8>) -> Result<Picture, Failed> {
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(Failed::Large);
        }
        let image = image::RgbaImage::from_raw(width, height, pixels)
            .ok_or_else(|| Failed::Picture("not as many pixels as it says".to_owned()))?;
        Ok(Picture::of(&DynamicImage::ImageRgba8(image)))
    }

    fn of(image: &DynamicImage) -> Picture {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let pixels = if image.color().has_alpha() {
            image.to_rgba8().pixels().map(|pixel| on_paper(pixel.0)).collect()
        } else {
            image.to_rgb8().pixels().map(|pixel| pixel.0).collect()
        };
        let raster = Raster { width, height, pixels };
        let scale = (KEPT_PIXELS / (width * height).max(1) as f32).sqrt();
        if scale >= 1.0 {
            return Picture(raster);
        }
        let side = |side: usize| ((side as f32 * scale) as usize).max(1);
        Picture(raster.scaled(side(width), side(height)))
    }
}

fn on_paper([r, g, b, a]: [u8; 4]) -> [u8; 3] {
    let mixed = |part: u8| ((u32::from(part) * u32::from(a) + 255 * (255 - u32::from(a))) / 255) as u8;
    [mixed(r), mixed(g), mixed(b)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(image: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn what_is_clear_is_paper() {
        let clear = image::RgbaImage::from_raw(2, 1, vec![0, 0, 0, 0, 10, 20, 30, 255]).unwrap();
        let Picture(raster) = Picture::decode(&png(&DynamicImage::ImageRgba8(clear))).unwrap();
        assert_eq!(raster.pixels, [[255; 3], [10, 20, 30]]);
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_told() {
        assert!(matches!(Picture::decode(b"%PDF-1.7"), Err(Failed::Picture(_))));
        let large = png(&DynamicImage::new_luma8(10_000, 5_001));
        assert!(matches!(Picture::decode(&large), Err(Failed::Large)));
        let damaged = &png(&DynamicImage::new_luma8(100, 100))[..60];
        assert!(Picture::decode(damaged).is_err());
        assert!(Picture::from_rgba(2, 2, vec![0; 15]).is_err());
    }
}
