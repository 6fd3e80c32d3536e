//! What a school may add to the rules, and what it may not.

use pii::{Audience, BadRules, Rules};

fn refusal(text: &str) -> String {
    Rules::built_in().with(text).map(drop).unwrap_err().to_string()
}

#[test]
fn a_school_adds_words_patterns_and_raises_levels() {
    let school = Rules::built_in()
        .with(
            "[levels]\nplate = \"block\"\nid_card = \"info\"\n[labels]\nphone = [\"辅导员热线\"]\n\
             [[word]]\ntext = \"某某工程\"\nlevel = \"block\"\n\
             [[pattern]]\nrule = \"our_student_no\"\nkind = \"student_no\"\nlevel = \"warn\"\nregex = '\\bX20\\d{6}\\b'\n",
        )
        .unwrap();
    let level =
        |text: &str| school.scan(text).first().map(|finding| (finding.kind.code(), finding.level.code()));
    assert_eq!(level("鲁AF73947"), Some(("plate", "block")));
    assert_eq!(level("11010519491231002X"), Some(("id_card", "block")), "never lowered");
    assert_eq!(level("某某工程的进展"), Some(("word", "block")));
    assert_eq!(level("X20210001"), Some(("student_no", "warn")));
    assert_eq!(level("辅导员热线88132003"), Some(("landline", "info")));
    for wrong in [
        "[levels]\nplace = \"block\"",
        "[[word]]\ntext = \"\"",
        "[[pattern]]\nrule='a'\nkind='word'\nlevel='warn'\nregex='('",
        "x = 1",
    ] {
        assert!(Rules::built_in().with(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_key_that_nobody_knows_is_said_in_chinese() {
    assert_eq!(
        refusal("[wort]\ntext = 1"),
        "规则文件里有不认识的键“wort”。认识的是：levels、labels、terms、word、together、pattern、harmless、masks、aid"
    );
    assert_eq!(
        refusal("[[word]]\ntext = \"某某\"\nwhy = \"因为\""),
        "规则文件里有不认识的键“why”（在 word 下）。认识的是：text、level、reason"
    );
    assert!(refusal("[labels]\nphones = []").contains("“phones”（在 labels 下）"));
    assert!(refusal("[levels]\nidcard = \"block\"").contains("“idcard”（在 levels 下）"));
    assert!(refusal("[masks.public]\nidcard = { drop = true }").contains("“idcard”（在 masks.public 下）"));
    assert!(refusal("[[word]\ntext = 1").starts_with("规则文件的格式不对：第1行，"));
    assert!(refusal("\n\n[[word]]\ntext = 1").starts_with("规则文件的格式不对：第4行，"));
}

#[test]
fn words_have_reasons_and_findings_name_them() {
    let school = Rules::built_in()
        .with("[[word]]\ntext = \"某某工程\"\nreason = \"尚未批复\"\n[[word]]\ntext = \"密\"\nlevel = \"info\"\n")
        .unwrap();
    let found = school.scan("某某工程进展，密");
    let told: Vec<_> = found.iter().map(|one| (one.rule.as_str(), one.level.code())).collect();
    assert_eq!(told, [("word:某某工程", "warn"), ("word:密", "info")]);
    assert_eq!(school.reason("word:某某工程"), Some("尚未批复"));
    assert_eq!(school.reason("id_card"), None);
    assert!(school.reason("word:病历").is_some_and(|why| why.contains("第二十八条")));
}

#[test]
fn nothing_built_in_is_weakened() {
    let school =
        Rules::built_in().with("[[word]]\ntext = \"病历\"\nlevel = \"info\"\nreason = \"常用\"").unwrap();
    assert_eq!(school.scan("学生病历")[0].level.code(), "warn");
    assert_eq!(school.reason("word:病历"), Some("常用"));
    for weaker in [
        "[labels]\nother = [\"手机\"]",
        "[labels]\nother = [\"辅导员手机号\"]",
        "[labels]\nname = [\"身份证号\"]",
        "[[word]]\ntext = \"手机\"\nlevel = \"info\"",
        "[masks.public]\nid_card = { head = 6, tail = 4 }",
        "[masks.inside]\nmobile = { head = 3, tail = 4 }",
        "[masks.inside]\naddress = { head = 40 }",
        "[aid]\nmay_stand = [\"身份证号\"]",
    ] {
        let refused = Rules::built_in().with(weaker);
        assert!(matches!(refused, Err(BadRules::Weaker(..) | BadRules::Shows(_))), "{weaker}");
    }
    let tighter = Rules::built_in().with("[masks.inside]\nmobile = { head = 0, tail = 2 }").unwrap();
    assert_eq!(tighter.mask(pii::Kind::Mobile, "13800138000", Audience::Inside), "*********00");
}

#[test]
fn what_is_an_offices_is_no_fault() {
    let school = Rules::built_in()
        .with("[harmless]\nmail_domains = [\"college.example.com\"]\nphones = [\"138-0013-8000\"]")
        .unwrap();
    let level = |text: &str| school.scan(text).first().map(|one| (one.level.code(), one.rule.clone()));
    assert_eq!(level("值班手机 138 0013 8000"), Some(("info", "office_phone".to_owned())));
    assert_eq!(level("手机13800138001"), Some(("block", "mobile".to_owned())));
    assert_eq!(level("xxgk@college.example.com"), Some(("info", "email".to_owned())));
    assert_eq!(level("xxgk@mail.college.example.com"), Some(("info", "email".to_owned())));
    assert_eq!(level("xxgk@notcollege.example.com"), Some(("warn", "email".to_owned())));
}

#[test]
fn every_finding_names_its_rule() {
    for text in [
        "13800138000",
        "11010519491231002X",
        "a@example.com",
        "病历",
        "机密★",
        "浙A12345",
        "姓名\t民族\n某\t苗",
    ] {
        let found = Rules::built_in().scan(text);
        assert!(!found.is_empty() && found.iter().all(|one| !one.rule.is_empty()), "{text}");
    }
}
