//! Names of figures in texts: 本学年主动公开信息【本学年】条. A name stands for the figure
//! wherever it is read, so a text can't fall behind the records.

use std::collections::BTreeSet;

use terms::{Block, InformationKind};
use web::format;

use super::figure::{Group, Key, Measure, UNSORTED};
use super::figures::{self, Catalogue};
use super::form::{self};
use super::ledger::Ledger;
use super::question;
use super::source::Source;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// As it is read.
    pub text: String,
    /// The figure that opens the records behind it, where there are records.
    pub key: Option<Key>,
}

impl Told {
    fn words(text: impl Into<String>) -> Told {
        Told { text: text.into(), key: None }
    }

    fn number(number: i64) -> Told {
        Told::words(format::count(number))
    }
}

/// What stands in the place of a number that nobody has typed in yet: a nought would say
/// that nothing happened.
pub const UNTOLD: &str = "（待填）";

/// What a name stands for in a ledger; `None` where it stands for nothing.
pub fn told(name: &str, ledger: &Ledger) -> Option<Told> {
    if asks(name).is_some_and(|code| !ledger.answers.contains_key(code)) {
        return Some(Told::words(UNTOLD));
    }
    key(name, ledger)
        .map(|key| Told { text: format::count(ledger.count(&key)), key: Some(key) })
        .or_else(|| fact(name, ledger))
        .or_else(|| of_catalogue(name, ledger))
        .or_else(|| of_forms(name, ledger))
        .or_else(|| of_questions(name, ledger))
}

/// Every name with what it stands for now, for whoever writes.
pub fn all(ledger: &Ledger) -> Vec<(String, Told)> {
    let mut names: Vec<String> = Measure::ALL.iter().map(|(.., word)| (*word).to_owned()).collect();
    for measure in [Measure::Flow, Measure::Stock] {
        names.extend(InformationKind::ALL.iter().map(|kind| format!("{}·{}", measure.word(), kind.name())));
        names.extend(blocks().map(|block| format!("{}·{block}", measure.word())));
    }
    names.extend(channels(ledger).into_iter().map(|name| format!("{}·{name}", Measure::Releases.word())));
    names.extend(FACTS.iter().map(|row| row.0.to_owned()));
    names.extend(ENTRIES.iter().map(|row| row.0.to_owned()));
    names.extend(SUMS.iter().map(|row| row.0.to_owned()));
    names.extend(question::questions().iter().map(|question| question.name.clone()));
    names.into_iter().filter_map(|name| Some((name.clone(), told(&name, ledger)?))).collect()
}

/// What must be typed in before a name says anything: the code of a question or a form.
pub fn asks(name: &str) -> Option<&'static str> {
    let of_form = SUMS.iter().find(|row| row.0 == name).map(|row| row.1);
    of_form.or_else(|| question::questions().iter().find(|one| one.name == name).map(|one| one.code.as_str()))
}

fn key(name: &str, ledger: &Ledger) -> Option<Key> {
    let (word, value) = name.split_once('·').unwrap_or((name, ""));
    let measure = Measure::ALL.iter().find(|(.., known)| *known == word)?.0;
    Some(Key { measure, group: group(measure, value, ledger)? })
}

fn group(measure: Measure, value: &str, ledger: &Ledger) -> Option<Group> {
    if value.is_empty() {
        return Some(Group::All);
    }
    if measure == Measure::Releases {
        return channels(ledger).contains(value).then(|| Group::Channel(value.to_owned()));
    }
    if let Some(number) = value.strip_prefix('第').and_then(|rest| rest.strip_suffix('类')) {
        return number.parse().ok().filter(|number| (1..=10).contains(number)).map(Group::Category);
    }
    if InformationKind::from_name(value).is_some() {
        return Some(Group::Information(value.to_owned()));
    }
    if blocks().any(|block| block == value) {
        return Some(Group::Block(value.to_owned()));
    }
    let is_unit = ledger.publications.iter().any(|one| one.unit == value);
    is_unit.then(|| Group::Unit(value.to_owned()))
}

fn blocks() -> impl Iterator<Item = &'static str> {
    Block::ALL.iter().map(|block| block.name()).chain([UNSORTED])
}

fn channels(ledger: &Ledger) -> BTreeSet<&str> {
    ledger.releases.iter().map(|sent| sent.channel.as_str()).collect()
}

type Fact = (&'static str, fn(&Ledger) -> String);

const FACTS: [Fact; 6] = [
    ("学校", |ledger| ledger.school.clone()),
    ("统计期起", |ledger| format::long_day(ledger.period.from)),
    ("统计期止", |ledger| format::long_day(ledger.period.to)),
    ("增减", change),
    ("增减条数", |ledger| format::count((stock(ledger) - previous(ledger)).abs())),
    ("增长率", |ledger| percent(ledger).unwrap_or_else(|| "无法比较".to_owned())),
];

fn fact(name: &str, ledger: &Ledger) -> Option<Told> {
    FACTS.iter().find(|row| row.0 == name).map(|row| Told::words(row.1(ledger)))
}

fn stock(ledger: &Ledger) -> i64 {
    ledger.count(&Key::all(Measure::Stock))
}

fn previous(ledger: &Ledger) -> i64 {
    ledger.count(&Key::all(Measure::Previous))
}

fn percent(ledger: &Ledger) -> Option<String> {
    figures::growth_percent(stock(ledger), previous(ledger)).map(|percent| format!("{percent:.1}%"))
}

fn change(ledger: &Ledger) -> String {
    let (now, before) = (stock(ledger), previous(ledger));
    let percent = figures::growth_percent(now, before).map(|percent| format!("{:.1}%", percent.abs()));
    match (now.cmp(&before), percent) {
        (std::cmp::Ordering::Equal, _) => "没有增减".to_owned(),
        (std::cmp::Ordering::Greater, Some(percent)) => {
            format!("增加{}条，增长{percent}", format::count(now - before))
        }
        (std::cmp::Ordering::Less, Some(percent)) => {
            format!("减少{}条，下降{percent}", format::count(before - now))
        }
        (_, None) => format!("增加{}条", format::count(now - before)),
    }
}

type OfCatalogue = (&'static str, fn(&Catalogue) -> i64);

const ENTRIES: [OfCatalogue; 6] = [
    ("清单事项数", |counts| counts.entries),
    ("适用事项数", |counts| counts.applicable),
    ("已公开事项数", |counts| counts.covered + counts.at_discretion),
    ("应更新事项数", |counts| counts.stale),
    ("未公开事项数", |counts| counts.missing),
    ("本学年无事项数", |counts| counts.nil),
];

fn of_catalogue(name: &str, ledger: &Ledger) -> Option<Told> {
    let (_, count) = ENTRIES.iter().find(|row| row.0 == name)?;
    Some(Told::number(count(&figures::catalogue(ledger))))
}

/// Sums of rows of a form: name, form, rows.
type Sum = (&'static str, &'static str, &'static [&'static str]);

const SUMS: [Sum; 12] = [
    ("收到申请数", "requests", &["received"]),
    ("结转申请数", "requests", &["carried_over"]),
    ("办结申请数", "requests", &["answered"]),
    ("转下学年数", "requests", &["pending"]),
    ("予以公开数", "requests", &["granted"]),
    ("部分公开数", "requests", &["partly"]),
    (
        "不予公开数",
        "requests",
        &[
            "state_secret",
            "law_forbids",
            "safety",
            "third_party",
            "internal",
            "process",
            "enforcement",
            "inquiry",
        ],
    ),
    ("无法提供数", "requests", &["not_held", "to_be_made", "unclear"]),
    ("不予处理数", "requests", &["petition", "repeated", "published", "abusive", "reissue"]),
    ("其他处理数", "requests", &["not_completed", "not_paid", "other"]),
    ("行政复议件数", "remedies", &["reconsideration"]),
    ("行政诉讼件数", "remedies", &["lawsuit_direct", "lawsuit_after"]),
];

fn of_forms(name: &str, ledger: &Ledger) -> Option<Told> {
    let (_, code, rows) = SUMS.iter().find(|row| row.0 == name)?;
    let sums = figures::sums(ledger, form::by_code(code)?);
    Some(Told::number(rows.iter().filter_map(|row| sums.get(row)).sum()))
}

fn of_questions(name: &str, ledger: &Ledger) -> Option<Told> {
    let question = question::questions().iter().find(|question| question.name == name)?;
    Some(match question.is_money {
        true => Told::words(figures::fees(ledger)),
        false => Told::number(figures::answer(ledger, &question.code)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples;

    #[test]
    fn the_figures_of_2012_come_out_of_their_records() {
        let ledger = samples::seed();
        for (name, text) in [
            ("累计", "1,879"),
            ("上学年末累计", "1,528"),
            ("累计·机构职能", "67"),
            ("累计·办事流程", "310"),
            ("累计·规章制度", "418"),
            ("累计·信息列表", "1,084"),
            ("增减条数", "351"),
            ("增长率", "23.0%"),
            ("增减", "增加351条，增长23.0%"),
        ] {
            assert_eq!(told(name, &ledger).unwrap().text, text, "{name}");
        }
    }

    #[test]
    fn less_than_before_is_said_as_less() {
        let mut ledger = samples::ledger();
        for one in &mut ledger.publications {
            one.withdrawn_on = Some(ledger.period.from);
        }
        assert_eq!(told("增减", &ledger).unwrap().text, "减少2条，下降100.0%");
        ledger.publications.clear();
        assert_eq!(told("增减", &ledger).unwrap().text, "没有增减");
        assert_eq!(told("增长率", &ledger).unwrap().text, "无法比较");
    }

    #[test]
    fn what_nobody_told_is_no_nought() {
        let mut ledger = samples::ledger();
        assert_eq!(told("举报件数", &ledger).unwrap().text, "（待填）");
        assert_eq!(told("收到申请数", &ledger).unwrap().text, "（待填）");
        let answer = super::super::ledger::Answer { value: "0".into(), source: "台账".into() };
        ledger.answers.insert("complaints".into(), answer);
        assert_eq!(told("举报件数", &ledger).unwrap().text, "0");
    }

    #[test]
    fn a_name_stands_for_nothing_else() {
        let ledger = samples::ledger();
        for name in ["", "·", "本学年·", "本学年·没有的部门", "本学年·第11类", "发布次数·机构职能", "条数"]
        {
            let told = told(name, &ledger);
            assert!(told.is_none() || name == "本学年·", "{name}: {told:?}");
        }
    }

    #[test]
    fn every_offered_name_is_understood() {
        let ledger = samples::ledger();
        assert!(all(&ledger).len() > 40);
        assert!(all(&ledger).iter().any(|(name, told)| name == "发布次数·微信公众号" && told.text == "1"));
    }
}
