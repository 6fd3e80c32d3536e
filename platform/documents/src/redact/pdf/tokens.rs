//! The operators of a content stream with their places, so that those that show text can be
//! written anew and all else stays as it is, byte by byte.

use std::ops::Range;

/// An operator with its operands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operator {
    pub name: String,
    pub operands: Vec<Operand>,
    /// From its first operand to its own end.
    pub at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Operand>),
    Dictionary(Vec<(Vec<u8>, Operand)>),
    Other,
}

impl Operand {
    pub fn number(&self) -> Option<f64> {
        match self {
            Operand::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl Operator {
    /// Its operands as numbers, if there are as many.
    pub fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let numbers: Option<Vec<f64>> = self.operands.iter().map(Operand::number).collect();
        numbers?.try_into().ok()
    }

    pub fn name_operand(&self) -> Option<&[u8]> {
        self.operands.iter().find_map(|operand| match operand {
            Operand::Name(name) => Some(name.as_slice()),
            _ => None,
        })
    }
}

/// Arrays and dictionaries in one another at most.
const DEPTH: usize = 32;

/// The operators of a content stream; none where it can't be read.
pub(super) fn operators(content: &[u8]) -> Option<Vec<Operator>> {
    let mut reader = Reader { content, at: 0 };
    let (mut operators, mut operands, mut start) = (Vec::new(), Vec::new(), None);
    loop {
        reader.skip_space();
        let Some(byte) = reader.peek() else { break };
        let begin = *start.get_or_insert(reader.at);
        if is_regular(byte) && !matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.') {
            let word = reader.word();
            if matches!(word, b"true" | b"false" | b"null") {
                operands.push(Operand::Other);
                continue;
            }
            let name = String::from_utf8_lossy(word).into_owned();
            if name == "BI" {
                reader.skip_inline_image()?;
            }
            operators.push(Operator { name, operands: std::mem::take(&mut operands), at: begin..reader.at });
            start = None;
        } else {
            operands.push(reader.operand(0)?);
        }
    }
    Some(operators)
}

struct Reader<'a> {
    content: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.content.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => self.skip_while(|byte| !matches!(byte, b'\n' | b'\r')),
                byte if is_space(byte) => self.at += 1,
                _ => break,
            }
        }
    }

    fn skip_while(&mut self, goes_on: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&goes_on) {
            self.at += 1;
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        self.skip_while(is_regular);
        &self.content[start..self.at]
    }

    fn operand(&mut self, depth: usize) -> Option<Operand> {
        self.skip_space();
        if depth > DEPTH {
            return None;
        }
        let two = self.content.get(self.at..self.at + 2);
        match self.peek()? {
            b'/' => Some(Operand::Name(self.name())),
            b'(' => self.literal().map(Operand::Text),
            b'<' if two == Some(b"<<") => self.dictionary(depth),
            b'<' => Some(Operand::Text(self.hexadecimal())),
            b'[' => self.array(depth),
            byte if is_regular(byte) => Some(self.number()),
            _ => None,
        }
    }

    fn number(&mut self) -> Operand {
        let word = self.word();
        let parsed = std::str::from_utf8(word).ok().and_then(|word| word.parse::<f64>().ok());
        parsed.filter(|number| number.is_finite()).map_or(Operand::Other, Operand::Number)
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let raw = self.word();
        let (mut name, mut at) = (Vec::new(), 0);
        while let Some(byte) = raw.get(at) {
            let escaped = raw
                .get(at + 1..at + 3)
                .filter(|_| *byte == b'#')
                .and_then(|two| Some(digit(two[0])? * 16 + digit(two[1])?));
            name.push(escaped.unwrap_or(*byte));
            at += if escaped.is_some() { 3 } else { 1 };
        }
        name
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut text, mut depth) = (Vec::new(), 1);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => {
                    text.extend(self.escaped()?);
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                return Some(text);
            }
            // A line end within a string is one, however it is written.
            let ends_line = byte == b'\r';
            if ends_line && self.peek() == Some(b'\n') {
                self.at += 1;
            }
            text.push(if ends_line { b'\n' } else { byte });
        }
    }

    fn escaped(&mut self) -> Option<Option<u8>> {
        let byte = self.peek()?;
        self.at += 1;
        Some(Some(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'0'..=b'7' => {
                let mut number = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    number = number * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                number as u8
            }
            b'\n' => return Some(None),
            b'\r' => {
                self.at += usize::from(self.peek() == Some(b'\n'));
                return Some(None);
            }
            other => other,
        }))
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let start = self.at;
        self.skip_while(|byte| byte != b'>');
        let mut digits: Vec<u8> =
            self.content[start..self.at].iter().filter_map(|byte| digit(*byte)).collect();
        self.at += 1;
        if digits.len() % 2 == 1 {
            digits.push(0);
        }
        digits.chunks(2).map(|two| two[0] * 16 + two[1]).collect()
    }

    fn array(&mut self, depth: usize) -> Option<Operand> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Operand::Array(items));
            }
            items.push(self.operand(depth + 1)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Operand> {
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            if self.content.get(self.at..self.at + 2)? == b">>" {
                self.at += 2;
                return Some(Operand::Dictionary(entries));
            }
            let Operand::Name(key) = self.operand(depth + 1)? else { return None };
            let value = self.operand(depth + 1)?;
            entries.push((key, value));
        }
    }

    /// Goes past the data of an inline image: to an `EI` that stands alone.
    fn skip_inline_image(&mut self) -> Option<()> {
        loop {
            self.skip_space();
            match self.peek()? {
                b'/' => drop(self.name()),
                byte if is_regular(byte) => {
                    if self.word() == b"ID" {
                        break;
                    }
                }
                _ => drop(self.operand(0)?),
            }
        }
        let data = self.at;
        let ends = |at: &usize| {
            let after = self.content.get(at + 3).copied();
            is_space(self.content[*at])
                && &self.content[at + 1..at + 3] == b"EI"
                && after.is_none_or(is_space)
        };
        self.at = (data..self.content.len().saturating_sub(2)).find(ends)? + 3;
        Some(())
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// Bytes as a string in hexadecimal.
pub(super) fn written(text: &[u8]) -> String {
    let digits: String = text.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("<{digits}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_found_with_their_places() {
        let content = b"q 1 0 0 1 5.5 -2 cm % (no)\n/F#31 12 Tf[(a\\)\\101\\\n(b))-5<0fF>]TJ\n\
            BI /W 1 /H 1 ID \x00EI(x\nEI /P <</MCID 1/ActualText(1)>>BDC T*";
        let found = operators(content).unwrap();
        let names: Vec<&str> = found.iter().map(|operator| operator.name.as_str()).collect();
        assert_eq!(names, ["q", "cm", "Tf", "TJ", "BI", "BDC", "T*"]);
        assert_eq!(found[1].numbers(), Some([1.0, 0.0, 0.0, 1.0, 5.5, -2.0]));
        assert_eq!(found[2].name_operand(), Some(&b"F1"[..]));
        let shown = [Operand::Text(b"a)A(b)".to_vec()), Operand::Number(-5.0), Operand::Text(vec![15, 0xf0])];
        assert_eq!(found[3].operands, [Operand::Array(shown.to_vec())]);
        assert!(
            content[found[3].at.clone()].starts_with(b"[(a") && content[found[3].at.clone()].ends_with(b"TJ")
        );
        let Operand::Dictionary(entries) = &found[5].operands[1] else { panic!() };
        assert_eq!(entries[1], (b"ActualText".to_vec(), Operand::Text(b"1".to_vec())));
    }

    #[test]
    fn what_has_no_end_is_no_content() {
        for broken in [&b"(a"[..], b"[1 2", b"<< /A", b"BI /W 1 ID abc", b")", &[b'['; 100]] {
            assert!(operators(broken).is_none());
        }
    }
}
