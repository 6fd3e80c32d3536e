//! What may be reported, who answers, and by when.

use calendar::Calendar;
use jiff::civil::Date;
use pii::{Level, Rules};
use terms::{Role, UnitId, Viewer};
use thiserror::Error;

use crate::model::{Correction, Kind, Outcome};

/// Working days within which a reader is answered. What the form promises; no article of law says it.
pub const WITHIN: u32 = 5;
/// Characters of a report or an answer.
pub const LONGEST: usize = 1000;
/// Characters of a page's path with its query.
const LONGEST_PAGE: usize = 400;

/// Why a correction is not taken, or not answered so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The page is none of this site's.
    #[error("“哪一页”要填本站的网址，以 / 开头，比如 /items/2026-1")]
    Page,
    /// No kind was chosen.
    #[error("请选一下错在哪方面")]
    Kind,
    /// Nothing was written.
    #[error("请写一句错在哪里")]
    Empty,
    /// Too much was written.
    #[error("最多写{LONGEST}个字，现在有{0}个")]
    Long(usize),
    /// Personal data stands in it.
    #[error("里面有{0}。请不要抄下来，写明它在第几段、第几行就可以")]
    PersonalData(&'static str),
    /// No outcome was chosen.
    #[error("请选一下处理结果")]
    Outcome,
    /// No answer was written.
    #[error("请写一句答复，对方凭编号看得到")]
    NoAnswer,
    /// It has been answered.
    #[error("这条纠错已经有人处理了")]
    Settled,
}

/// Checks what a reader reports. All reasons at once.
///
/// # Errors
/// Every reason why it is not taken.
pub fn check_report(page: &str, kind: Option<Kind>, words: &str) -> Result<Kind, Vec<Refusal>> {
    let mut reasons = Vec::new();
    let is_ours = page.starts_with('/') && !page.starts_with("//") && !page.chars().any(char::is_control);
    if !is_ours || page.chars().count() > LONGEST_PAGE {
        reasons.push(Refusal::Page);
    }
    if kind.is_none() {
        reasons.push(Refusal::Kind);
    }
    check_words(words, Refusal::Empty, &mut reasons);
    match kind {
        Some(kind) if reasons.is_empty() => Ok(kind),
        _ => Err(reasons),
    }
}

/// Checks an answer.
///
/// # Errors
/// Every reason why it is not taken.
pub fn check_answer(
    correction: &Correction,
    outcome: Option<Outcome>,
    answer: &str,
) -> Result<Outcome, Vec<Refusal>> {
    if correction.outcome.is_some() {
        return Err(vec![Refusal::Settled]);
    }
    let mut reasons = Vec::new();
    if outcome.is_none() {
        reasons.push(Refusal::Outcome);
    }
    check_words(answer, Refusal::NoAnswer, &mut reasons);
    match outcome {
        Some(outcome) if reasons.is_empty() => Ok(outcome),
        _ => Err(reasons),
    }
}

fn check_words(words: &str, empty: Refusal, reasons: &mut Vec<Refusal>) {
    let length = words.trim().chars().count();
    match length {
        0 => reasons.push(empty),
        1..=LONGEST => {}
        _ => reasons.push(Refusal::Long(length)),
    }
    let found = Rules::built_in().scan(words);
    if let Some(first) = found.iter().find(|finding| finding.level == Level::Block) {
        reasons.push(Refusal::PersonalData(first.kind.name()));
    }
}

/// Whether a viewer may read what was reported of this unit's pages, or of those of no unit.
pub fn may_read(viewer: &Viewer, unit: Option<UnitId>) -> bool {
    may_settle(viewer, unit) || viewer.has(Role::Supervisor)
}

/// Whether a viewer may answer it. The supervision group changes nobody's record.
pub fn may_settle(viewer: &Viewer, unit: Option<UnitId>) -> bool {
    let of_unit = |unit| [Role::Liaison, Role::UnitHead].iter().any(|role| viewer.has_for(*role, unit));
    viewer.has(Role::Office) || unit.is_some_and(of_unit)
}

/// The day by which a report that came on `day` is answered; by weekends and statutory days alone
/// where a year's notice is missing.
pub fn due_on(calendar: &Calendar, day: Date) -> Date {
    calendar.provisional().add_working_days(day, WITHIN).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_report_needs_a_page_of_ours_a_kind_and_words() {
        assert_eq!(check_report("/items/2026-1", Some(Kind::Wrong), "电话错了"), Ok(Kind::Wrong));
        assert_eq!(
            check_report("https://elsewhere.example/", None, " "),
            Err(vec![Refusal::Page, Refusal::Kind, Refusal::Empty])
        );
        for page in ["//elsewhere.example", "", "/a\nb", &format!("/{}", "长".repeat(400))] {
            assert_eq!(check_report(page, Some(Kind::Other), "错"), Err(vec![Refusal::Page]), "{page}");
        }
        let long = "错".repeat(LONGEST + 1);
        assert_eq!(check_report("/", Some(Kind::Other), &long), Err(vec![Refusal::Long(LONGEST + 1)]));
        assert!(check_report("/", Some(Kind::Other), &"错".repeat(LONGEST)).is_ok());
    }

    #[test]
    fn nobody_s_number_is_copied_into_a_report() {
        let words = "名单里有身份证号11010519491231002X，请撤下";
        assert_eq!(
            check_report("/items/1", Some(Kind::Leak), words),
            Err(vec![Refusal::PersonalData("身份证号")])
        );
    }

    #[test]
    fn five_working_days_pass_over_the_holiday() {
        // The notice for 2026: 1 to 7 October off, 10 October worked.
        assert_eq!(due_on(&Calendar::official(), date(2026, 9, 30)), date(2026, 10, 13));
    }
}
