//! What is written in the fields of real kinds.

use serde_json::{Value, json};

use super::*;

fn checked(code: &str, given: Value) -> Result<Fields, Vec<FieldRefusal>> {
    let Value::Object(given) = given else { panic!("fields are an object") };
    check(kind(code).unwrap(), &given.into_iter().collect())
}

fn whys(code: &str, given: Value) -> Vec<(String, Why)> {
    checked(code, given).unwrap_err().into_iter().map(|refusal| (refusal.field, refusal.why)).collect()
}

fn procurement() -> Value {
    json!({
        "stage": "采购公告",
        "project_name": "滨湖校区实训楼改造工程施工",
        "project_no": "JZGC-2026-018",
        "method": "公开招标",
        "agency": "江南建信招标代理有限公司",
        "budget": "682万",
        "documents": "在省公共资源交易平台下载",
        "submit_until": "2026年4月1日 9:30",
        "submit_place": "江南市公共资源交易中心三楼",
        "contact": "葛老师",
        "contact_phone": "0500-8888 6160",
    })
}

#[test]
fn a_procurement_is_read_into_types() {
    let fields = checked("procurement", procurement()).unwrap();
    assert_eq!(fields.get("budget"), Some(&FieldValue::Money(682_000_000)));
    assert_eq!(fields.get("submit_until").unwrap().text(), "2026年4月1日9:30");
    assert_eq!(fields.get("changed"), None);
    let kept = serde_json::to_string(&fields).unwrap();
    assert_eq!(serde_json::from_str::<Fields>(&kept).unwrap(), fields);
}

#[test]
fn every_reason_comes_at_once() {
    let given = json!({
        "stage": "更正公告",
        "project_name": " ",
        "project_no": "号".repeat(61),
        "method": "拍卖",
        "agency": 12,
        "budget": "很多",
        "submit_until": "下周",
        "contact": "葛老师",
        "contact_phone": "葛老师",
        "colour": "red",
    });
    let whys = whys("procurement", given);
    let named: Vec<&str> = whys.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        named,
        [
            "project_name",
            "project_no",
            "method",
            "budget",
            "documents",
            "submit_until",
            "submit_place",
            "changed",
            "contact_phone",
            "colour"
        ]
    );
    assert_eq!(whys[0].1, Why::Missing);
    assert_eq!(whys[1].1, Why::TooLong { chars: 61, most: 60 });
    assert_eq!(whys[3].1, Why::NotMoney("很多".into()));
    assert_eq!(whys[4].1, Why::MissingFor("更正公告".into()));
    assert_eq!(whys[9].1, Why::Unknown);
}

#[test]
fn a_field_is_asked_for_only_when_the_step_needs_it() {
    let mut given = procurement();
    given["stage"] = json!("采购意向");
    for field in ["documents", "submit_until", "submit_place"] {
        given.as_object_mut().unwrap().remove(field);
    }
    assert!(checked("procurement", given).is_ok());
}

#[test]
fn the_notice_follows_from_the_step() {
    let mut given = procurement();
    let kind = kind("procurement").unwrap();
    assert!(kind.notice_for(&checked("procurement", given.clone()).unwrap()).is_none());
    given["stage"] = json!("中标候选人公示");
    given["candidates"] = json!("甲公司\n\n乙公司");
    let fields = checked("procurement", given).unwrap();
    assert_eq!(fields.get("candidates"), Some(&FieldValue::Lines(vec!["甲公司".into(), "乙公司".into()])));
    assert_eq!(kind.notice_for(&fields).unwrap().sentence(), "中标候选人公示不少于3天");
}

#[test]
fn steps_are_rows_from_a_form_or_a_file() {
    let guide = |steps: Value| {
        json!({
            "audience_of": "在籍学生", "papers": ["学生证原件"], "steps": steps, "promised_time": "5个工作日",
            "window": "学生服务大厅3号窗口", "hours": "工作日", "fee": "不收费", "phone": "0500-88886110"
        })
    };
    let typed =
        checked("service_guide", guide(json!("提交申请｜当场｜3号窗口\n审核|3个工作日|教务处"))).unwrap();
    let from_file = json!([
        {"step": "提交申请", "time": "当场", "place": "3号窗口"},
        {"step": "审核", "time": "3个工作日", "place": "教务处"}
    ]);
    assert_eq!(checked("service_guide", guide(from_file)).unwrap(), typed);
    assert_eq!(
        whys("service_guide", guide(json!("提交申请｜当场\n审核｜3天｜教务处｜多的"))),
        [
            ("steps".into(), Why::CellMissing { row: 1, column: "在哪里办".into() }),
            ("steps".into(), Why::TooManyCells { row: 2, cells: 4, columns: 3 })
        ]
    );
    assert_eq!(whys("service_guide", guide(json!([{"colour": "red"}]))), [("steps".into(), Why::WrongShape)]);
    assert_eq!(whys("service_guide", guide(json!(" \n "))), [("steps".into(), Why::Missing)]);
}

#[test]
fn all_four_tables_are_ticked() {
    let budget = |tables: Value| json!({"year": 2026, "approved_on": "2026-3-2", "income": "2.1亿", "expense": "2.1亿", "tables": tables});
    let all = ["收支预算总表", "收入预算表", "支出预算表", "财政拨款支出预算表"];
    assert!(checked("budget", budget(json!(all))).is_ok());
    let whys = whys("budget", budget(json!([all[0], "资产表"])));
    assert_eq!(whys[1].1, Why::NotAll("收入预算表、支出预算表、财政拨款支出预算表".into()));
    assert!(matches!(whys[0].1, Why::NotAChoice { .. }));
}

#[test]
fn a_period_ends_after_it_begins() {
    let report = |to: &str| json!({"period_from": "2025-09-01", "period_to": to});
    assert!(checked("annual_report", report("2026-08-31")).is_ok());
    assert_eq!(
        whys("annual_report", report("2025-08-31")),
        [("period_to".into(), Why::Before("统计期起".into()))]
    );
}

#[test]
fn numbers_telephones_and_addresses_are_told_from_text() {
    let recruitment = |posts: Value, phone: &str| {
        json!({"stage": "公告", "batch": "2026年第二批", "posts": posts, "apply_until": "2026-05-01 17:00",
               "contact": "于老师", "contact_phone": phone})
    };
    assert!(checked("recruitment", recruitment(json!(9), "0500-8888 6041、12315")).is_ok());
    assert!(checked("recruitment", recruitment(json!("9"), "(0500)88886041转2")).is_ok());
    for (posts, why) in [
        (json!(0), Why::OutOfRange { min: 1, max: 2000 }),
        (json!("九"), Why::NotANumber("九".into())),
        (json!(1.5), Why::NotANumber("1.5".into())),
        (json!(true), Why::WrongShape),
    ] {
        assert_eq!(whys("recruitment", recruitment(posts, "12315")), [("posts".into(), why)]);
    }
    for phone in ["110", "于老师", "12315、", "8888"] {
        assert_eq!(
            whys("recruitment", recruitment(json!(9), phone)),
            [("contact_phone".into(), Why::NotAPhone(phone.into()))]
        );
    }
    let scores = |lookup: &str| {
        json!({"year": 2026, "table": "浙江｜普通类一段｜综合｜120｜520", "hotline": "0500-88886130",
               "appeal": "纪检监察室", "lookup": lookup})
    };
    assert!(checked("admission_scores", scores("https://zs.example.edu.cn/cx")).is_ok());
    for lookup in ["zs.example.edu.cn", "javascript:alert(1)", "https://", "https://a b"] {
        assert_eq!(
            whys("admission_scores", scores(lookup)),
            [("lookup".into(), Why::NotAUrl(lookup.trim().into()))]
        );
    }
}

#[test]
fn a_repealed_rule_says_since_when_and_what_replaced_it() {
    let rule = |validity: &str| json!({"validity": validity});
    assert_eq!(
        whys("rule", rule("废止")),
        [
            ("repealed_on".into(), Why::MissingFor("废止".into())),
            ("replaced_by".into(), Why::MissingFor("废止".into()))
        ]
    );
    assert_eq!(whys("rule", rule("有效")), [("effective".into(), Why::MissingFor("有效".into()))]);
}
