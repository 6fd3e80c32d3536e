//! A pasted text in one form of writing.

/// Without white space, with half-width digits, brackets and colons, and one
/// word for 至 and for 星期. Commas stay, since sentences are cut at them.
pub(crate) fn squeeze(text: &str) -> String {
    let written: String = text.chars().filter(|letter| !is_space(*letter)).map(half_width).collect();
    let written = written.replace("星期天", "周日").replace("周天", "周日");
    written
        .replace("星期", "周")
        .replace("礼拜", "周")
        .replace(['—', '–', '~', '～', '－'], "至")
        .replace("至至", "至")
}

/// White space, and what pages leave between letters without anybody seeing it.
fn is_space(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}' | '*')
}

fn half_width(letter: char) -> char {
    match letter {
        '（' => '(',
        '）' => ')',
        '：' | '∶' => ':',
        '，' => ',',
        '；' | '！' => '。',
        '０'..='９' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}
