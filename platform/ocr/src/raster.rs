//! A picture as pixels, and the few things done with it: smaller, turned by quarters, cut out.

use crate::boxes::Slanted;

/// Red, green and blue, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raster {
    /// Pixels of a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` of them.
    pub pixels: Vec<[u8; 3]>,
}

/// A pixel is red that has so much more red than anything else.
const RED: f32 = 30.0;
/// What red ink takes of red light, to the difference between its red and its other light.
const INK: f32 = 0.3;

impl Raster {
    /// One colour.
    #[cfg(test)]
    pub fn plain(width: usize, height: usize, colour: [u8; 3]) -> Raster {
        Raster { width, height, pixels: vec![colour; width * height] }
    }

    /// The pixel there, or the nearest one.
    fn near(&self, x: f32, y: f32) -> [f32; 3] {
        let inside = |at: f32, side: usize| at.clamp(0.0, side as f32 - 1.0);
        let (x, y) = (inside(x - 0.5, self.width), inside(y - 0.5, self.height));
        let (left, top) = (x as usize, y as usize);
        let (right, below) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let (across, down) = (x - left as f32, y - top as f32);
        let pixel = |x: usize, y: usize| self.pixels[y * self.width + x].map(f32::from);
        let (a, b) = (pixel(left, top), pixel(right, top));
        let (c, d) = (pixel(left, below), pixel(right, below));
        std::array::from_fn(|i| {
            let upper = a[i] + (b[i] - a[i]) * across;
            let lower = c[i] + (d[i] - c[i]) * across;
            upper + (lower - upper) * down
        })
    }

    /// The same in another size. Where it shrinks, each pixel is the mean of those it stands for.
    pub fn scaled(&self, width: usize, height: usize) -> Raster {
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let whole = Slanted {
            x: self.width as f32 / 2.0,
            y: self.height as f32 / 2.0,
            angle: 0.0,
            width: self.width as f32,
            height: self.height as f32,
        };
        self.cut(&whole, width, height)
    }

    /// Turned clockwise by so many quarters.
    pub fn turned(&self, quarters: usize) -> Raster {
        let (width, height) =
            if quarters.is_multiple_of(2) { (self.width, self.height) } else { (self.height, self.width) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match quarters % 4 {
                    0 => (x, y),
                    1 => (y, self.height - 1 - x),
                    2 => (self.width - 1 - x, self.height - 1 - y),
                    _ => (self.width - 1 - y, x),
                };
                pixels.push(self.pixels[from_y * self.width + from_x]);
            }
        }
        Raster { width, height, pixels }
    }

    /// What lies in a slanted box, upright and in this size.
    pub fn cut(&self, from: &Slanted, width: usize, height: usize) -> Raster {
        let (step_x, step_y) = (from.width / width as f32, from.height / height as f32);
        // So many samples make one pixel that none of the picture is passed over.
        let (many_x, many_y) = (samples(step_x), samples(step_y));
        let share = 1.0 / (many_x * many_y) as f32;
        let (sin, cos) = from.angle.sin_cos();
        let mut pixels = Vec::with_capacity(width * height);
        for row in 0..height {
            for column in 0..width {
                let mut sum = [0.0; 3];
                for sample in 0..many_x * many_y {
                    let (i, j) = (sample % many_x, sample / many_x);
                    let x = (column as f32 + (i as f32 + 0.5) / many_x as f32) * step_x - from.width / 2.0;
                    let y = (row as f32 + (j as f32 + 0.5) / many_y as f32) * step_y - from.height / 2.0;
                    let pixel = self.near(from.x + x * cos - y * sin, from.y + x * sin + y * cos);
                    (0..3).for_each(|i| sum[i] += pixel[i]);
                }
                pixels.push(sum.map(|sum| (sum * share).round() as u8));
            }
        }
        Raster { width, height, pixels }
    }

    /// The same without red ink, and how much of it there is: a stamp goes, what is printed in
    /// black under it stays.
    pub fn without_red(&self) -> (Raster, f32) {
        let mut red = 0;
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for [r, g, b] in &self.pixels {
            let much = f32::from(*r) - f32::from(*g.max(b));
            red += usize::from(much > RED);
            // Red ink takes a little of the red light, too.
            pixels.push([(f32::from(*r) + INK * much.max(0.0)) as u8; 3]);
        }
        let share = red as f32 / self.pixels.len().max(1) as f32;
        (Raster { width: self.width, height: self.height, pixels }, share)
    }
}

fn samples(step: f32) -> usize {
    (step.ceil() as usize).clamp(1, 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered() -> Raster {
        Raster { width: 3, height: 2, pixels: (0..6).map(|i| [i * 10, i, 0]).collect() }
    }

    fn firsts(raster: &Raster) -> Vec<u8> {
        raster.pixels.iter().map(|pixel| pixel[1]).collect()
    }

    #[test]
    fn quarters_turn_clockwise() {
        let one = numbered().turned(1);
        assert_eq!((one.width, one.height), (2, 3));
        assert_eq!(firsts(&one), [3, 0, 4, 1, 5, 2]);
        assert_eq!(firsts(&numbered().turned(2)), [5, 4, 3, 2, 1, 0]);
        assert_eq!(one.turned(3), numbered());
    }

    #[test]
    fn a_smaller_picture_is_the_mean() {
        let halves = Raster { width: 4, height: 1, pixels: vec![[0; 3], [100; 3], [200; 3], [0; 3]] };
        assert_eq!(halves.scaled(2, 1).pixels, [[50; 3], [100; 3]]);
        assert_eq!(halves.scaled(4, 1), halves);
    }

    #[test]
    fn a_slanted_box_comes_out_upright() {
        // A line from top left to bottom right.
        let mut slope = Raster::plain(41, 41, [255; 3]);
        (0..41).for_each(|i| slope.pixels[i * 41 + i] = [0; 3]);
        let along =
            Slanted { x: 20.5, y: 20.5, angle: std::f32::consts::FRAC_PI_4, width: 40.0, height: 9.0 };
        let cut = slope.cut(&along, 40, 9);
        let darkness =
            |row: usize| -> u32 { (0..40).map(|x| 255 - u32::from(cut.pixels[row * 40 + x][0])).sum() };
        assert!(darkness(4) > 10 * darkness(1).max(1), "{} {}", darkness(4), darkness(1));
    }

    #[test]
    fn a_red_stamp_goes_and_black_stays() {
        let stamped = Raster { width: 3, height: 1, pixels: vec![[255; 3], [220, 40, 50], [30, 10, 10]] };
        let (without, share) = stamped.without_red();
        assert_eq!(without.pixels, [[255; 3], [255; 3], [36; 3]]);
        assert!((share - 1.0 / 3.0).abs() < 0.01);
    }
}
