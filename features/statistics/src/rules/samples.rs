//! Ledgers for tests.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use terms::AcademicYear;

use super::counts::Counts;
use super::ledger::{Counted, EntryLine, EntryState, Ledger, Period, Sent};

fn counted(id: i64, published_on: Date, information: &str, block: Option<&str>) -> Counted {
    Counted {
        id,
        index_no: format!("X-{id}"),
        title: format!("第{id}条"),
        published_on,
        withdrawn_on: None,
        information: information.into(),
        category: 1 + u8::try_from(id % 10).unwrap(),
        block: block.map(str::to_owned),
        tags: vec![],
        unit: if id % 2 == 0 { "教务处" } else { "财务处" }.into(),
    }
}

fn empty() -> Ledger {
    Ledger {
        school: "温州职业技术学院".into(),
        period: Period::of(AcademicYear::starting(2011).unwrap()),
        publications: Vec::new(),
        releases: Vec::new(),
        entries: Vec::new(),
        answers: BTreeMap::new(),
        counts: Counts::default(),
    }
}

/// Two publications before the period, three in it; one of the three on two channels.
pub fn ledger() -> Ledger {
    let old = date(2011, 8, 31);
    let mut ledger = empty();
    ledger.publications = vec![
        counted(1, old, "规章制度", Some("综合")),
        counted(2, old, "信息列表", Some("教学")),
        counted(3, date(2011, 9, 1), "信息列表", Some("教学")),
        counted(4, date(2012, 3, 5), "办事流程", Some("学生")),
        counted(5, date(2012, 8, 31), "信息列表", None),
    ];
    let sent = |publication, channel: &str, is_online, on| Sent {
        publication,
        channel: channel.into(),
        is_online,
        on,
    };
    ledger.releases = vec![
        sent(3, "微信公众号", true, date(2011, 9, 2)),
        sent(3, "宣传栏", false, date(2011, 9, 3)),
        sent(4, "宣传栏", false, date(2012, 3, 5)),
        sent(1, "宣传栏", false, old),
        sent(2, "微信公众号", true, old),
    ];
    ledger.entries = vec![EntryLine {
        no: "1".into(),
        name: "办学规模".into(),
        state: EntryState::Missing,
        publications: 0,
        path: "/catalogue/1".into(),
    }];
    ledger
}

/// The stock of a college at the end of 2011/2012 as its report printed it: 1,879 (67
/// 机构职能, 310 办事流程, 418 规章制度, 1,084 信息列表), 351 more than the year before.
pub fn seed() -> Ledger {
    let kinds = [("机构职能", 67), ("办事流程", 310), ("规章制度", 418), ("信息列表", 1084)];
    let names = kinds.iter().flat_map(|(name, count)| std::iter::repeat_n(*name, *count));
    let mut ledger = empty();
    ledger.publications = (1..)
        .zip(names)
        .map(|(id, name)| {
            counted(id, if id <= 1528 { date(2011, 8, 31) } else { date(2011, 9, 1) }, name, None)
        })
        .collect();
    ledger
}
