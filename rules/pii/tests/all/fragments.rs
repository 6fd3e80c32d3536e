//! What lists show of numbers without showing them.

use pii::fragments::{Fragment, Shown, union};
use pii::{Kind, Rules};

fn fragments(text: &str) -> Vec<Fragment<'_>> {
    Rules::built_in().fragments(text)
}

/// The positions as a picture: # shown, - hidden.
fn picture(shown: Shown) -> String {
    (0..shown.length).map(|place| if shown.positions >> place & 1 == 1 { '#' } else { '-' }).collect()
}

fn told(text: &str) -> Vec<(String, &'static str, String)> {
    fragments(text)
        .iter()
        .map(|one| (one.person.name.to_owned(), one.shown.kind.code(), picture(one.shown)))
        .collect()
}

#[test]
fn columns_of_a_list() {
    let text = "姓名\t学院\t班级\t学号\t身份证号\t手机\n\
        张三\t机电学院\t机电2101\t2021****03\t110105********002X\t138****8000\n\
        李四\t信息学院\t软件2102\t2021010204\t11010519491231002X\t\n";
    let found = fragments(text);
    assert_eq!(
        (found[0].person.name, found[0].person.unit, found[0].person.class),
        ("张三", Some("机电学院"), Some("机电2101"))
    );
    assert_eq!(
        told(text),
        [
            ("张三".into(), "student_no", "####----##".into()),
            ("张三".into(), "id_card", "######--------####".into()),
            ("张三".into(), "mobile", "###----####".into()),
            ("李四".into(), "student_no", "##########".into()),
            ("李四".into(), "id_card", "##################".into()),
        ]
    );
}

#[test]
fn birthday_home_and_sex_are_parts_of_the_identity_number() {
    let text =
        "姓名,性别,籍贯,出生日期\n张三,男,浙江省温州市鹿城区,2003-05-06\n李四,女,浙江,2003年5月\n王五,,,\n";
    let found = fragments(text);
    assert_eq!(
        told(text),
        [
            ("张三".into(), "id_card", "##############----".into()),
            ("李四".into(), "id_card", "##----######------".into()),
        ]
    );
    assert!(found[0].shown.sex);
}

#[test]
fn masks_shorter_than_what_they_hide() {
    assert_eq!(told("姓名\t手机\n张三\t138***0000"), [("张三".into(), "mobile", "###----####".into())]);
    assert_eq!(
        told("姓名\t身份证号\n张三\t3303**1234"),
        [("张三".into(), "id_card", "####----------####".into())]
    );
    assert_eq!(
        told("姓名\t卡号\n张三\t622202*********3055"),
        [("张三".into(), "bank_card", "######---------####".into())]
    );
    assert_eq!(told("姓名\t手机\n张三\t无"), []);
}

#[test]
fn sentences() {
    assert_eq!(
        told("获奖学生张三（110105********002X），联系人李小四 138****8000；王五，手机号：13800138000。"),
        [
            ("张三".into(), "id_card", "######--------####".into()),
            ("李小四".into(), "mobile", "###----####".into()),
            ("王五".into(), "mobile", "###########".into()),
        ]
    );
    assert_eq!(told("项目编号110105********002X"), []);
}

fn id(picture: &str) -> Shown {
    let positions =
        picture.chars().enumerate().filter(|(_, c)| *c == '#').fold(0, |all, (at, _)| all | 1 << at);
    Shown { kind: Kind::IdCard, length: 18, positions, sex: false }
}

#[test]
fn how_many_are_left() {
    for (shown, left) in [
        ("##################", 1),
        ("######--------####", 200),
        ("##############----", 1_000),
        ("##############---#", 91),
        ("------########----", 3_500_000),
        ("######------------", 2_191_000),
        ("--------------####", 697_137),
    ] {
        assert_eq!(id(shown).candidates(), left, "{shown}");
    }
    let sexed = Shown { sex: true, ..id("##############----") };
    assert_eq!(sexed.candidates(), 500);
    let mobile = |positions| Shown { kind: Kind::Mobile, length: 11, positions, sex: false };
    assert_eq!(mobile(0b111_1000_0111).candidates(), 10_000);
    let card = Shown { kind: Kind::BankCard, length: 19, positions: 0b1111 << 15, sex: false };
    assert_eq!(card.candidates(), 100_000_000_000_000);
}

#[test]
fn two_lists_together() {
    let (halves, ends) = (id("######------------"), id("------########----"));
    let (both, too_much) = union(halves, ends).unwrap();
    assert_eq!(both, id("##############----"));
    assert!(too_much, "1,000 are left, and either alone leaves millions");
    // The older list said as much already: this one adds nothing.
    assert!(!union(id("##############----"), halves).unwrap().1);
    assert!(!union(id("##----------------"), id("----##------------")).unwrap().1, "too little to matter");
    let mobile = |positions| Shown { kind: Kind::Mobile, length: 11, positions, sex: false };
    assert!(union(mobile(0b111_1000_0111), mobile(0b000_0111_1111)).unwrap().1);
    assert_eq!(union(halves, mobile(1)), None);
}

#[test]
fn union_never_knows_less() {
    for one in (0..1 << 18).step_by(997) {
        for other in (0..1 << 18).step_by(7919) {
            let of = |positions| Shown { kind: Kind::IdCard, length: 18, positions, sex: false };
            let (both, _) = union(of(one), of(other)).unwrap();
            assert!(
                both.candidates() <= of(one).candidates().min(of(other).candidates()),
                "{one:b} {other:b}"
            );
        }
    }
}
