use pii::{Audience, Kind};

use super::*;

fn content(form: Form, text: &str, says: &str) -> Content {
    Content { form, text: text.into(), says: says.into(), level: Level::Warn, reason: "校内代号".into() }
}

fn rule(content: Content) -> OwnRule {
    OwnRule {
        id: 1,
        content,
        added_by: None,
        added_at: Timestamp::UNIX_EPOCH,
        removed_by: None,
        removed_at: None,
    }
}

fn wrong(form: Form, text: &str, says: &str) -> Vec<BadRule> {
    check_rule(&content(form, text, says), &[]).err().unwrap_or_default()
}

fn rules(contents: &[Content]) -> Rules {
    Rules::built_in().with(&to_rules(contents)).unwrap()
}

#[test]
fn a_word_has_a_length_and_a_reason_and_stands_once() {
    let new = content(Form::Word, "雪松计划", "");
    assert_eq!(check_rule(&new, &[]), Ok(()));
    let again = Content { reason: " ".into(), ..new.clone() };
    let reasons = check_rule(&again, &[rule(new)]).unwrap_err();
    assert_eq!(reasons, [BadRule::ReasonMissing, BadRule::Known("雪松计划".into())]);
    assert_eq!(wrong(Form::Word, "雪", ""), [BadRule::TooShort]);
    assert_eq!(wrong(Form::Word, &"雪".repeat(41), ""), [BadRule::TooLong]);
}

#[test]
fn each_form_says_what_it_may() {
    assert_eq!(wrong(Form::Together, "北山", ""), [BadRule::NotTogether]);
    assert_eq!(wrong(Form::Together, "北山+钱", ""), [BadRule::TooShort]);
    assert!(wrong(Form::Together, "北山基地＋经费", "").is_empty());
    assert_eq!(wrong(Form::Shape, "20", "student_no"), [BadRule::NotShape]);
    assert_eq!(wrong(Form::Shape, "2024 ####", "student_no"), [BadRule::NotShape]);
    assert_eq!(wrong(Form::Shape, "20########", "mobile"), [BadRule::NotChoice]);
    assert_eq!(wrong(Form::Office, "qq.com", ""), [BadRule::NotOurs("qq.com".into())]);
    assert_eq!(wrong(Form::Office, "办公室", ""), [BadRule::NotOffice]);
    assert!(wrong(Form::Office, "0577-88130000", "").is_empty());
    assert!(wrong(Form::Office, "@jnzj.edu.cn", "").is_empty());
    assert!(wrong(Form::Mask, "mobile", "inside").is_empty());
    assert_eq!(wrong(Form::Mask, "mobile", "public"), [BadRule::NotChoice], "nothing shows there");
    let [BadRule::Finder(_)] = wrong(Form::Word, "身份证", "")[..] else { panic!("a label is no word") };
}

/// Every choice of the page makes a rule, and each is told in words.
#[test]
fn every_choice_can_be_chosen() {
    for form in Form::ALL {
        assert_eq!(Form::from_code(form.code()), Some(form));
        for (code, name) in form.choices() {
            let (says, text) = match code.split_once(':') {
                Some((audience, kind)) => (audience.to_owned(), kind.to_owned()),
                None => (code, if form == Form::Shape { "Q-####-##" } else { "本校的叫法" }.to_owned()),
            };
            let one = content(form, &text, &says);
            assert_eq!(check_rule(&one, &[]), Ok(()), "{name}");
            assert!(!one.said().is_empty() && !one.in_words().is_empty(), "{name}");
        }
    }
}

#[test]
fn rules_are_followed_whatever_stands_in_them() {
    let mut strong = content(Form::Word, "雪松\"计划\\", "");
    strong.level = Level::Block;
    let made = rules(&[strong, content(Form::Word, "内部代号", "")]);
    let told: Vec<_> =
        made.scan("关于雪松\"计划\\的内部代号").iter().map(|one| (one.kind, one.level)).collect();
    assert_eq!(told, [(Kind::Word, Level::Block), (Kind::Word, Level::Warn)]);
}

#[test]
fn a_shape_is_found_whole_and_tells_why() {
    let made = rules(&[content(Form::Shape, "JN-##@##", "student_no")]);
    let found = made.scan("领取号JN-24A07。XJN-24A07 JN-24A078 JN-2407");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].start, found[0].kind), (3, Kind::StudentNo));
    assert_eq!(found[0].rule, "本校规则：校内代号");
}

#[test]
fn a_label_tells_what_stands_in_its_column() {
    let table = "姓名\t一卡通编码\n陈某\t20240102\n李某\t20240103";
    let count = |rules: &Rules| rules.scan(table).iter().filter(|f| f.kind == Kind::StudentNo).count();
    assert_eq!(count(Rules::built_in()), 0);
    assert_eq!(count(&rules(&[content(Form::Label, "一卡通编码", "student_no")])), 2);
}

#[test]
fn an_office_is_no_fault_and_a_mask_hides_more() {
    let office =
        rules(&[content(Form::Office, "13800138000", ""), content(Form::Office, "jnzj-college.com", "")]);
    let open = |rules: &Rules| {
        let found = rules.scan("热线13800138000，邮箱lisi1987@jnzj-college.com");
        found.iter().filter(|one| one.level > Level::Info).count()
    };
    assert_eq!((open(Rules::built_in()), open(&office)), (2, 0));
    let mask = rules(&[content(Form::Mask, "mobile", "inside")]);
    assert!(Rules::built_in().mask(Kind::Mobile, "13800138000", Audience::Inside).ends_with("8000"));
    assert_eq!(mask.mask(Kind::Mobile, "13800138000", Audience::Inside), "（已隐去）");
}
