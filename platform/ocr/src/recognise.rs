//! Reading a line of text that was cut out of a page.

use crate::Failed;
use crate::network::{Network, input};
use crate::raster::Raster;

/// Rows of pixels of a line as the network takes it.
pub(crate) const HEIGHT: usize = 48;
/// Columns at least: it was taught with no shorter ones.
const NARROWEST: usize = 160;
/// A blank in a line is wider than it is tall, by this: letters stand no further apart.
const GAP: usize = 1;
/// Beyond a line is nothing, the middle between black and white.
const GREY: f32 = 0.0;
/// Columns at most; a longer line is pressed together.
pub(crate) const WIDEST: usize = 3200;

/// A line as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Said {
    /// Its text.
    pub text: String,
    /// How sure the network is of it, the mean of its characters, 0 to 1.
    pub confidence: f32,
}

/// The network with its characters.
pub(crate) struct Recogniser {
    network: Network,
    characters: Vec<String>,
}

impl Recogniser {
    /// Takes a network that carries its characters with it.
    pub fn of(network: Network) -> Option<Recogniser> {
        let listed = network.says("character")?;
        let mut characters: Vec<String> = listed.lines().map(str::to_owned).collect();
        // The list leaves the blank out.
        characters.push(" ".to_owned());
        Some(Recogniser { network, characters })
    }

    /// Reads a line, upright and [`HEIGHT`] tall.
    pub fn read(&self, line: &Raster) -> Result<Said, Failed> {
        let size = (line.width.max(NARROWEST), line.height);
        let (shape, output) = self.network.run(input(line, (0, 0), size, GREY))?;
        if shape.last() != Some(&(self.characters.len() + 1)) {
            return Err(Failed::Network("the network knows other characters than it names".to_owned()));
        }
        let columns = (output.len() / (self.characters.len() + 1)).max(1);
        // Where two cells of a table came as one line, nothing else parts them.
        let gap = (GAP * line.height * columns).div_ceil(size.0);
        Ok(decoded(&output, &self.characters, gap))
    }
}

/// Each column says a character or nothing (class 0); the same again is the same character. So many
/// columns of nothing between two are a blank.
fn decoded(output: &[f32], characters: &[String], gap: usize) -> Said {
    let (mut text, mut sum, mut count) = (String::new(), 0.0, 0);
    let (mut last, mut nothing) = (0, 0);
    for column in output.chunks_exact(characters.len() + 1) {
        let best = column.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let Some((class, sure)) = best else { continue };
        if class != 0 && class != last {
            if nothing >= gap && count > 0 {
                text.push(' ');
            }
            text.push_str(&characters[class - 1]);
            sum += sure;
            count += 1;
        }
        nothing = if class == 0 { nothing + 1 } else { 0 };
        last = class;
    }
    let confidence = if count == 0 { 0.0 } else { sum / count as f32 };
    Said { text, confidence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_characters_once() {
        let characters: Vec<String> = ["1", "2", " "].map(str::to_owned).to_vec();
        let columns =
            [[0.1, 0.9, 0.0, 0.0], [0.2, 0.8, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.3, 0.7, 0.0, 0.0]];
        let said = decoded(&columns.concat(), &characters, 2);
        assert_eq!(said.text, "11");
        assert!((said.confidence - 0.8).abs() < 1e-6);
        assert_eq!(decoded(&[1.0, 0.0, 0.0, 0.0], &characters, 2), Said::default());
    }

    #[test]
    fn a_wide_gap_is_a_blank() {
        let characters: Vec<String> = ["1", "2", " "].map(str::to_owned).to_vec();
        let (one, nothing) = ([0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]);
        let columns = [nothing, nothing, nothing, one, nothing, nothing, one, nothing, nothing, nothing, one];
        assert_eq!(decoded(&columns.concat(), &characters, 3).text, "11 1");
    }
}
