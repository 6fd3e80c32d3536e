//! Where text stands, as slanted boxes around the bright spots of a map.

/// A box that may lie at a slant. Lengths in pixels, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slanted {
    /// Its middle.
    pub x: f32,
    /// Its middle.
    pub y: f32,
    /// How far its upper side is turned, clockwise in radians, within an eighth of a turn.
    pub angle: f32,
    /// Along its upper side.
    pub width: f32,
    /// Across.
    pub height: f32,
}

impl Slanted {
    /// The same in a picture of another size.
    pub fn scaled(&self, by: f32) -> Slanted {
        Slanted {
            x: self.x * by,
            y: self.y * by,
            angle: self.angle,
            width: self.width * by,
            height: self.height * by,
        }
    }

    /// The same seen upside down, in a picture of this size.
    pub fn upside_down(&self, width: usize, height: usize) -> Slanted {
        Slanted { x: width as f32 - self.x, y: height as f32 - self.y, ..*self }
    }

    /// Its corners, clockwise from the upper left.
    pub fn corners(&self) -> [(f32, f32); 4] {
        let (sin, cos) = self.angle.sin_cos();
        let (w, h) = (self.width / 2.0, self.height / 2.0);
        [(-w, -h), (w, -h), (w, h), (-w, h)]
            .map(|(x, y)| (self.x + x * cos - y * sin, self.y + x * sin + y * cos))
    }

    /// A place as seen from the box: along and across, from its middle.
    pub fn seen(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = self.angle.sin_cos();
        let (x, y) = (x - self.x, y - self.y);
        (x * cos + y * sin, y * cos - x * sin)
    }

    /// Whether the middle of one lies in the other.
    pub fn is_on(&self, other: &Slanted) -> bool {
        let holds = |outer: &Slanted, inner: &Slanted| {
            let (along, across) = outer.seen(inner.x, inner.y);
            along.abs() < outer.width / 2.0 && across.abs() < outer.height / 2.0
        };
        holds(self, other) || holds(other, self)
    }

    /// Wider by so much on every side.
    fn grown(self, by: f32) -> Slanted {
        Slanted { width: self.width + 2.0 * by, height: self.height + 2.0 * by, ..self }
    }
}

/// How likely each pixel is text, 255 for sure.
#[derive(Clone, Debug)]
pub(crate) struct Map {
    /// Pixels of a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` of them.
    pub likely: Vec<u8>,
}

/// A pixel counts from here.
const TEXT: u8 = 76;
/// A spot counts from this mean on.
const SURE: f32 = 0.5;
/// A spot's shorter side at least.
const SMALLEST: f32 = 3.0;
/// The map shows the middle of the letters; the box grows by this part of what its area and its sides tell.
const GROWTH: f32 = 1.6;
/// Spots of a map at most.
const MOST: usize = 3000;

/// The boxes of a map's spots.
pub(crate) fn boxes(map: &Map) -> Vec<Slanted> {
    let mut seen = vec![false; map.likely.len()];
    let mut found = Vec::new();
    for start in 0..map.likely.len() {
        if seen[start] || map.likely[start] < TEXT || found.len() >= MOST {
            continue;
        }
        found.extend(spot(map, start, &mut seen));
    }
    found
}

/// The box of the spot that begins here.
fn spot(map: &Map, start: usize, seen: &mut [bool]) -> Option<Slanted> {
    let (mut open, mut edge) = (vec![start], Vec::new());
    let (mut sum, mut count) = (0.0, 0.0);
    seen[start] = true;
    while let Some(at) = open.pop() {
        sum += f32::from(map.likely[at]) / 255.0;
        count += 1.0;
        let mut inside = 0;
        for next in around(map, at).filter(|next| map.likely[*next] >= TEXT) {
            inside += 1;
            if !seen[next] {
                seen[next] = true;
                open.push(next);
            }
        }
        if inside < 8 {
            edge.push(((at % map.width) as f32 + 0.5, (at / map.width) as f32 + 0.5));
        }
    }
    // The pixels' own halves lie outside their middles.
    let tight = tightest(&hull(edge))?.grown(0.5);
    if sum / count < SURE || tight.width.min(tight.height) < SMALLEST {
        return None;
    }
    let by = tight.width * tight.height * GROWTH / (2.0 * (tight.width + tight.height));
    Some(tight.grown(by))
}

/// The pixels around one, fewer at the map's edge.
fn around(map: &Map, at: usize) -> impl Iterator<Item = usize> {
    let (x, y) = ((at % map.width) as isize, (at / map.width) as isize);
    let (width, height) = (map.width as isize, map.height as isize);
    (0..9).filter(|i| *i != 4).filter_map(move |i| {
        let (x, y) = (x + i % 3 - 1, y + i / 3 - 1);
        ((0..width).contains(&x) && (0..height).contains(&y)).then_some((y * width + x) as usize)
    })
}

/// The corners of the smallest outline without dents around some points.
fn hull(mut points: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    let half = |points: &mut dyn Iterator<Item = (f32, f32)>| {
        let mut kept: Vec<(f32, f32)> = Vec::new();
        for point in points {
            while let [.., a, b] = kept[..]
                && (b.0 - a.0) * (point.1 - a.1) <= (b.1 - a.1) * (point.0 - a.0)
            {
                kept.pop();
            }
            kept.push(point);
        }
        kept
    };
    let mut outline = half(&mut points.iter().copied());
    let mut back = half(&mut points.iter().rev().copied());
    outline.pop();
    back.pop();
    outline.extend(back);
    if outline.is_empty() { points } else { outline }
}

/// The smallest box around an outline.
fn tightest(outline: &[(f32, f32)]) -> Option<Slanted> {
    let first = *outline.first()?;
    let sides = outline.iter().zip(outline.iter().cycle().skip(1));
    let angles = sides.map(|(a, b)| (b.1 - a.1).atan2(b.0 - a.0));
    let around = |angle: f32| {
        let (sin, cos) = angle.sin_cos();
        let mut ends = [f32::MAX, f32::MIN, f32::MAX, f32::MIN];
        for (x, y) in outline {
            let (along, across) = (x * cos + y * sin, y * cos - x * sin);
            ends = [ends[0].min(along), ends[1].max(along), ends[2].min(across), ends[3].max(across)];
        }
        let (along, across) = ((ends[0] + ends[1]) / 2.0, (ends[2] + ends[3]) / 2.0);
        let (width, height) = (ends[1] - ends[0], ends[3] - ends[2]);
        let (x, y) = (along * cos - across * sin, along * sin + across * cos);
        settled(Slanted { x, y, angle, width, height })
    };
    let dot = Slanted { x: first.0, y: first.1, angle: 0.0, width: 0.0, height: 0.0 };
    let area = |one: &Slanted| one.width * one.height;
    Some(angles.map(around).min_by(|a, b| area(a).total_cmp(&area(b))).unwrap_or(dot))
}

/// The same box with its upper side nearest to level.
fn settled(mut slanted: Slanted) -> Slanted {
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4};
    while slanted.angle > FRAC_PI_4 {
        slanted.angle -= FRAC_PI_2;
        (slanted.width, slanted.height) = (slanted.height, slanted.width);
    }
    while slanted.angle <= -FRAC_PI_4 {
        slanted.angle += FRAC_PI_2;
        (slanted.width, slanted.height) = (slanted.height, slanted.width);
    }
    slanted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map with these boxes filled.
    fn map(filled: &[Slanted]) -> Map {
        let mut map = Map { width: 200, height: 100, likely: vec![0; 200 * 100] };
        for at in 0..map.likely.len() {
            let (x, y) = ((at % 200) as f32 + 0.5, (at / 200) as f32 + 0.5);
            let holds = |one: &Slanted| {
                let (along, across) = one.seen(x, y);
                along.abs() <= one.width / 2.0 && across.abs() <= one.height / 2.0
            };
            if filled.iter().any(holds) {
                map.likely[at] = 255;
            }
        }
        map
    }

    #[test]
    fn each_spot_has_a_box_that_has_grown() {
        let level = Slanted { x: 50.0, y: 20.0, angle: 0.0, width: 60.0, height: 10.0 };
        let slanted = Slanted { x: 100.0, y: 60.0, angle: 0.2, width: 120.0, height: 12.0 };
        let tall = Slanted { x: 185.0, y: 50.0, angle: 0.0, width: 10.0, height: 60.0 };
        let found = boxes(&map(&[level, slanted, tall]));
        assert_eq!(found.len(), 3);
        for whole in [level, slanted, tall] {
            let near =
                found.iter().find(|one| (one.x - whole.x).abs() < 1.5 && (one.y - whole.y).abs() < 1.5);
            let near = near.unwrap_or_else(|| panic!("none near {whole:?} in {found:?}"));
            let by = whole.width * whole.height * GROWTH / (whole.width + whole.height);
            assert!((near.width - whole.width - by).abs() < 3.0, "{near:?}");
            assert!((near.height - whole.height - by).abs() < 3.0, "{near:?}");
            assert!((near.angle - whole.angle).abs() < 0.03, "{near:?}");
        }
    }

    #[test]
    fn dust_and_doubt_are_no_text() {
        let dust = Slanted { x: 50.0, y: 50.0, angle: 0.0, width: 2.0, height: 2.0 };
        assert!(boxes(&map(&[dust])).is_empty());
        let mut doubt = map(&[Slanted { width: 60.0, height: 10.0, ..dust }]);
        doubt.likely.iter_mut().for_each(|likely| *likely = (*likely).min(100));
        assert!(boxes(&doubt).is_empty());
    }

    #[test]
    fn corners_go_clockwise_and_back() {
        let slanted = Slanted { x: 10.0, y: 10.0, angle: 0.3, width: 8.0, height: 4.0 };
        let (x, y) = slanted.corners()[0];
        let (along, across) = slanted.seen(x, y);
        assert!((along + 4.0).abs() < 1e-4 && (across + 2.0).abs() < 1e-4);
        let turned = slanted.upside_down(30, 40);
        assert_eq!((turned.x, turned.y, turned.angle), (20.0, 30.0, 0.3));
    }
}
