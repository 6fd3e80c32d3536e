//! Certificates of property and numbers of household registers. They lead to a home and a
//! family, but the contract has no type for them: they are words to look at, with rules of
//! their own.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::Context;
use crate::finding::Hit;
use crate::rules::Role;
use crate::{Kind, Level, Rules};

/// 苏(2021)江宁区不动产权第0012345号, as the forms of 2016 have it (国土资源部, 不动产权证书), and
/// what came before: 宁房权证鼓转字第123456号, 沪房地浦字（2010）第012345号. Without 号 where a
/// cell is narrow.
static CERTIFICATE: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?)?[(（〔\[][12][0-9]{3}[)）〕\]] ?\p{Han}{1,12}不动产(?:权|证明) ?第 ?[0-9]{4,10} ?号?|",
        r"\p{Han}{0,4}房(?:权证|地|产证|地产证)\p{Han}{0,8}?(?:字)?(?:[(（〔\[][12][0-9]{3}[)）〕\]])?",
        r"\p{Han}{0,4}第? ?[A-Z]{0,3}[0-9]{5,12}(?:[-－][0-9]{1,4})? ?号?",
    ))
});
/// A number alone, behind a label or in its column.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"^[\s:：号码为是（(“"]{0,6}((?:No\.?|NO\.?)? ?[A-Z]{0,2}[0-9]{6,18})(?:[^0-9A-Za-z.*＊×-]|$)"#)
});
/// Of whom a line speaks that speaks of one person's home.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        "姓名|本人|户主|业主|产权人|权利人|购房|申请人|同志|教职工|家庭|同学|学生|房主|身份证|户口|户籍|配偶|子女",
    )
});
/// Bytes behind a label in which the value is over, and of a line that are looked at for a person.
const REACH: usize = 120;
const SAME_SENTENCE: usize = 180;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("built-in patterns are used by tests")
}

/// Finds what stands behind such a label, or under it.
pub(crate) fn find(context: &Context<'_>, rules: &Rules, hits: &mut Vec<Hit>) {
    let labels = context.marks.iter().map(|mark| (mark.role, mark.start, mark.end, None));
    let cells =
        context.cells.iter().map(|cell| (cell.role, cell.start, cell.start, Some((cell.end, cell.named))));
    for (role, label, from, cell) in labels.chain(cells) {
        let (patterns, rule): (&[&Regex], _) = match role {
            Role::Property => (&[&CERTIFICATE, &NUMBER], "property_certificate"),
            Role::Household => (&[&NUMBER], "household_no"),
            _ => continue,
        };
        let to = cell.map_or(from + REACH, |(end, _)| end).min(context.text.len());
        let Some(place) = value(context, from..context.text.floor_char_boundary(to), patterns) else {
            continue;
        };
        let of_a_person = match cell {
            Some((_, named)) => named,
            None => PERSON.is_match(around(context.text, label..place.end)),
        };
        let level = if of_a_person { rules.level(Kind::Word) } else { Level::Info };
        hits.push(Hit::new(place.start, place.end, Kind::Word, level, rule));
    }
}

/// Where the value behind a label stands: on its line, with hardly a word between.
fn value(context: &Context<'_>, stretch: Range<usize>, patterns: &[&Regex]) -> Option<Range<usize>> {
    let text = context.text.get(stretch.clone())?;
    let line = text.split('\n').next().unwrap_or_default();
    patterns.iter().find_map(|pattern| {
        let found = pattern.captures(line)?;
        let value = found.get(1).or(found.get(0))?;
        let is_near = line[..value.start()].chars().count() <= FILLER;
        is_near.then(|| stretch.start + value.start()..stretch.start + value.end())
    })
}

/// Characters between a label and its value.
const FILLER: usize = 6;

/// The sentence in which something stands.
fn around(text: &str, place: Range<usize>) -> &str {
    let from = text.floor_char_boundary(place.start.saturating_sub(SAME_SENTENCE));
    let to = text.ceil_char_boundary((place.end + SAME_SENTENCE).min(text.len()));
    let bounds = ['\n', '。'];
    let start = text[from..place.start].rfind(bounds).map_or(from, |at| from + at);
    let end = text[place.end..to].find(bounds).map_or(to, |at| place.end + at);
    &text[start..end]
}
