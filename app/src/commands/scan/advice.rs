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
    let known = screening::why(rule).map(str::to_owned);
    known.unwrap_or_else(|| format!("按规则“{rule}”找到的{}", Kind::name_of(kind)))
}

/// What the department does about it.
pub fn what_to_do(kind: &str, rule: &str, level: Level) -> &'static str {
    let kind = Kind::ALL.iter().find(|known| known.code() == kind);
    match (kind, level) {
        _ if rule == "aid_column" => "从名单里删掉这一列再放上去",
        _ if rule == "property_certificate" || rule == "household_no" => "是个人的就删掉；单位的不用改",
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
            "户主某某，不动产权证号：苏(2021)江宁区不动产权第0012345号",
            "本人户口簿号：330302001234",
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
                assert!(!what_to_do(kind.code(), "", level).is_empty());
            }
        }
    }
}
