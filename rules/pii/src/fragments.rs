//! What a text shows of numbers without showing them: positions, never values.
//!
//! Two lists that mask differently can be put side by side: the first six and last four
//! characters of an identity number here, the day of birth there. The gate remembers which
//! positions of whose numbers are public already, under a keyed hash of the person, and asks
//! [`union`] what a further list would add. Whose: that is the caller's to hash; here persons
//! are borrowed text.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::Context;
use crate::disguise::{fold, is_hiding, is_invisible};
use crate::groups::Script;
use crate::places::Places;
use crate::rules::Role;
use crate::table::Table;
use crate::{Kind, Rules};

/// Of whom a text shows something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Person<'t> {
    /// The name as it is written.
    pub name: &'t str,
    /// College, department or unit.
    pub unit: Option<&'t str>,
    /// Major.
    pub major: Option<&'t str>,
    /// Class or grade.
    pub class: Option<&'t str>,
}

/// Which positions of a number are shown: bit 0 is the first. Holds no digit of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// What number: [`Kind::IdCard`], [`Kind::Mobile`], [`Kind::BankCard`] or [`Kind::StudentNo`].
    pub kind: Kind,
    /// How many characters it has.
    pub length: u8,
    /// The positions that are shown.
    pub positions: u32,
    /// Of an identity number: whether the sex is told, the parity of position 17.
    pub sex: bool,
}

/// A number of a person, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment<'t> {
    /// Whose.
    pub person: Person<'t>,
    /// What is shown of it.
    pub shown: Shown,
}

/// Fewer numbers to try than this, and somebody will: an afternoon's work by hand on a form
/// that answers “no such person”.
const FEWEST_IDENTITIES: u64 = 10_000;
/// Of mobiles and cards, which one cannot check as easily.
const FEWEST_OTHERS: u64 = 1_000;
/// Counties, by the first six digits of an identity number; all that were ever given out.
const REGIONS: u64 = 3_500;
/// Days on which the students of a college were born: six years.
const BIRTHDAYS: u64 = 2_191;

impl Shown {
    fn of(kind: Kind, length: u8, positions: u32) -> Shown {
        Shown { kind, length, positions, sex: false }
    }

    fn knows(self, places: Range<u32>) -> u32 {
        places.filter(|place| self.positions >> place & 1 == 1).count() as u32
    }

    /// How many numbers are left to try for somebody who knows what is shown.
    ///
    /// An identity number has a region (six digits, 3,500 of them; with the first two 100, with
    /// four 10), a day of birth (2,191 in the six years of a college's students; with the year
    /// 365, with year and month 30), an order number (1,000; half with the sex), and a check
    /// character that leaves one in eleven where it is shown. First six and last four: 1 ×
    /// 2,191 × 1 / 11, some 200. Of a mobile each hidden digit counts ten; of a card too, and its
    /// check digit leaves one in ten.
    pub fn candidates(self) -> u64 {
        let hidden = u32::from(self.length) - self.knows(0..u32::from(self.length));
        match self.kind {
            Kind::IdCard => self.identities(),
            Kind::BankCard if hidden > 0 => 10_u64.saturating_pow(hidden - 1),
            _ => 10_u64.saturating_pow(hidden),
        }
    }

    fn identities(self) -> u64 {
        // What each of two digits is worth, where none, one or both are known.
        let two = |first: u32, worth: [u64; 3]| worth[self.knows(first..first + 2) as usize];
        let year = [1, 1, 1, 2, 6][self.knows(6..10) as usize];
        let region = (REGIONS / two(0, [1, 6, 35]) / two(2, [1, 3, 10]) / two(4, [1, 3, 10])).max(1);
        let birth = (BIRTHDAYS / year / two(10, [1, 4, 12]) / two(12, [1, 10, 30])).max(1);
        let mut order = 10_u64.pow(3 - self.knows(14..17));
        if self.sex && self.knows(16..17) == 0 {
            order = order.div_ceil(2);
        }
        let all = region * birth * order;
        if self.knows(17..18) == 1 { all.div_ceil(11) } else { all }
    }

    /// Whether so little is hidden that the number is as good as shown.
    pub fn is_too_much(self) -> bool {
        let fewest = if self.kind == Kind::IdCard { FEWEST_IDENTITIES } else { FEWEST_OTHERS };
        self.kind != Kind::StudentNo && self.candidates() < fewest
    }
}

/// What two lists show together of one number, and whether that is the union's own doing: it
/// leaves fewer numbers to try than either, and too few. `None` where they are about different
/// kinds of number, or numbers of different length.
pub fn union(one: Shown, other: Shown) -> Option<(Shown, bool)> {
    if one.kind != other.kind || one.length != other.length {
        return None;
    }
    let positions = one.positions | other.positions;
    let both = Shown { positions, sex: one.sex || other.sex, ..one };
    let worse = both.candidates() < one.candidates().min(other.candidates());
    Some((both, worse && both.is_too_much()))
}

impl Rules {
    /// What a text shows of whose numbers: in lists with a column of names, and in sentences
    /// where a name stands before a number. What is said of one number in several cells of a
    /// row (birthday, home county, sex) is one fragment.
    pub fn fragments<'t>(&self, text: &'t str) -> Vec<Fragment<'t>> {
        let context = Context::of(text, self, &Places::all_of(text));
        let mut found = Vec::new();
        let mut rows = Vec::new();
        for table in context.tables.iter().filter(|table| table.head.named) {
            for row in &table.rows {
                found.extend(in_row(text, table, row));
                rows.push(row.clone());
            }
        }
        found.extend(in_sentences(text, &rows));
        found
    }
}

/// The fragments of a row, one for each kind of number.
fn in_row<'t>(text: &'t str, table: &Table, row: &Range<usize>) -> Vec<Fragment<'t>> {
    let mut person = Person::default();
    let mut numbers: Vec<Shown> = Vec::new();
    let mut add = |shown: Shown| match numbers.iter_mut().find(|known| known.kind == shown.kind) {
        Some(known) => {
            known.positions |= shown.positions;
            known.sex |= shown.sex;
        }
        None => numbers.push(shown),
    };
    for (number, cell) in table.cells(text, row).enumerate() {
        let value = text[cell].trim();
        let Some(head) = table.head.places.get(number) else { break };
        let head = text[head.clone()].trim();
        match table.head.columns.get(number).copied().flatten().map(|mark| mark.role) {
            Some(Role::Name) if person.name.is_empty() => person.name = value,
            Some(Role::IdCard) => {
                parse(value, 18).into_iter().for_each(|bits| add(Shown::of(Kind::IdCard, 18, bits)))
            }
            Some(Role::Phone) => {
                parse(value, 11).into_iter().for_each(|bits| add(Shown::of(Kind::Mobile, 11, bits)))
            }
            Some(Role::Bank | Role::Account) => card(value).into_iter().for_each(&mut add),
            Some(Role::StudentNo) => student_no(value).into_iter().for_each(&mut add),
            Some(Role::BirthDate) => add(Shown::of(Kind::IdCard, 18, birth(value))),
            Some(Role::Address) => add(Shown::of(Kind::IdCard, 18, region(value))),
            _ => {
                besides(head, value).into_iter().for_each(&mut add);
                describe(&mut person, head, value);
            }
        }
    }
    numbers.retain(|shown| shown.positions != 0 || shown.sex);
    let fragment = |shown| Fragment { person, shown };
    if person.name.is_empty() { Vec::new() } else { numbers.into_iter().map(fragment).collect() }
}

/// What a column without a role of its own tells of an identity number.
fn besides(head: &str, value: &str) -> Option<Shown> {
    let positions = match head {
        "籍贯" | "生源地" | "户籍" | "户籍地" | "户口所在地" | "家庭所在地" | "出生地" => {
            region(value)
        }
        _ => 0,
    };
    let sex = head.replace([' ', '\u{3000}'], "") == "性别" && value.starts_with(['男', '女']);
    (sex || positions != 0).then_some(Shown { sex, ..Shown::of(Kind::IdCard, 18, positions) })
}

fn describe<'t>(person: &mut Person<'t>, head: &str, value: &'t str) {
    let place = match head.replace([' ', '\u{3000}'], "").as_str() {
        "学院" | "院系" | "系部" | "系别" | "二级学院" | "部门" | "单位" | "所在学院" | "所在院系"
        | "所在单位" | "院（系）" => &mut person.unit,
        "专业" | "专业名称" | "所学专业" => &mut person.major,
        "班级" | "行政班" | "行政班级" | "所在班级" | "专业班级" | "年级" => {
            &mut person.class
        }
        _ => return,
    };
    *place = Some(value).filter(|value| !value.is_empty());
}

/// The positions that a written number shows, of one with so many characters. A mask that is
/// shorter than what it hides is stretched: 138***0000.
fn parse(value: &str, length: u8) -> Option<u32> {
    let mut characters: Vec<bool> = Vec::new();
    for c in value.chars().filter(|c| !is_invisible(*c) && !matches!(c, ' ' | '-' | '－' | '\u{3000}')) {
        match fold(c) {
            Some((Script::Digits | Script::Numerals, _)) => characters.push(true),
            Some((Script::Letters, b'X')) if characters.len() == 17 => characters.push(true),
            _ if is_hiding(c) => characters.push(false),
            _ => return None,
        }
    }
    let count = characters.len();
    let stretched = count != usize::from(length);
    let hidden = characters.iter().filter(|shown| !**shown).count();
    let runs = characters.chunk_by(|a, b| a == b).filter(|run| !run[0]).count();
    if count == 0 || count > usize::from(length) || (stretched && runs != 1) {
        return None;
    }
    let head = characters.iter().take_while(|shown| **shown).count();
    let bits = |place: usize| match stretched {
        _ if place < head => true,
        true => usize::from(length) - place <= count - hidden - head,
        false => characters[place],
    };
    Some((0..usize::from(length)).filter(|place| bits(*place)).fold(0, |all, place| all | 1 << place))
}

fn card(value: &str) -> Option<Shown> {
    let count = value.chars().filter(|c| fold(*c).is_some() || is_hiding(*c)).count();
    let length = u8::try_from(count).ok().filter(|count| (8..=19).contains(count))?;
    // With one mask shorter than what it hides nobody can tell: a card of a debit account has 19.
    let length = if length < 15 { 19 } else { length };
    parse(value, length).map(|positions| Shown::of(Kind::BankCard, length, positions))
}

fn student_no(value: &str) -> Option<Shown> {
    let length = u8::try_from(value.chars().count()).ok().filter(|count| (6..=20).contains(count))?;
    parse(value, length).map(|positions| Shown::of(Kind::StudentNo, length, positions))
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:19|20)[0-9]{2})[-./年]?(?:([0-9]{1,2})[-./月]?([0-9]{1,2})?)?")
        .expect("built-in patterns are used by tests")
});

/// Positions 7 to 14, as far as a date tells them.
fn birth(value: &str) -> u32 {
    let Some(found) = DATE.captures(value) else { return 0 };
    let mut positions = 0b1111 << 6;
    if found.get(2).is_some() {
        positions |= 0b11 << 10;
        positions |= if found.get(3).is_some() { 0b11 << 12 } else { 0 };
    }
    positions
}

/// Positions 1 to 6, as far as a place of origin tells them: province, city, county.
fn region(value: &str) -> u32 {
    if says_nothing(value) {
        return 0;
    }
    let parts = value.chars().filter(|c| matches!(c, '区' | '县' | '旗')).count();
    let city = value.chars().filter(|c| matches!(c, '市' | '州' | '盟')).count();
    match (parts, city) {
        (1.., _) | (0, 2..) => 0b11_1111,
        (0, 1) => 0b1111,
        _ => 0b11,
    }
}

fn says_nothing(value: &str) -> bool {
    !crate::lists::says_something(value)
}

/// A name, perhaps what the number is, and a number, masked or whole.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<name>\p{Han}{2,4})[ \t\x{3000}（(:：,，]{0,3}",
        r"(?P<label>(?:居民)?身份证(?:号码?)?|证件号码?|手机号?码?|(?:联系)?电话|(?:银行)?卡号|银行账号|学号)?[ :：为]{0,3}",
        r"(?P<number>[0-9０-９][0-9０-９*＊×●xX○□■#]{7,20})"
    ))
    .expect("built-in patterns are used by tests")
});
/// The hundred surnames that nine in ten people bear.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭\
    陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
/// Words that stand where a name might.
const NO_NAMES: [&str; 6] = ["学生", "同学", "老师", "姓名", "电话", "号码"];

fn in_sentences<'t>(text: &'t str, rows: &[Range<usize>]) -> Vec<Fragment<'t>> {
    let listed = |place: usize| {
        let next = rows.partition_point(|row| row.start <= place);
        next > 0 && place < rows[next - 1].end
    };
    let found = NAMED.captures_iter(text).filter_map(|found| {
        let (name, number) = (found.name("name")?, found.name("number")?);
        let label = found.name("label").map_or("", |label| label.as_str());
        let name = surname(name.as_str())?;
        (!listed(number.start())).then_some(())?;
        let shown = number_of(label, number.as_str())?;
        Some(Fragment { person: Person { name, ..Person::default() }, shown })
    });
    found.collect()
}

/// The name at the end of some characters: it begins with a surname.
fn surname(words: &str) -> Option<&str> {
    let characters: Vec<(usize, char)> = words.char_indices().collect();
    [3, 2, 4].into_iter().filter(|length| *length <= characters.len()).find_map(|length| {
        let (at, first) = characters[characters.len() - length];
        let name = &words[at..];
        (SURNAMES.contains(first) && !NO_NAMES.iter().any(|word| name.contains(word))).then_some(name)
    })
}

fn number_of(label: &str, value: &str) -> Option<Shown> {
    let count = value.chars().count();
    let of = |kind, length| parse(value, length).map(|positions| Shown::of(kind, length, positions));
    match label {
        _ if label.contains('证') => of(Kind::IdCard, 18),
        _ if label.contains("手机") || label.contains("电话") => of(Kind::Mobile, 11),
        _ if label.contains('卡') || label.contains("账号") => card(value),
        "学号" => student_no(value),
        _ if count == 18 => of(Kind::IdCard, 18),
        _ if count == 11 && value.starts_with('1') => of(Kind::Mobile, 11),
        _ if (16..=19).contains(&count) => card(value),
        _ => None,
    }
}
