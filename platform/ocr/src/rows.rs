//! Boxes into rows, as a person reads: what stands beside each other is one row.

use crate::boxes::Slanted;

/// The rows of a page by the places of their boxes in the list, from the top; in a row from the left.
pub(crate) fn rows(boxes: &[Slanted]) -> Vec<Vec<usize>> {
    let next = neighbours(boxes);
    let mut is_first = vec![true; boxes.len()];
    next.iter().flatten().for_each(|at| is_first[*at] = false);
    let chain = |first: usize| std::iter::successors(Some(first), |at| next[*at]).collect::<Vec<_>>();
    let mut rows: Vec<Vec<usize>> = (0..boxes.len()).filter(|at| is_first[*at]).map(chain).collect();
    let tilt = tilt(boxes);
    let depth = |row: &Vec<usize>| {
        let one = &boxes[row[0]];
        one.y * tilt.cos() - one.x * tilt.sin()
    };
    rows.sort_by(|a, b| depth(a).total_cmp(&depth(b)));
    rows
}

/// How the page lies: the middle one of the longer boxes' angles.
pub(crate) fn tilt(boxes: &[Slanted]) -> f32 {
    let mut angles: Vec<f32> =
        boxes.iter().filter(|one| one.width > 3.0 * one.height).map(|one| one.angle).collect();
    angles.sort_by(f32::total_cmp);
    angles.get(angles.len() / 2).copied().unwrap_or(0.0)
}

/// For each box the one that follows it in its row.
fn neighbours(boxes: &[Slanted]) -> Vec<Option<usize>> {
    let tilt = tilt(boxes);
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (from, one) in boxes.iter().enumerate() {
        // A short box doesn't tell how its line runs.
        let angle = if one.width > 3.0 * one.height { one.angle } else { tilt };
        let looking = Slanted { angle, ..*one };
        for (to, other) in boxes.iter().enumerate().filter(|(to, _)| *to != from) {
            let (along, across) = looking.seen(other.x, other.y);
            let gap = along - (one.width + other.width) / 2.0;
            let lower = one.height.min(other.height);
            let is_level = across.abs() < 0.5 * lower + 0.01 * gap.max(0.0);
            if is_level && along > 0.0 && gap > -lower {
                pairs.push((gap, from, to));
            }
        }
    }
    // Each has one neighbour on either side, the nearest ones first.
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut next = vec![None; boxes.len()];
    let mut is_taken = vec![false; boxes.len()];
    for (_, from, to) in pairs {
        if next[from].is_none() && !is_taken[to] && !leads_to(&next, to, from) {
            next[from] = Some(to);
            is_taken[to] = true;
        }
    }
    next
}

/// Whether one follows after the other already: a row is no ring.
fn leads_to(next: &[Option<usize>], from: usize, to: usize) -> bool {
    std::iter::successors(Some(from), |at| next[*at]).any(|at| at == to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(x: f32, y: f32, width: f32, angle: f32) -> Slanted {
        let (sin, cos) = angle.sin_cos();
        Slanted { x: x * cos - y * sin, y: x * sin + y * cos, angle, width, height: 20.0 }
    }

    #[test]
    fn a_table_is_read_row_by_row_however_it_lies() {
        for angle in [-0.1, 0.0, 0.05] {
            let boxes: Vec<Slanted> = [(100.0, 60.0), (400.0, 200.0), (800.0, 120.0)]
                .into_iter()
                .flat_map(|(x, width)| [50.0, 90.0, 130.0].map(|y| turned(x, y, width, angle)))
                .rev()
                .collect();
            assert_eq!(rows(&boxes), [[8, 5, 2], [7, 4, 1], [6, 3, 0]], "{angle}");
        }
    }

    #[test]
    fn one_box_is_one_row() {
        assert_eq!(rows(&[turned(10.0, 10.0, 30.0, 0.0)]), [[0]]);
        assert!(rows(&[]).is_empty());
    }
}
