//! What a manuscript says of itself in lines of its own: its document number (文号) and the day on
//! which it was made. Numbers and days within sentences are other papers'.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// What was read out of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOut {
    /// 文号, as it is written.
    pub document_no: Option<String>,
    /// 生成日期, from the date under the text.
    pub made_on: Option<Date>,
    /// The lines in which that day stands: the unit's name and the date.
    pub signed: String,
}

/// The number stands in the first so many lines, the date in the last.
const HEAD: usize = 8;
const FOOT: usize = 8;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{Han}A-Za-z]{1,20}[〔﹝\[［（(](?:19|20)\d\d[〕﹞\]］）)]第?\d{1,5}号$")
        .expect("a pattern")
});
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([12〇○零一二三四五六七八九\d]{4})年([一二三四五六七八九十\d]{1,3})月([一二三四五六七八九十\d]{1,3})日$")
        .expect("a pattern")
});

/// Reads a text's lines. A day that has not come is none on which it was made.
pub fn read_out(text: &str, today: Date) -> ReadOut {
    let lines = || text.lines().map(close).filter(|line| !line.is_empty());
    let last = lines().collect::<Vec<_>>();
    let mut days = (0..last.len()).rev().take(FOOT).filter_map(|at| Some((at, day(&last[at])?)));
    let made = days.find(|(_, day)| *day <= today);
    ReadOut {
        document_no: lines().take(HEAD).find(|line| NUMBER.is_match(line)),
        made_on: made.map(|(_, day)| day),
        signed: made.map(|(at, _)| last[at.saturating_sub(1)..=at].join(" ")).unwrap_or_default(),
    }
}

/// A line without the blanks by which people lay it out.
fn close(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).collect()
}

fn day(line: &str) -> Option<Date> {
    let found = DAY.captures(line)?;
    let year = found[1].chars().try_fold(0i16, |year, c| Some(year * 10 + i16::from(digit(c)?)))?;
    Date::new(year, number(&found[2])?, number(&found[3])?).ok()
}

fn digit(c: char) -> Option<u8> {
    match c {
        '〇' | '○' | '零' => Some(0),
        _ => c
            .to_digit(10)
            .map(|digit| digit as u8)
            .or_else(|| "一二三四五六七八九".chars().position(|one| one == c).map(|at| at as u8 + 1)),
    }
}

/// Up to 31, in figures or words: 9, 十, 二十九.
fn number(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (tens, ones) = text.split_once('十').unwrap_or(("零", text));
    let part = |text: &str, none: u8| match text.chars().next() {
        None => Some(none),
        Some(c) => digit(c).filter(|_| text.chars().count() == 1),
    };
    i8::try_from(part(tens, 1)? * 10 + part(ones, 0)?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 10, 9);

    #[test]
    fn lines_of_their_own_tell_number_and_day() {
        let text = "江南学院文件\n江院发 〔2026〕12号\n各部门：\n根据教财〔2019〕19号的要求办理。\n党政办公室\n2026 年 9 月 9 日";
        let read = read_out(text, TODAY);
        assert_eq!(read.document_no.as_deref(), Some("江院发〔2026〕12号"));
        assert_eq!(read.made_on, Some(date(2026, 9, 9)));
        assert_eq!(read.signed, "党政办公室 2026年9月9日");
        let only_others = read_out("根据教财〔2019〕19号，2026年9月9日起执行。", TODAY);
        assert_eq!(only_others, ReadOut::default());
    }

    #[test]
    fn days_are_read_in_words_and_none_from_the_future() {
        for (line, expected) in [
            ("二〇二六年九月九日", Some(date(2026, 9, 9))),
            ("二○二五年十二月三十一日", Some(date(2025, 12, 31))),
            ("2026年10月10日", None),
            ("2026年2月30日", None),
            ("二〇二六年十月九日", Some(date(2026, 10, 9))),
            ("二〇二六年二十月九日", None),
        ] {
            assert_eq!(read_out(line, TODAY).made_on, expected, "{line}");
        }
    }
}
