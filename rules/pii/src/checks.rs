//! Check digits.

use jiff::civil::Date;

/// The first two digits of an identity number: provinces, and 81 to 83 for
/// residence permits of Hong Kong, Macao and Taiwan residents.
pub(crate) const PROVINCES: [u8; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83,
];

/// Whether 18 characters are a citizen identity number (GB 11643-1999): a
/// province, a day of birth, a check character.
pub fn is_id_card(digits: &[u8]) -> bool {
    has_id_card_form(digits) && id_card_check(&digits[..17]) == digits[17].to_ascii_uppercase()
}

/// Whether 18 characters have a province and a day of birth where an identity
/// number has them; the check character may be wrong.
pub fn has_id_card_form(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    if !(check.is_ascii_digit() || check.eq_ignore_ascii_case(&b'X')) {
        return false;
    }
    if body.len() != 17 || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let value =
        |range: std::ops::Range<usize>| body[range].iter().fold(0i16, |n, d| n * 10 + i16::from(d - b'0'));
    let province = value(0..2);
    let (year, month, day) = (value(6..10), value(10..12) as i8, value(12..14) as i8);
    PROVINCES.iter().any(|known| i16::from(*known) == province)
        && (1850..2100).contains(&year)
        && Date::new(year, month, day).is_ok()
}

/// Whether eight digits are a day of these two centuries: 20210915.
pub fn is_day(digits: &[u8]) -> bool {
    let value =
        |range: std::ops::Range<usize>| digits[range].iter().fold(0i16, |n, d| n * 10 + i16::from(d - b'0'));
    digits.len() == 8
        && digits.iter().all(u8::is_ascii_digit)
        && (1900..2100).contains(&value(0..4))
        && Date::new(value(0..4), value(4..6) as i8, value(6..8) as i8).is_ok()
}

/// Whether 18 digits are the number of a foreigner's permanent residence card of 2023: a 9,
/// a day of birth, the check character of identity numbers.
pub fn is_permanent_residence(digits: &[u8]) -> bool {
    digits.len() == 18
        && digits[0] == b'9'
        && digits[..17].iter().all(u8::is_ascii_digit)
        && is_day(&digits[6..14])
        && id_card_check(&digits[..17]) == digits[17]
}

fn id_card_check(body: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// Whether 15 digits have the form of an old identity number: a province and a
/// day of birth in the twentieth century. It has no check digit, so words must
/// confirm it.
pub fn is_old_id_card(digits: &[u8]) -> bool {
    if digits.len() != 15 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let pair = |at: usize| (digits[at] - b'0') * 10 + digits[at + 1] - b'0';
    PROVINCES.contains(&pair(0))
        && Date::new(1900 + i16::from(pair(6)), pair(8) as i8, pair(10) as i8).is_ok()
}

/// Whether digits end in a Luhn check digit, as bank cards do.
pub fn is_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0');
            match place % 2 {
                0 => value,
                _ => value * 2 / 10 + value * 2 % 10,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether 18 characters are a unified social credit code (GB 32100-2015):
/// a registering department, six digits of a region, a check character.
pub fn is_uscc(code: &[u8]) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    if code.len() != 18 || code[0] == b'0' || !code[2..8].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let mut sum = 0;
    let mut weight = 1;
    for character in &code[..17] {
        let Some(value) = ALPHABET.iter().position(|a| a == character) else { return false };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET[(31 - sum % 31) % 31] == code[17]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert!(is_id_card(b"11010519491231002X"));
        assert!(is_id_card(b"11010519491231002x"));
        assert!(!is_id_card(b"110105194912310021"), "check digit");
        assert!(!is_id_card(b"11010519491331002X"), "month 13");
        assert!(!is_id_card(b"1101051949123100"));
        assert!(has_id_card_form(b"110105194912310021"));
        assert!(is_old_id_card(b"220104700428605"));
        assert!(!is_old_id_card(b"934944665743748"));
        assert!(!is_old_id_card(b"220104701328605"), "month 13");
        assert!(is_luhn(b"4111111111111111"));
        assert!(!is_luhn(b"4111111111111112"));
        assert!(is_uscc(b"91350100M000100Y43"));
        assert!(!is_uscc(b"91350100M000100Y44"));
        assert!(!is_uscc(b"110XXXXXXXXXXX4507"), "masked");
    }
}
