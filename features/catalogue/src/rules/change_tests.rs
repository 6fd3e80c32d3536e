//! Changes to an open edition, and every reason why not.

use std::collections::BTreeSet;

use terms::{Audience, PersonId, UnitId};

use super::samples::{edition, no, year};
use super::*;
use calendar::DayUnit;
use jiff::civil::{Date, date};

const OPEN: Date = date(2026, 3, 2);
const OVER: Date = date(2026, 9, 1);

fn units() -> BTreeSet<UnitId> {
    [UnitId(1), UnitId(2)].into()
}

fn content(name: &str) -> Amendment {
    Amendment {
        name: name.into(),
        note: String::new(),
        audience: Audience::Public,
        audience_reason: String::new(),
        is_important: false,
        due: vec![DueRule::OnChange],
        publish_within: Some(20),
        notice: None,
    }
}

fn part(name: &str, unit: i64) -> Part {
    Part { name: name.into(), lead_unit: Some(UnitId(unit)) }
}

#[test]
fn an_own_entry_is_added_beyond_the_national_numbers() {
    let new = NewEntry { no: None, category: 6, under: None, content: content(" 后勤服务 ") };
    let entry = edition().add(&new, None, OPEN).unwrap();
    assert_eq!((entry.no, entry.shown_name(), entry.national_no), (no("51"), "后勤服务", None));
}

#[test]
fn an_own_entry_is_refused_with_every_reason() {
    let add = |number: Option<&str>, category, name: &str, today| {
        let new = NewEntry { no: number.map(no), category, under: None, content: content(name) };
        edition().add(&new, None, today).unwrap_err().0
    };
    assert_eq!(
        add(Some("7"), 11, " ", OVER),
        [
            Refusal::Closed(year(2025)),
            Refusal::NumberReserved,
            Refusal::UnknownCategory(11),
            Refusal::NameEmpty
        ]
    );
    assert_eq!(add(Some("51-1"), 1, "甲", OPEN), [Refusal::PartNumber(no("51-1"))]);
    let long = "长".repeat(201);
    assert_eq!(add(None, 1, &long, OPEN), [Refusal::NameTooLong { chars: 201, most: 200 }]);
    let mut edition = edition();
    let new = NewEntry { no: Some(no("51")), category: 1, under: None, content: content("甲") };
    let added = edition.add(&new, None, OPEN).unwrap();
    edition.entries.push(added);
    assert_eq!(edition.add(&new, None, OPEN).unwrap_err().0, [Refusal::NumberTaken(no("51"))]);
}

#[test]
fn a_national_wording_stays_beside_the_schools_name() {
    let edition = edition();
    let mut to = Amendment::of(edition.entry(no("3")).unwrap());
    to.name = "教代会".into();
    let renamed = edition.amend(no("3"), &to, OPEN).unwrap();
    assert_eq!(renamed.shown_name(), "教代会");
    assert_eq!(renamed.name, "教职工代表大会相关制度、工作报告");
    for back in ["", &renamed.name] {
        to.name = back.into();
        assert_eq!(edition.amend(no("3"), &to, OPEN).unwrap().local_name, None);
    }
}

#[test]
fn an_amendment_may_ask_for_more_than_the_list_not_for_less() {
    let edition = edition();
    let amended = |number: &str, change: fn(&mut Amendment), today| {
        let mut to = Amendment::of(edition.entry(no(number)).unwrap());
        change(&mut to);
        edition.amend(no(number), &to, today).map_err(|r| r.0)
    };
    let shorter = |given: &str, least: &str| {
        Err(vec![Refusal::NoticeTooShort { given: given.into(), least: least.into() }])
    };
    assert!(amended("25", |to| to.notice.as_mut().unwrap().min_days = 7, OPEN).is_ok());
    assert!(amended("18", |to| to.notice.as_mut().unwrap().unit = DayUnit::WorkingDays, OPEN).is_ok());
    assert_eq!(
        amended("25", |to| to.notice.as_mut().unwrap().min_days = 4, OPEN),
        shorter("4个工作日", "5个工作日")
    );
    assert_eq!(
        amended("25", |to| to.notice.as_mut().unwrap().unit = DayUnit::CalendarDays, OPEN),
        shorter("5天", "5个工作日")
    );
    let missing = Refusal::NoticeMissing { least: "5个工作日".into() };
    assert_eq!(amended("25", |to| to.notice = None, OPEN), Err(vec![missing]));
    assert!(amended("1", |to| to.publish_within = Some(10), OPEN).is_ok());
    assert_eq!(
        amended("1", |to| to.publish_within = Some(21), OPEN),
        Err(vec![Refusal::ClockTooLong { given: 21, most: 20 }])
    );
    assert_eq!(
        amended("1", |to| to.publish_within = None, OPEN),
        Err(vec![Refusal::ClockMissing { most: 20 }])
    );
    assert!(amended("49", |to| to.note = "由党委决定".into(), OPEN).is_ok(), "no clock is asked of entry 49");
    assert_eq!(
        amended("1", |to| to.audience = Audience::Staff, OVER),
        Err(vec![Refusal::Closed(year(2025)), Refusal::AudienceReasonEmpty])
    );
}

#[test]
fn a_split_makes_numbered_parts_that_inherit_the_whole() {
    let edition = edition();
    let parts = [part("中层干部任免", 1), Part { name: "人员招聘".into(), lead_unit: None }];
    let made = edition.split(no("25"), &parts, &units(), OPEN).unwrap();
    assert_eq!(made.iter().map(|p| p.no.to_string()).collect::<Vec<_>>(), ["25-1", "25-2"]);
    assert_eq!(made[0].lead_unit, Some(UnitId(1)));
    assert_eq!(made[1].notice, edition.entry(no("25")).unwrap().notice);
    assert!(made.iter().all(|p| p.id.is_none() && p.national_no == Some(25)));
}

#[test]
fn a_split_is_refused_with_every_reason() {
    let mut edition = edition();
    let refused = |edition: &Edition, number: &str, parts: &[Part], today| {
        edition.split(no(number), parts, &units(), today).unwrap_err().0
    };
    assert_eq!(
        refused(&edition, "25", &[part(" ", 9)], OVER),
        [
            Refusal::Closed(year(2025)),
            Refusal::TooFewParts,
            Refusal::NameEmpty,
            Refusal::UnknownUnit(UnitId(9))
        ]
    );
    let twice = [part("甲", 1), part("甲 ", 1)];
    assert_eq!(refused(&edition, "25", &twice, OPEN), [Refusal::PartRepeated("甲".into())]);
    let made = edition.split(no("25"), &[part("甲", 1), part("乙", 1)], &units(), OPEN).unwrap();
    edition.entries.extend(made);
    let two = [part("丙", 1), part("丁", 1)];
    assert_eq!(refused(&edition, "25", &two, OPEN), [Refusal::AlreadySplit(no("25"))]);
    assert_eq!(refused(&edition, "25-1", &two, OPEN), [Refusal::IsPart(no("25-1"))]);
    assert_eq!(
        edition.mark_not_applicable(no("25"), "不涉及", Some(PersonId(1)), OPEN).unwrap_err().0,
        [Refusal::AlreadySplit(no("25"))]
    );
}

#[test]
fn not_applicable_takes_a_reason_and_a_signature() {
    let edition = edition();
    let marked = edition.mark_not_applicable(no("11"), " 不招收研究生 ", Some(PersonId(4)), OPEN).unwrap();
    let mark = marked.not_applicable.as_ref().unwrap();
    assert_eq!((mark.reason.as_str(), mark.signed_by, mark.signed_on), ("不招收研究生", PersonId(4), OPEN));
    assert_eq!(
        edition.mark_not_applicable(no("11"), "", None, OVER).unwrap_err().0,
        [Refusal::Closed(year(2025)), Refusal::ReasonEmpty, Refusal::NeedsPerson]
    );
    let long = "长".repeat(501);
    assert_eq!(
        edition.mark_not_applicable(no("11"), &long, Some(PersonId(4)), OPEN).unwrap_err().0,
        [Refusal::ReasonTooLong { chars: 501, most: 500 }]
    );
    assert_eq!(edition.mark_applicable(no("11"), OPEN).unwrap_err().0, [Refusal::AppliesAlready(no("11"))]);
    let mut with_mark = edition.clone();
    with_mark.entries[10] = marked;
    assert!(with_mark.mark_applicable(no("11"), OPEN).unwrap().applies());
    assert_eq!(
        with_mark.mark_not_applicable(no("11"), "再来", Some(PersonId(4)), OPEN).unwrap_err().0,
        [Refusal::NotApplicableAlready(no("11"))]
    );
}

#[test]
fn units_are_assigned_among_those_that_exist() {
    let edition = edition();
    let assigned = edition.assign(no("18"), Some(UnitId(1)), &[UnitId(2)], &units(), OPEN).unwrap();
    assert!(assigned.concerns(UnitId(1)) && assigned.concerns(UnitId(2)) && !assigned.concerns(UnitId(3)));
    assert_eq!(
        edition.assign(no("18"), Some(UnitId(3)), &[UnitId(3), UnitId(3)], &units(), OPEN).unwrap_err().0,
        [Refusal::UnknownUnit(UnitId(3)), Refusal::LeadAmongCoUnits, Refusal::CoUnitRepeated]
    );
}

#[test]
fn what_the_list_asks_for_stays_asked_for() {
    let edition = edition();
    let amend = |number: &str, due: &[&str]| {
        let mut to = Amendment::of(edition.entry(no(number)).unwrap());
        to.due = due.iter().map(|rule| rule.parse().unwrap()).collect();
        edition.amend(no(number), &to, OPEN).map(|entry| entry.due.len()).map_err(|refusals| refusals.0)
    };
    assert_eq!(amend("36", &[]), Err(vec![Refusal::DueMissing]));
    assert_eq!(amend("49", &[]), Ok(0), "no clock runs for inspection feedback");
    assert_eq!(amend("6", &["on_change"]), Err(vec![Refusal::DueWeaker("每年10月31日前公开".into())]));
    assert_eq!(amend("6", &["yearly_by 10-15", "on_change"]), Ok(2));
    assert_eq!(amend("5", &["on_change"]), Ok(1), "custom may be had otherwise");
}

#[test]
fn a_units_entry_lies_below_one_of_the_schools() {
    let school = edition();
    let directory = Edition { owner: Some(UnitId(3)), entries: vec![], ..edition() };
    let whole = school.entry(no("37")).unwrap();
    let new = NewEntry { no: None, category: 0, under: whole.id, content: content("奖学金评定细则") };
    assert_eq!(directory.add(&new, None, OPEN).unwrap_err().0, [Refusal::UnderMissing]);
    let added = directory.add(&new, Some(whole), OPEN).unwrap();
    assert_eq!((added.no, added.category, added.lead_unit), (no("1"), 6, Some(UnitId(3))));
    assert_eq!(added.under, whole.id);
}
