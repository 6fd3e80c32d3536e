//! Finding where text stands: a network makes a map of the page, tile by tile, so that memory
//! doesn't grow with the page.

use crate::Failed;
use crate::boxes::{Map, Slanted, boxes};
use crate::network::{Network, input};
use crate::raster::Raster;

/// Sides of a tile at most, in pixels.
const TILE: usize = 960;
/// What neighbouring tiles share.
const SHARED: usize = 128;
/// The network takes sides that are multiples of this.
const STEP: usize = 32;
/// Beyond the page is paper.
const WHITE: f32 = 1.0;
/// The longer side of a page as the network sees it, at most, and the shorter one at least:
/// letters of a printed page are then some 15 to 30 pixels tall.
const LONGEST: usize = 1760;
const SHORTEST: usize = 640;

/// The boxes of a page's text, in its own pixels.
pub(crate) fn detect(network: &Network, page: &Raster) -> Result<Vec<Slanted>, Failed> {
    let longer = page.width.max(page.height) as f32;
    let shorter = page.width.min(page.height) as f32;
    let grown = (SHORTEST as f32 / shorter).max(1.0);
    let scale = grown.min(LONGEST as f32 / longer);
    let side = |side: usize| ((side as f32 * scale).round() as usize).max(1);
    let seen = page.scaled(side(page.width), side(page.height));
    let map = map(network, &seen)?;
    Ok(boxes(&map).iter().map(|one| one.scaled(1.0 / scale)).collect())
}

fn map(network: &Network, page: &Raster) -> Result<Map, Failed> {
    let mut map = Map { width: page.width, height: page.height, likely: vec![0; page.width * page.height] };
    for (top, height) in stretches(page.height) {
        for (left, width) in stretches(page.width) {
            let (_, likely) = network.run(input(page, (left, top), (width, height), WHITE))?;
            if likely.len() != width * height {
                return Err(Failed::Network("the map is not as large as the tile".to_owned()));
            }
            for y in top..(top + height).min(page.height) {
                for x in left..(left + width).min(page.width) {
                    let new = (likely[(y - top) * width + x - left].clamp(0.0, 1.0) * 255.0) as u8;
                    let at = &mut map.likely[y * page.width + x];
                    // What a tile's edge cuts in two its neighbour has whole.
                    *at = new.max(*at);
                }
            }
        }
    }
    Ok(map)
}

/// Where tiles begin along a side, and how long they are.
fn stretches(side: usize) -> Vec<(usize, usize)> {
    let count = if side <= TILE { 1 } else { (side - SHARED).div_ceil(TILE - SHARED) };
    let length = (side + (count - 1) * SHARED).div_ceil(count).next_multiple_of(STEP);
    (0..count).map(|i| (i * length.saturating_sub(SHARED), length)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_a_side_and_overlap() {
        for side in [1, 31, 32, 640, 960, 961, 1240, 1754, 1760, 2500] {
            let stretches = stretches(side);
            let mut covered = 0;
            for (start, length) in &stretches {
                assert!(length % STEP == 0 && *length <= TILE + STEP, "{side}: {stretches:?}");
                assert!(*start == 0 || start + SHARED <= covered, "{side}: {stretches:?}");
                assert!(*start < side, "{side}: {stretches:?}");
                covered = start + length;
            }
            assert!(covered >= side, "{side}: {stretches:?}");
        }
    }
}
