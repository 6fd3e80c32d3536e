//! The numbers that Word writes before paragraphs by itself: in a page they are lists, or words
//! where a list could not show them as they are (（一）, 第三条).

use std::collections::HashMap;

use super::package::Level;

/// What stands before a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// A dot.
    Bullet,
    /// A number that an ordered list shows.
    Number(u32),
    /// Words.
    Words(String),
}

/// Counts the paragraphs of each list.
#[derive(Default)]
pub(super) struct Counters(HashMap<(u32, u8), u32>);

impl Counters {
    /// What stands before the next paragraph of a list at a level.
    pub fn next(&mut self, levels: &HashMap<(u32, u8), Level>, list: u32, depth: u8) -> Option<Before> {
        let level = levels.get(&(list, depth))?;
        let count = self.0.entry((list, depth)).and_modify(|count| *count += 1).or_insert(level.start);
        let count = *count;
        self.0.retain(|(other, deeper), _| *other != list || *deeper <= depth);
        if level.is_bullet() {
            return Some(Before::Bullet);
        }
        let plain = ["%1.", "%1、", "%1．", "%1", "%1)", "%1）"]
            .map(|text| text.replace('1', &(depth + 1).to_string()));
        if level.format == "decimal" && plain.contains(&level.text) {
            return Some(Before::Number(count));
        }
        let mut words = level.text.clone();
        for above in 0..=depth {
            let Some(one) = levels.get(&(list, above)) else { continue };
            let count = self.0.get(&(list, above)).copied().unwrap_or(one.start);
            let format = if level.is_legal { "decimal" } else { &one.format };
            words = words.replace(&format!("%{}", above + 1), &written(count, format));
        }
        Some(Before::Words(words))
    }
}

/// A number as Word's formats write it; one of no known format in figures.
fn written(number: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCountingThousand" => chinese(number),
        "lowerLetter" => letter(number, b'a'),
        "upperLetter" => letter(number, b'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&number) => {
            char::from_u32(0x245f + number).map(String::from).unwrap_or_default()
        }
        _ => number.to_string(),
    }
}

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// Up to 九百九十九; what is above stays in figures.
fn chinese(number: u32) -> String {
    let digit = |at: u32| DIGITS[at as usize];
    match number {
        0..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", if number == 10 { "" } else { digit(number % 10) }),
        20..=99 => {
            format!(
                "{}十{}",
                digit(number / 10),
                if number.is_multiple_of(10) { "" } else { digit(number % 10) }
            )
        }
        100..=999 => {
            let rest = match number % 100 {
                0 => String::new(),
                rest @ 1..=9 => format!("零{}", digit(rest)),
                rest @ 10..=19 => format!("一{}", chinese(rest)),
                rest => chinese(rest),
            };
            format!("{}百{rest}", digit(number / 100))
        }
        _ => number.to_string(),
    }
}

fn letter(number: u32, first: u8) -> String {
    let place = number.saturating_sub(1) % 26;
    let times = number.saturating_sub(1) / 26 + 1;
    char::from(first + place as u8).to_string().repeat(times.min(8) as usize)
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number.min(3999);
    let mut out = String::new();
    for (value, letters) in VALUES {
        while rest >= value {
            out += letters;
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        for (number, format, expected) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (14, "chineseCounting", "十四"),
            (20, "chineseCounting", "二十"),
            (37, "chineseCounting", "三十七"),
            (100, "chineseCounting", "一百"),
            (105, "chineseCounting", "一百零五"),
            (110, "chineseCounting", "一百一十"),
            (123, "chineseCounting", "一百二十三"),
            (3, "lowerLetter", "c"),
            (27, "upperLetter", "AA"),
            (4, "lowerRoman", "iv"),
            (1, "decimalEnclosedCircle", "①"),
            (7, "decimal", "7"),
        ] {
            assert_eq!(written(number, format), expected, "{number} as {format}");
        }
    }

    #[test]
    fn levels_count_on_their_own_and_begin_anew() {
        let level = |format: &str, text: &str| Level {
            format: format.into(),
            text: text.into(),
            start: 1,
            is_legal: text == "%1.%2",
        };
        let levels = HashMap::from([
            ((1, 0), level("chineseCounting", "第%1章")),
            ((1, 1), level("decimal", "%1.%2")),
            ((2, 0), level("decimal", "%1.")),
            ((2, 1), level("bullet", "•")),
        ]);
        let mut counters = Counters::default();
        let mut next = |list, depth| counters.next(&levels, list, depth).unwrap();
        let words = |text: &str| Before::Words(text.into());
        assert_eq!((next(1, 0), next(1, 1), next(1, 1)), (words("第一章"), words("1.1"), words("1.2")));
        assert_eq!((next(1, 0), next(1, 1)), (words("第二章"), words("2.1")));
        assert_eq!(
            (next(2, 0), next(2, 1), next(2, 0)),
            (Before::Number(1), Before::Bullet, Before::Number(2))
        );
    }
}
