//! Which characters a PDF's font draws for which codes, as the file itself says (ToUnicode).

use std::collections::HashMap;

use super::tokens::{Operand, Tokens};

/// Codes of a font at most.
const MOST: usize = 200_000;
/// Codes of one range at most: two bytes have no more.
const LONGEST_RANGE: u32 = 0x1_0000;

/// Codes with their characters, and how many bytes a code has.
#[derive(Debug, Default)]
pub(super) struct Cmap {
    characters: HashMap<u32, String>,
    /// The longest code.
    pub width: usize,
}

impl Cmap {
    /// Reads a table as the file holds it.
    pub fn read(content: &[u8]) -> Cmap {
        let mut map = Cmap::default();
        let mut tokens = Tokens::of(content);
        while let Some(operation) = tokens.next() {
            match operation.name {
                b"endcodespacerange" => {
                    let lengths = operation.operands.iter().filter_map(|operand| Some(code(operand)?.1));
                    map.width = lengths.max().unwrap_or(0).max(map.width);
                }
                b"endbfchar" => {
                    for pair in operation.operands.chunks_exact(2) {
                        if let (Some((from, _)), Operand::Text(to)) = (code(&pair[0]), &pair[1]) {
                            map.insert(from, utf16(to));
                        }
                    }
                }
                b"endbfrange" => operation.operands.chunks_exact(3).for_each(|range| map.range(range)),
                _ => {}
            }
        }
        map
    }

    pub fn get(&self, code: u32) -> Option<&str> {
        self.characters.get(&code).map(String::as_str)
    }

    fn insert(&mut self, code: u32, characters: Vec<u16>) {
        if self.characters.len() < MOST {
            self.characters.insert(code, String::from_utf16_lossy(&characters));
        }
    }

    fn range(&mut self, range: &[Operand]) {
        let (Some((from, _)), Some((to, _))) = (code(&range[0]), code(&range[1])) else { return };
        let codes = from..=to.min(from.saturating_add(LONGEST_RANGE));
        match &range[2] {
            Operand::List(list) => {
                for (code, to) in codes.zip(list) {
                    if let Operand::Text(to) = to {
                        self.insert(code, utf16(to));
                    }
                }
            }
            Operand::Text(first) => {
                let first = utf16(first);
                for code in codes {
                    if self.characters.len() >= MOST {
                        return;
                    }
                    let mut characters = first.clone();
                    if let Some(last) = characters.last_mut() {
                        *last = last.wrapping_add((code - from) as u16);
                    }
                    self.insert(code, characters);
                }
            }
            _ => {}
        }
    }
}

/// A code and how many bytes it has. Lists begin with a count, which is none.
fn code(operand: &Operand) -> Option<(u32, usize)> {
    match operand {
        Operand::Text(bytes) if bytes.len() <= 4 => {
            Some((bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)), bytes.len()))
        }
        _ => None,
    }
}

fn utf16(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [one] => vec![u16::from(*one)],
        _ => bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_characters_for_codes() {
        let map = Cmap::read(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0001> <5F20> <0002> <0031 0032> endbfchar
              2 beginbfrange <0010> <0012> <0030> <0020> <0021> [<4E00> <4E8C>] endbfrange",
        );
        let get = |code| map.get(code).unwrap_or("?");
        assert_eq!([get(1), get(2), get(0x12), get(0x21), get(3)], ["张", "12", "2", "二", "?"]);
        assert_eq!(map.width, 2);
        let huge = Cmap::read(b"1 beginbfrange <00000000> <ffffffff> <0030> endbfrange");
        assert!(huge.characters.len() <= MOST);
    }
}
