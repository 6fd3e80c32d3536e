//! The code that opens a case without an account.

/// Letters and digits that nobody confuses when they are read out (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 60 bits of chance, and wrong tries are counted per number.
pub const CODE: usize = 12;

/// A new code.
pub fn new_code() -> String {
    let chance: [u8; CODE] = rand::random();
    chance.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// A code as somebody typed it, in small letters, with blanks, with O for 0.
pub fn plain(typed: &str) -> String {
    let one = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    typed.chars().filter(char::is_ascii_alphanumeric).map(one).collect()
}

/// A code in groups of four, to be read out and copied.
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = new_code();
        assert_eq!(code.len(), CODE);
        assert_ne!(code, new_code());
        assert_eq!(plain(&grouped(&code).to_lowercase()), code);
        assert_eq!(plain("oIl-9"), "0119");
    }
}
