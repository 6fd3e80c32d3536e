//! Thousands of lines of our own making, with values whose check digits are right, and with
//! what only looks like them. The dice are the same each time.

use crate::score::{Score, Span};

const KINDS: [&str; 8] = ["id_card", "mobile", "bank_card", "uscc", "passport", "plate", "email", "address"];
const LINES: usize = 6000;

/// Dice without a crate: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}

const REGIONS: [&str; 12] = [
    "110105", "330302", "510107", "440106", "420111", "610113", "350602", "530102", "650102", "460105",
    "810000", "830000",
];

fn day(dice: &mut Dice) -> String {
    format!("{}{:02}{:02}", 1960 + dice.below(48), 1 + dice.below(12), 1 + dice.below(28))
}

fn check(body: &str) -> char {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    char::from(b"10X98765432"[(sum % 11) as usize])
}

fn id_card(dice: &mut Dice) -> String {
    let body = format!("{}{}{}", dice.of(&REGIONS), day(dice), dice.digits(3));
    let check = check(&body);
    format!("{body}{check}")
}

/// One that is wrong in its check character, its day or its province.
fn no_id_card(dice: &mut Dice) -> String {
    let good = id_card(dice);
    match dice.below(3) {
        0 => {
            let wrong = if good.ends_with('5') { "6" } else { "5" };
            format!("{}{wrong}", &good[..17])
        }
        1 => format!("{}13{}", &good[..10], &good[12..]),
        _ => format!("19{}", &good[2..]),
    }
}

fn mobile(dice: &mut Dice) -> String {
    format!("1{}{}", 3 + dice.below(7), dice.digits(9))
}

fn luhn(body: &str) -> u32 {
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = digit.to_digit(10).unwrap() * if at % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

fn card(dice: &mut Dice, right: bool) -> String {
    let length = 15 + 3 * dice.below(2);
    let bank = dice.of(&["6222", "6228", "6217", "6230", "6212"]);
    let body = format!("{bank}{}", dice.digits(length - 4));
    let check = (luhn(&body) + u32::from(!right)) % 10;
    format!("{body}{check}")
}

fn uscc(dice: &mut Dice) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut code = format!("{}{}", dice.of(&["91", "12", "52", "93"]), dice.of(&REGIONS[..8]));
    code.extend((0..9).map(|_| char::from(ALPHABET[dice.below(31)])));
    let mut weight = 1;
    let mut sum = 0;
    for c in code.bytes() {
        sum += ALPHABET.iter().position(|a| *a == c).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    code.push(char::from(ALPHABET[(31 - sum % 31) % 31]));
    code
}

fn plate(dice: &mut Dice) -> String {
    let dot = dice.of(&["", "", "·"]);
    format!(
        "{}{}{dot}{}",
        dice.of(&["浙", "京", "沪", "粤", "鲁", "川"]),
        dice.of(&["A", "B", "C", "F"]),
        dice.digits(5)
    )
}

fn address(dice: &mut Dice) -> String {
    let place = dice.of(&[
        "浙江省温州市鹿城区",
        "贵州省毕节市威宁县",
        "河南省周口市郸城县",
        "江西省赣州市于都县",
        "云南省昭通市镇雄县",
    ]);
    let street = dice.of(&["人民中路", "解放北路", "建设街", "府前路", "朝阳巷"]);
    let (house, room) = (1 + dice.below(400), 101 + dice.below(1800));
    match dice.below(3) {
        0 => format!("{place}{street}{house}号{}幢{room}室", 1 + dice.below(30)),
        1 => {
            format!("{place}{street}{house}号阳光小区{}栋{}单元{room}", 1 + dice.below(30), 1 + dice.below(4))
        }
        _ => format!("{place}某镇幸福村{}组{house}号", 1 + dice.below(12)),
    }
}

/// A number in one of its disguises; only such as no word need tell.
fn disguised(dice: &mut Dice, number: &str, groups: &[usize]) -> String {
    let wide =
        |c: char| if c.is_ascii_digit() { char::from_u32(c as u32 - 0x30 + 0xff10).unwrap() } else { c };
    let numeral = |c: char| match c.to_digit(10) {
        Some(digit) => "〇一二三四五六七八九".chars().nth(digit as usize).unwrap(),
        None => c,
    };
    let cut = |apart: &str| {
        let mut rest = number;
        let parts = groups.iter().map(|length| {
            let (part, after) = rest.split_at(*length);
            rest = after;
            part
        });
        parts.collect::<Vec<_>>().join(apart)
    };
    match dice.below(8) {
        0 => number.chars().map(wide).collect(),
        1 => number.chars().map(numeral).collect(),
        2 => cut(" "),
        3 => cut("-"),
        4 => cut("\u{200b}"),
        _ => number.to_owned(),
    }
}

/// A line with this value in it, said the way notices say it.
fn said(dice: &mut Dice, kind: &str) -> (String, String) {
    let (value, before): (String, &[&str]) = match kind {
        "id_card" => {
            let number = id_card(dice);
            (
                disguised(dice, &number, &[6, 8, 4]),
                &[
                    "身份证号：",
                    "证件号码",
                    "拟录取某某，",
                    "（",
                    "某某",
                    "1\t某某\t",
                    "申请人某某，居民身份证：",
                    "持证人",
                ],
            )
        }
        "mobile" => {
            let number = mobile(dice);
            (
                disguised(dice, &number, &[3, 4, 4]),
                &["联系电话：", "手机", "某某 ", "请致电", "联系人某某（", "3,某某,", "咨询：某老师，"],
            )
        }
        "bank_card" => {
            (card(dice, true), &["卡号：", "银行卡号", "开户行：某某支行，账号", "某某\t", "收款人某某"])
        }
        "uscc" => (uscc(dice), &["统一社会信用代码：", "统一社会信用代码", "某某有限公司,", "信用代码（"]),
        "passport" => (
            format!("{}{}", dice.of(&["E", "EA", "EJ", "G"]), dice.digits(8)),
            &["护照号：", "护照号码", "因公出国公示：某某（护照"],
        ),
        "plate" => (plate(dice), &["车辆", "车牌号：", "违停通报：", "公务用车"]),
        "email" => {
            let name = dice.of(&["zhang.san", "li_wei", "wxy", "chen88"]);
            (
                format!(
                    "{name}{}@{}",
                    dice.digits(3),
                    dice.of(&["example.com", "mail.example.net", "stu.example.edu.cn"])
                ),
                &["邮箱：", "发至", "E-mail: "],
            )
        }
        _ => (address(dice), &["家庭住址：", "现住址：", "某某，住", "户籍地址："]),
    };
    let value = if kind == "passport" && value.len() > 9 { value[..9].to_owned() } else { value };
    (format!("{}{}", dice.of(&["", "公示：", "附件2，", "经研究，"]), dice.of(before)), value)
}

fn positive(dice: &mut Dice) -> (String, Vec<Span>) {
    let kind = dice.of(&KINDS);
    let (before, value) = said(dice, kind);
    let after = dice.of(&["。", "，公示期5个工作日", "\n", "）", "\t2000.00", "；金额2000元", ""]);
    let start = before.chars().count();
    let end = start + value.chars().count();
    (format!("{before}{value}{after}"), vec![Span { start, end, kind: kind.to_owned() }])
}

fn negative(dice: &mut Dice) -> String {
    let (id, phone) = (id_card(dice), mobile(dice));
    match dice.below(24) {
        0 => format!("{}{}", dice.of(&["设备编号：", "物料编码", "流水号", "项目编号："]), no_id_card(dice)),
        1 => format!("{}{}", dice.of(&["一卡通批次号", "合同台账号：", "订单号"]), card(dice, false)),
        2 => format!("身份证号：{}********{}", &id[..6], &id[14..]),
        3 => format!("联系电话：{}****{}", &phone[..3], &phone[7..]),
        4 => format!("{}{phone}", dice.of(&["学号", "准考证号：", "考号：", "工号", "订单号："])),
        5 => format!("交易流水20{}{phone}{}", dice.digits(2), dice.digits(6)),
        6 => format!("ISBN 9787{}，定价{}.00元", dice.digits(9), dice.digits(2)),
        7 => format!("招标编号：WZZC20{}-{}-G，开标时间2022年9月15日9:30", dice.digits(2), dice.digits(3)),
        8 => format!("浙教办函〔20{}〕{}号", dice.digits(2), 1 + dice.below(500)),
        9 => {
            format!("金额{},{},{}.{}元", 1 + dice.below(999), dice.digits(3), dice.digits(3), dice.digits(2))
        }
        10 => format!("发票代码0330{}，发票号码{}", dice.digits(8), dice.digits(8)),
        11 => format!("专利号ZL20{}1{}.X", dice.digits(2), dice.digits(7)),
        12 => format!("系统时间戳20{}0{}{}", dice.digits(2), 1 + dice.below(9), dice.digits(9)),
        13 => format!("监督电话：0577-8{}（转8{}）", dice.digits(7), dice.digits(3)),
        14 => format!("地址：温州市学院路{}号行政楼{}室", 1 + dice.below(300), 100 + dice.below(800)),
        15 => format!("学号：20{}，综合成绩{}.5", dice.digits(8), dice.digits(2)),
        16 => format!("服务器10.{}.{}.18，端口80{}", dice.below(255), dice.below(255), dice.digits(2)),
        17 => format!(
            "http://www.example.edu.cn/20{}/{}/c{}a{}/page.htm",
            dice.digits(2),
            dice.digits(4),
            dice.digits(5),
            dice.digits(6)
        ),
        18 => format!("设备G0{}校准记录", dice.digits(7)),
        19 => format!("乘G{}次列车赴京，航班CA{}", dice.digits(4), dice.digits(4)),
        20 => format!(
            "二〇二{}年十月三十一日，共一千三百{}余条",
            dice.of(&["一", "二", "三"]),
            dice.of(&["一十", "二十"])
        ),
        21 => format!(
            "本学年发布信息{}条，其中通知公告{}条，点击{}次",
            dice.digits(4),
            dice.digits(3),
            dice.digits(7)
        ),
        22 => format!("宿舍{}幢{}室，床位{}", 1 + dice.below(20), 100 + dice.below(600), 1 + dice.below(6)),
        _ => format!("统计期限：{}至{}", day(dice), day(dice)),
    }
}

#[test]
fn generated_lines_keep_precision_and_recall() {
    let mut dice = Dice(0x2026_1129);
    let mut score = Score::new(&KINDS);
    for number in 0..LINES {
        let (text, spans) =
            if number % 2 == 0 { positive(&mut dice) } else { (negative(&mut dice), Vec::new()) };
        score.count(&text, &spans);
    }
    score.tell();
    score.check();
}

/// Lists as offices paste them: the columns in any order, a hundred rows.
#[test]
fn generated_tables_keep_precision_and_recall() {
    let mut dice = Dice(0x1129_2026);
    let mut score = Score::new(&KINDS);
    for _ in 0..60 {
        let separator = dice.of(&["\t", ",", "|"]);
        let mut columns = ["姓名", "班级", "学号", "身份证号", "手机号码", "银行账号", "金额"];
        for at in (1..columns.len()).rev() {
            columns.swap(at, dice.below(at + 1));
        }
        let mut text = format!("{}\n", columns.join(separator));
        let mut spans = Vec::new();
        for row in 0..100 {
            for (number, column) in columns.iter().enumerate() {
                let (kind, value) = match *column {
                    "姓名" => ("", "某某".to_owned()),
                    "班级" => ("", format!("软件24{:02}", row % 40)),
                    "学号" => ("", format!("1{}{}", 3 + dice.below(7), dice.digits(9))),
                    "身份证号" => ("id_card", id_card(&mut dice)),
                    "手机号码" => ("mobile", mobile(&mut dice)),
                    "银行账号" => ("bank_card", card(&mut dice, row % 2 == 0)),
                    _ => ("", format!("{}.00", dice.digits(4))),
                };
                let start = text.chars().count();
                text.push_str(&value);
                if !kind.is_empty() {
                    spans.push(Span { start, end: text.chars().count(), kind: kind.to_owned() });
                }
                text.push_str(if number + 1 < columns.len() { separator } else { "\n" });
            }
        }
        score.count(&text, &spans);
    }
    score.tell();
    score.check();
}
