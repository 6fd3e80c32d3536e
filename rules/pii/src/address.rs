//! Home addresses. Offices and companies have addresses too: an address counts
//! where regions, what people live in, and the words before it add up.

use std::sync::LazyLock;

use regex::Regex;

use crate::context::Context;
use crate::finding::Hit;
use crate::groups::{Groups, Script};
use crate::rules::Role;
use crate::{Kind, Level, Rules};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("built-in patterns are used by tests")
}

/// Province, city, county, town, each if there.
static REGION: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?P<province>(?P<municipal>北京|天津|上海|重庆)市?|",
        r"(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|",
        r"内蒙古|广西|西藏|宁夏|新疆|台湾|香港|澳门)(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?)",
        r"(?P<city> ?\p{Han}{1,7}?(?:市|自治州|地区|盟))?(?P<county> ?\p{Han}{1,7}?(?:区|县|旗|市))?",
        r"(?P<town> ?\p{Han}{1,8}?(?:镇|乡|街道))?"
    ))
});
static CITY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<city>\p{Han}{2,3}?市)(?P<county>\p{Han}{1,7}?(?:区|县|旗|市))?(?P<town>\p{Han}{1,8}?(?:镇|乡|街道))?",
    )
});
static HOME: LazyLock<Regex> =
    LazyLock::new(|| regex(r"栋|幢|单元|小区|新村|花园|家园|公寓|苑|里[0-9０-９]|村|组|屯|弄|宿舍|室"));
static ROOM: LazyLock<Regex> = LazyLock::new(|| regex(r"室|户|(?:栋|幢|楼|单元|座)[0-9０-９]{2,4}$"));
static WORK: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"办公|行政楼|教学楼|实训|实验楼|图书馆|学院|大学|学校|校区|大厦|软件园|科技园|产业园|工业园|园区|广场|写字楼|公司|中心|商务|",
        r"大楼|基地|厂|酒店|宾馆|银行|医院|政府|会议|报告厅|体育馆|市场|商场"
    ))
});
/// Streets named after what stands there.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:学院|大学|中心|广场|工业|市场|银行|医院|政府|学校)(?:东|西|南|北|中)?(?:路|街|巷|里|大道)")
});
static LAST_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"[0-9０-９](?:号楼|号院|号|栋|幢|座|楼|层|单元|室|户|组|弄)?[^0-9０-９]*$"));

pub(crate) const UNITS: &str = "号栋幢室户单弄组座楼";
/// An address is no longer than this, in bytes.
const LONGEST: usize = 180;

pub(crate) fn find(groups: &Groups, context: &Context<'_>, rules: &Rules, hits: &mut Vec<Hit>) {
    let text = context.text;
    let mut done = 0;
    for group in groups.list.iter().filter(|group| group.script != Script::Letters) {
        let unit = text[group.end..].chars().next().is_some_and(|next| UNITS.contains(next));
        if !unit || group.start < done {
            continue;
        }
        let (start, end) = clause(text, group.start, done);
        done = end;
        hits.extend(weigh(context, start, end, rules));
    }
    said(context, rules, hits);
}

/// Whether three bytes are a character of [`UNITS`].
pub(crate) fn is_unit(bytes: &[u8; 3]) -> bool {
    UNITS.as_bytes().chunks_exact(3).any(|unit| unit == bytes)
}

/// Whether a clause may have what the least address has that counts without a label: a word for
/// a region, or the last character of a city that is written without one (北京, 天津, 上海, 重庆).
pub(crate) fn may_be(clause: &str) -> bool {
    clause.contains(|c| {
        matches!(
            c,
            '省' | '市' | '区' | '县' | '旗' | '盟' | '州' | '镇' | '乡' | '道' | '京' | '津' | '海' | '庆'
        )
    })
}

/// What an address doesn't reach over.
fn is_bound(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '（' | '）' | '、' | '”' | '“' | '\t' | '\n')
        || matches!(c, ':' | ';' | ',' | '(' | ')' | '|')
}

/// The stretch around a place between two bounds.
pub(crate) fn clause(text: &str, at: usize, not_before: usize) -> (usize, usize) {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST)).max(not_before);
    let to = text.floor_char_boundary((at + LONGEST).min(text.len()));
    let start = text[from..at].rfind(is_bound).map_or(from, |place| {
        let c = text[from + place..].chars().next().map_or(1, char::len_utf8);
        from + place + c
    });
    let end = text[at..to].find(is_bound).map_or(to, |place| at + place);
    (start, end)
}

fn weigh(context: &Context<'_>, start: usize, end: usize, rules: &Rules) -> Option<Hit> {
    let clause = &context.text[start..end];
    let region = REGION.captures(clause).or_else(|| CITY.captures(clause))?;
    let at = region.get(0)?.start();
    let address = &clause[at..];
    let stop = LAST_NUMBER.captures(address)?.get(0)?;
    let number = stop.as_str();
    // Whatever follows the last number and its unit is no part of the address.
    let shown = number.trim_end_matches(|c: char| !UNITS_AND_MORE.contains(c) && !c.is_numeric());
    let address = &address[..stop.start() + shown.len()];
    let label = context.said(start + at).or_else(|| context.said(start));
    let work = WORK.is_match(&STREET.replace_all(clause, "")) || label == Some(Role::WorkAddress);
    let work = work || (label == Some(Role::Mailing) && is_of_organisation(&context.text[..start + at]));
    let said = label == Some(Role::Address);
    let home = HOME.is_match(address);
    let levels = ["province", "municipal", "city", "county", "town"];
    let score = levels.iter().filter(|level| region.name(level).is_some()).count()
        + usize::from(home)
        + usize::from(ROOM.is_match(address))
        + if said { 3 } else { usize::from(label == Some(Role::Mailing)) };
    if work || score < 4 || !(home || said) {
        return None;
    }
    let level = if said { rules.level(Kind::Address) } else { Level::Warn };
    Some(Hit::new(start + at, start + at + address.len(), Kind::Address, level, "address"))
}

static ORGANISATION: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?:公司|集团|学校|学院|大学|中心|厂|局|处|部|所|院|店|社|银行|医院|协会|供应商|代理机构|采购人|单位)",
        r"[，,；;、\s）)]{0,3}(?:联系|通讯|通信|单位)?地址[：:\s]{0,3}$"
    ))
});

/// 某某公司，地址：; what stands before an address says whose it is.
fn is_of_organisation(before: &str) -> bool {
    let from = before.floor_char_boundary(before.len().saturating_sub(60));
    ORGANISATION.is_match(&before[from..])
}

const UNITS_AND_MORE: &str = "号栋幢室户元弄组座楼层院";

/// What stands behind 家庭住址, or under it, needs no number.
fn said(context: &Context<'_>, rules: &Rules, hits: &mut Vec<Hit>) {
    let level = rules.level(Kind::Address);
    for mark in context.marks.iter().filter(|mark| mark.role == Role::Address) {
        let rest = &context.text[mark.end..];
        let value = rest.trim_start_matches([':', '：', ' ', '为', '是', '在', '\u{3000}']);
        let start = mark.end + rest.len() - value.len();
        let (_, end) = clause(context.text, start, start);
        if is_place(&context.text[start..end]) {
            hits.push(Hit::new(start, end, Kind::Address, level, "address_said"));
        }
    }
    for cell in context.cells.iter().filter(|cell| cell.role == Role::Address) {
        let value = context.text[cell.start..cell.end].trim();
        if is_place(value) {
            let start = cell.start + context.text[cell.start..cell.end].find(value).unwrap_or(0);
            hits.push(Hit::new(start, start + value.len(), Kind::Address, level, "address_column"));
        }
    }
}

/// Two words for regions or streets, or one and a number; nothing masked.
fn is_place(value: &str) -> bool {
    let words = value.chars().filter(|c| "省市县区镇乡村路街组号".contains(*c)).count();
    let number = value.chars().any(char::is_numeric);
    value.chars().count() >= 5 && words + usize::from(number) >= 2 && !value.contains(['*', '＊', '×'])
}
