//! The operators of a PDF's drawing and what they work on, one after another.

/// What an operator works on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    /// A list; what a dictionary holds, flat.
    List(Vec<Operand>),
}

/// An operator with its operands.
#[derive(Debug, PartialEq)]
pub(super) struct Operation<'a> {
    pub name: &'a [u8],
    pub operands: Vec<Operand>,
}

/// Operands of one operator at most, and lists within lists.
const MOST: usize = 100_000;
const DEEPEST: usize = 32;

/// Goes through a drawing.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

enum Token<'a> {
    Operand(Operand),
    Open,
    Close,
    Word(&'a [u8]),
}

impl<'a> Tokens<'a> {
    pub fn of(content: &'a [u8]) -> Tokens<'a> {
        Tokens { rest: content }
    }

    /// The next operator; nothing at the end.
    pub fn next(&mut self) -> Option<Operation<'a>> {
        let mut lists: Vec<Vec<Operand>> = vec![Vec::new()];
        loop {
            match self.token()? {
                Token::Operand(operand) => push(&mut lists, operand),
                Token::Open if lists.len() < DEEPEST => lists.push(Vec::new()),
                Token::Open => {}
                Token::Close => {
                    if lists.len() > 1
                        && let Some(list) = lists.pop()
                    {
                        push(&mut lists, Operand::List(list));
                    }
                }
                Token::Word(b"ID") => self.pass_picture(),
                Token::Word(name) => return Some(Operation { name, operands: lists.swap_remove(0) }),
            }
        }
    }

    fn token(&mut self) -> Option<Token<'a>> {
        self.pass_blanks();
        let (&first, rest) = self.rest.split_first()?;
        Some(match first {
            b'(' => {
                self.rest = rest;
                Token::Operand(Operand::Text(self.literal()))
            }
            b'<' if rest.first() == Some(&b'<') => self.sign(2, Token::Open),
            b'>' if rest.first() == Some(&b'>') => self.sign(2, Token::Close),
            b'<' => {
                self.rest = rest;
                Token::Operand(Operand::Text(self.hexadecimal()))
            }
            b'[' | b'{' => self.sign(1, Token::Open),
            b']' | b'}' => self.sign(1, Token::Close),
            b'/' => {
                self.rest = rest;
                Token::Operand(Operand::Name(unescaped(self.regular())))
            }
            b')' | b'>' => self.sign(1, Token::Word(b"")),
            _ => {
                let word = self.regular();
                let number = std::str::from_utf8(word).ok().and_then(|word| word.parse::<f64>().ok());
                match number.filter(|number| number.is_finite() && !word[0].is_ascii_alphabetic()) {
                    Some(number) => Token::Operand(Operand::Number(number)),
                    None => Token::Word(word),
                }
            }
        })
    }

    fn sign(&mut self, length: usize, token: Token<'a>) -> Token<'a> {
        self.rest = &self.rest[length..];
        token
    }

    fn pass_blanks(&mut self) {
        loop {
            let blanks = self.rest.iter().take_while(|byte| is_blank(**byte)).count();
            self.rest = &self.rest[blanks..];
            if self.rest.first() != Some(&b'%') {
                return;
            }
            let line = self.rest.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
            self.rest = &self.rest[line..];
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let length = self.rest.iter().take_while(|byte| !is_blank(**byte) && !is_sign(**byte)).count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut depth = 1;
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some((&byte, rest)) = self.rest.split_first() else { return };
        self.rest = rest;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => self.rest = self.rest.strip_prefix(b"\n").unwrap_or(self.rest),
            b'\n' => {}
            b'0'..=b'7' => {
                let more = self.rest.iter().take(2).take_while(|byte| (b'0'..=b'7').contains(*byte)).count();
                let digits = std::iter::once(&byte).chain(&self.rest[..more]);
                out.push(digits.fold(0_u32, |sum, digit| sum * 8 + u32::from(digit - b'0')) as u8);
                self.rest = &self.rest[more..];
            }
            _ => out.push(byte),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let end = self.rest.iter().position(|byte| *byte == b'>').unwrap_or(self.rest.len());
        let digits = self.rest[..end].iter().filter_map(|byte| (*byte as char).to_digit(16));
        let mut digits: Vec<u8> = digits.map(|digit| digit as u8).collect();
        digits.resize(digits.len().next_multiple_of(2), 0);
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    /// The bytes of a picture within the drawing, which could be anything.
    fn pass_picture(&mut self) {
        let end = self
            .rest
            .windows(4)
            .position(|window| is_blank(window[0]) && &window[1..3] == b"EI" && is_blank(window[3]));
        self.rest = end.and_then(|at| self.rest.get(at + 1..)).unwrap_or_default();
    }
}

fn push(lists: &mut [Vec<Operand>], operand: Operand) {
    if let Some(list) = lists.last_mut()
        && list.len() < MOST
    {
        list.push(operand);
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A name, in which `#20` is a blank.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = hex.filter(|_| byte == b'#').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_come_with_what_they_work_on() {
        let content = b"% a note\n/F1 12 Tf [(a\\)\\101) -20.5 <4f6>] TJ BI /W 1 ID \x00(EI EI\nQ /OC <</A (b)>> BDC (open";
        let mut tokens = Tokens::of(content);
        let mut all = Vec::new();
        while let Some(Operation { name, operands }) = tokens.next() {
            all.push((String::from_utf8_lossy(name).into_owned(), operands));
        }
        let text = |text: &str| Operand::Text(text.as_bytes().to_vec());
        let name = |name: &str| Operand::Name(name.as_bytes().to_vec());
        assert_eq!(all[0], ("Tf".into(), vec![name("F1"), Operand::Number(12.0)]));
        assert_eq!(
            all[1],
            ("TJ".into(), vec![Operand::List(vec![text("a)A"), Operand::Number(-20.5), text("O`")])])
        );
        assert_eq!(
            all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>()[2..],
            ["BI", "EI", "Q", "BDC"]
        );
        assert_eq!(all[5].1, [name("OC"), Operand::List(vec![name("A"), text("b")])]);
    }
}
