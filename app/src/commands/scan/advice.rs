//! Findings in the words of people: how a rule came to see something, and what to do about it. For whoever
//! gets the report and has never heard of the program.

use pii::{Kind, Level};

/// A level in a word.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Block => "必须处理",
        Level::Warn => "要人看",
        Level::Info => "供参考",
    }
}

/// How the rule of this name sees what it sees. A rule that a school added is named as the school named it.
pub fn why(kind: &str, rule: &str) -> String {
    let known = RULES.iter().find(|(name, _)| *name == rule);
    known.map_or_else(|| format!("按规则“{rule}”找到的{}", Kind::name_of(kind)), |(_, why)| (*why).to_owned())
}

const RULES: [(&str, &str); 40] = [
    ("id_card", "18 位，日期说得通，最后一位校验码算得对，是真的身份证号"),
    ("id_card_mistyped", "写在“身份证号”后面或这一列里，只是校验码不对，可能抄错了一位"),
    ("id_card_15", "15 位的老身份证号，前后文字说是身份证"),
    ("mobile", "11 位，号段是手机的"),
    ("landline", "区号加号码，或写在“电话”后面"),
    ("bank_card", "位数和校验码都对，前后文字或号段说明是银行卡"),
    ("bank_account", "写在“银行账号”一类字样后面，位数也合"),
    ("uscc", "18 位统一社会信用代码，校验码算得对；是单位的，不是个人的"),
    ("passport", "护照号的写法，旁边说到护照或出国"),
    ("travel_permit", "通行证或永久居留证号的写法，旁边说到这种证件"),
    ("plate", "车牌号的写法"),
    ("email", "邮箱的写法"),
    ("address", "写到了门牌号或房号的地址"),
    ("address_said", "写在“家庭住址”一类字样后面"),
    ("address_column", "在表格的“住址”一列里"),
    ("birth_date", "写在“出生”字样旁边，具体到了日"),
    ("student_no", "写在“学号”“考生号”“工号”字样后面或这一列里"),
    ("hardship_said", "说的是某个人的家庭困难情况"),
    ("hardship_column", "在表格的“困难情况”“困难类型”一类的列里"),
    ("hardship_remark", "在表格的备注里，说的是家庭困难情况"),
    ("hardship_beside_number", "困难字样就在某个人的号码旁边"),
    ("classification", "有“秘密★”一类的国家秘密标志"),
    ("work_secret", "标着“工作秘密”"),
    ("not_public", "标着不公开，或公开属性写的是不公开"),
    ("internal_only", "写着仅限内部使用、阅读一类的话"),
    ("internal_paper", "标着“内部资料”“内部文件”一类字样"),
    ("id_card_letters", "身份证号里有几位写成了样子相近的字母或汉字数字，还是认得出来"),
    ("badly_masked", "号码只遮了几位，剩下的还能推算出来"),
    ("office_phone", "是规则里列明的办公电话"),
    ("qq", "写在“QQ”字样后面的号码，能找到个人"),
    ("wechat", "写在“微信号”字样后面，能找到个人"),
    ("aid_hardship", "资助、奖助公示里写了困难情况；教育部要求不公示这些"),
    ("aid_column", "资助、奖助公示里多了这一列；只该有姓名、学院、年级、专业、班级"),
    ("aid_remark", "资助、奖助公示的备注里写了个人情况"),
    ("aid_text", "资助、奖助公示里不该有的个人信息"),
    ("list_ethnicity", "名单里有“民族”一列"),
    ("list_religion", "名单里有“宗教信仰”一列"),
    ("list_discipline", "名单里有处分情况一列"),
    ("list_health", "名单里有健康情况一列"),
    ("list_score", "名单里有成绩一列"),
];

/// What the department does about it.
pub fn what_to_do(kind: &str, level: Level) -> &'static str {
    let kind = Kind::ALL.iter().find(|known| known.code() == kind);
    match (kind, level) {
        (_, Level::Info) => "一般不用改，看一眼是不是公开的单位信息",
        (Some(Kind::IdCard), _) => {
            "马上撤下文件，删掉这一列或这个号码再放上去；只遮几位不够，地区和生日会露出整个号码"
        }
        (Some(Kind::BankCard), _) => "马上撤下文件，删掉账号再放上去；发钱用的账号不需要公示",
        (Some(Kind::Mobile), Level::Block) => "是个人的就删掉；确是办公用的，换成办公室座机",
        (Some(Kind::Passport | Kind::TravelPermit), _) => "删掉证件号；公示姓名和事由就够了",
        (Some(Kind::Address), _) => "删掉住址；需要时只写到县（区）",
        (Some(Kind::Hardship), _) => {
            "删掉困难情况：资助名单只公示姓名、学院、年级、专业、班级，而且只在校内公示"
        }
        (Some(Kind::StudentNo), _) => "名单里的学号、考生号能认出人，删掉或只留后几位",
        (Some(Kind::BirthDate), _) => "删掉，或只写年份",
        (Some(Kind::Classification), _) => "马上撤下文件，报保密办公室；不要转发，也不要自己改了再放",
        (Some(Kind::Word), _) => "请部门负责人和保密员看这段话能不能公开",
        (Some(Kind::Email), _) => "是个人邮箱的换成办公邮箱",
        (Some(Kind::Plate), _) => "是个人车辆的遮掉后几位",
        _ => "请部门的人打开看，是个人的就删掉或遮住",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_rule_has_words() {
        // Each of these is found by a rule of another name.
        let texts = [
            "身份证号11010519491231002X",
            "身份证号110105194912310021",
            "身份证号320311770706001",
            "手机13800138000",
            "监督电话：0577-88132003",
            "银行卡号6222021001116245702",
            "银行账号：201000123456789",
            "统一社会信用代码91110108551385082Q",
            "护照号E12345678",
            "邮箱zhangsan@example.com",
            "家庭住址：浙江省温州市鹿城区望江路12号3幢402室",
            "出生日期：1998年3月12日",
            "学号：2024010203",
            "绝密★启用前",
            "内部资料 注意保存",
            "微信号：zhang_san1998",
            "QQ号：123456789",
            "身份证号1101051949123100**",
            "姓名\t民族\t处分情况\n陈某\t汉族\t记过\n李某\t回族\t警告",
        ];
        let mut rules = std::collections::BTreeSet::new();
        for found in texts.iter().flat_map(|text| pii::scan(text)) {
            let why = why(found.kind.code(), &found.rule);
            assert!(!why.starts_with("按规则"), "{} has no words", found.rule);
            rules.insert(found.rule);
        }
        assert!(rules.len() >= 10, "{rules:?}");
        assert_eq!(why("word", "校内代号"), "按规则“校内代号”找到的敏感词");
    }

    #[test]
    fn everything_that_stops_has_something_to_do() {
        for kind in Kind::ALL {
            for level in [Level::Info, Level::Warn, Level::Block] {
                assert!(!what_to_do(kind.code(), level).is_empty());
            }
        }
    }
}
