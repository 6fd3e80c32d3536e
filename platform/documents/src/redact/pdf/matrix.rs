//! Places on a page.

/// Moves, turns and scales: `a b c d e f` as a PDF writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const ONE: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This, and then the other.
    pub fn then(&self, other: &Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Matrix([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

/// Four corners on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quad(pub [(f64, f64); 4]);

impl Quad {
    /// The corners of a rectangle, placed.
    pub fn of(matrix: &Matrix, left: f64, bottom: f64, right: f64, top: f64) -> Quad {
        Quad([(left, bottom), (right, bottom), (right, top), (left, top)].map(|(x, y)| matrix.point(x, y)))
    }

    /// From the left end of one to the right end of another.
    pub fn joined(&self, other: &Quad) -> Quad {
        Quad([self.0[0], other.0[1], other.0[2], self.0[3]])
    }

    /// Whether the upright frames of both share anything.
    pub fn meets(&self, other: &Quad) -> bool {
        let (a, b) = (self.frame(), other.frame());
        a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
    }

    fn frame(&self) -> (f64, f64, f64, f64) {
        let fold = |pick: fn(&(f64, f64)) -> f64, by: fn(f64, f64) -> f64, from| {
            self.0.iter().map(pick).fold(from, by)
        };
        (
            fold(|p| p.0, f64::min, f64::INFINITY),
            fold(|p| p.1, f64::min, f64::INFINITY),
            fold(|p| p.0, f64::max, f64::NEG_INFINITY),
            fold(|p| p.1, f64::max, f64::NEG_INFINITY),
        )
    }

    /// Operators that fill it.
    pub fn path(&self) -> String {
        let [a, b, c, d] = self.0.map(|(x, y)| format!("{x:.2} {y:.2}"));
        format!("{a} m {b} l {c} l {d} l f\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_one_another() {
        let doubled = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        let turned = Matrix([0.0, 1.0, -1.0, 0.0, 10.0, 0.0]);
        assert_eq!(doubled.then(&turned).point(1.0, 2.0), (6.0, 2.0));
        let quad = Quad::of(&turned, 0.0, 0.0, 3.0, 1.0);
        assert!(quad.meets(&Quad::of(&Matrix::ONE, 9.5, 2.5, 20.0, 20.0)));
        assert!(!quad.meets(&Quad::of(&Matrix::ONE, 10.5, 0.0, 20.0, 20.0)));
    }
}
