//! The period for which something must stand as a notice (公示期).

use calendar::DayUnit;
use catalogue::NoticeRule;
use serde::Deserialize;
use thiserror::Error;

use super::Condition;

/// When a kind must stand as a notice, and for how long at least.
#[derive(Clone, Debug, Deserialize)]
pub struct NoticeDemand {
    /// When; always, where nothing is said.
    pub when: Option<Condition>,
    /// For how long at least.
    #[serde(flatten)]
    pub rule: NoticeRule,
}

/// A notice as its author asks for it. Its days are counted from the day after
/// release (rules/calendar), and it ends by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// For how long, in `unit`.
    pub days: u16,
    /// Working or calendar days.
    pub unit: DayUnit,
    /// Who receives objections (受理单位).
    pub receiver: String,
    /// How to reach them: telephone, mail, address.
    pub contact: String,
}

/// Why a notice cannot stand so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoticeRefusal {
    /// Too short.
    #[error("公示期只有{given}，{rule}。请改长。")]
    TooShort {
        /// What was written, with its unit.
        given: String,
        /// The rule as a sentence.
        rule: String,
    },
    /// Too long to be meant.
    #[error("公示期最长{0}天，请核对天数。")]
    TooLong(u16),
    /// Nobody receives objections.
    #[error("请写由哪个单位受理异议。")]
    ReceiverMissing,
    /// They cannot be reached.
    #[error("请写受理异议的电话、邮箱或者地址。")]
    ContactMissing,
    /// A name cannot be asked of those who object.
    #[error("不能只受理实名意见。可以写“提倡实名”。")]
    NamedOnly,
}

/// A notice longer than a year is a slip of the hand.
const MOST_DAYS: u16 = 366;

/// Checks a notice against the rules of its kind and of its entry.
///
/// # Errors
/// Every reason against it.
pub fn check_notice<'a>(
    notice: &Notice,
    rules: impl IntoIterator<Item = &'a NoticeRule>,
) -> Result<(), Vec<NoticeRefusal>> {
    let mut refusals: Vec<NoticeRefusal> = rules
        .into_iter()
        .filter(|rule| is_shorter(notice, rule))
        .map(|rule| NoticeRefusal::TooShort {
            given: format!("{}{}", notice.days, notice.unit.name()),
            rule: rule.sentence(),
        })
        .collect();
    if notice.days > MOST_DAYS {
        refusals.push(NoticeRefusal::TooLong(MOST_DAYS));
    }
    if notice.receiver.trim().is_empty() {
        refusals.push(NoticeRefusal::ReceiverMissing);
    }
    if notice.contact.trim().is_empty() {
        refusals.push(NoticeRefusal::ContactMissing);
    }
    if [&notice.receiver, &notice.contact].iter().any(|text| text.contains("只受理实名")) {
        refusals.push(NoticeRefusal::NamedOnly);
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// So many working days always reach as far as so many calendar days; the
/// other way round they never surely do.
fn is_shorter(notice: &Notice, rule: &NoticeRule) -> bool {
    match (notice.unit, rule.unit) {
        (DayUnit::CalendarDays, DayUnit::WorkingDays) => true,
        _ => notice.days < rule.min_days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::kind;

    fn notice(days: u16, unit: DayUnit) -> Notice {
        Notice { days, unit, receiver: "纪检监察室".into(), contact: "0500-8888 0110".into() }
    }

    #[test]
    fn the_longer_of_kind_and_entry_counts() {
        let kind_rule = &kind("cadre_notice").unwrap().notices[0].rule;
        let entry_rule = NoticeRule { min_days: 7, ..kind_rule.clone() };
        let checked = |days, unit| {
            check_notice(&notice(days, unit), [kind_rule, &entry_rule]).err().unwrap_or_default()
        };
        assert_eq!(checked(7, DayUnit::WorkingDays), []);
        assert_eq!(checked(6, DayUnit::WorkingDays).len(), 1);
        assert_eq!(
            checked(4, DayUnit::WorkingDays)[0].to_string(),
            "公示期只有4个工作日，任前公示不少于5个工作日。请改长。"
        );
        assert_eq!(checked(30, DayUnit::CalendarDays).len(), 2, "calendar days are not working days");
    }

    #[test]
    fn objections_need_a_receiver_and_may_be_anonymous() {
        let empty =
            Notice { days: 400, unit: DayUnit::WorkingDays, receiver: " ".into(), contact: String::new() };
        assert_eq!(
            check_notice(&empty, []).unwrap_err(),
            [NoticeRefusal::TooLong(366), NoticeRefusal::ReceiverMissing, NoticeRefusal::ContactMissing]
        );
        let mut named = notice(5, DayUnit::WorkingDays);
        named.contact = "0500-8888 0110，只受理实名反映".into();
        assert_eq!(check_notice(&named, []).unwrap_err(), [NoticeRefusal::NamedOnly]);
    }
}
