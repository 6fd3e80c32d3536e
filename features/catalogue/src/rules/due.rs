//! When an entry is due.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use terms::AcademicYear;

/// When an entry is due, beside the clock that starts with each document's
/// making (20 working days, 教办函〔2014〕23号 section 2, verified).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DueRule {
    /// Once in each academic year.
    Yearly,
    /// By this month and day of each academic year.
    YearlyBy {
        /// 1 to 12.
        month: i8,
        /// 1 to 31, in every year a day of that month.
        day: i8,
    },
    /// When the matter changes; what stands is good until then.
    OnChange,
    /// Whenever something happens.
    OnEvent,
    /// In each round of an admission or an application.
    PerRound,
}

/// The text names no due rule.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("更新规则写成 yearly、yearly_by 10-31、on_change、on_event 或 per_round")]
pub struct NotADueRule;

impl DueRule {
    /// The last day on which it can be met in `year`, where a day is set.
    pub fn due_on(self, year: AcademicYear) -> Option<Date> {
        match self {
            DueRule::Yearly => Some(year.last_day()),
            DueRule::YearlyBy { month, day } => Some(day_in(year, month, day)),
            DueRule::OnChange | DueRule::OnEvent | DueRule::PerRound => None,
        }
    }

    /// The first day whose publications still meet the rule, asked on `today`
    /// about `year`; `None` where anything ever published does.
    ///
    /// A publication belongs to the due day nearest to it: the report due by
    /// 31 October counts from the end of April before. Until the due day is
    /// over, last year's still stands.
    pub(super) fn counts_from(self, year: AcademicYear, today: Date) -> Option<Date> {
        match self {
            DueRule::Yearly if today > year.last_day() => Some(year.first_day()),
            DueRule::Yearly => Some(year.previous().first_day()),
            DueRule::YearlyBy { month, day } => {
                let due = day_in(year, month, day);
                Some(months_before(due, if today > due { 6 } else { 18 }))
            }
            DueRule::OnEvent | DueRule::PerRound => {
                Some(months_before(today.min(year.last_day()), 12).tomorrow().unwrap_or(Date::MAX))
            }
            DueRule::OnChange => None,
        }
    }

    /// Whether whoever meets this rule meets `least`, too.
    pub(super) fn keeps(self, least: DueRule) -> bool {
        // September opens the academic year.
        let place = |month: i8, day: i8| ((i32::from(month) + 3) % 12, day);
        match (self, least) {
            (DueRule::YearlyBy { .. }, DueRule::Yearly) => true,
            (DueRule::YearlyBy { month, day }, DueRule::YearlyBy { month: to_month, day: to_day }) => {
                place(month, day) <= place(to_month, to_day)
            }
            _ => self == least,
        }
    }

    /// As the board and the entry's page say it.
    pub fn sentence(self) -> String {
        match self {
            DueRule::Yearly => "每学年公开一次".into(),
            DueRule::YearlyBy { month, day } => format!("每年{month}月{day}日前公开"),
            DueRule::OnChange => "变动后更新".into(),
            DueRule::OnEvent => "发生时公开".into(),
            DueRule::PerRound => "每批次公开".into(),
        }
    }
}

fn day_in(year: AcademicYear, month: i8, day: i8) -> Date {
    let calendar_year = if month >= 9 { year.start_year() } else { year.start_year() + 1 };
    date(calendar_year, month, day)
}

fn months_before(day: Date, months: i32) -> Date {
    day.checked_sub(jiff::Span::new().months(months)).unwrap_or(Date::MIN)
}

impl std::fmt::Display for DueRule {
    /// As data files and the database write it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DueRule::Yearly => f.write_str("yearly"),
            DueRule::YearlyBy { month, day } => write!(f, "yearly_by {month:02}-{day:02}"),
            DueRule::OnChange => f.write_str("on_change"),
            DueRule::OnEvent => f.write_str("on_event"),
            DueRule::PerRound => f.write_str("per_round"),
        }
    }
}

impl std::str::FromStr for DueRule {
    type Err = NotADueRule;

    fn from_str(text: &str) -> Result<Self, NotADueRule> {
        match text {
            "yearly" => Ok(DueRule::Yearly),
            "on_change" => Ok(DueRule::OnChange),
            "on_event" => Ok(DueRule::OnEvent),
            "per_round" => Ok(DueRule::PerRound),
            _ => {
                let (month, day) = text
                    .strip_prefix("yearly_by ")
                    .and_then(|rest| rest.split_once('-'))
                    .ok_or(NotADueRule)?;
                let (month, day) =
                    (month.parse().map_err(|_| NotADueRule)?, day.parse().map_err(|_| NotADueRule)?);
                // 2023 is no leap year: a day that every year has.
                Date::new(2023, month, day).map_err(|_| NotADueRule)?;
                Ok(DueRule::YearlyBy { month, day })
            }
        }
    }
}

impl TryFrom<String> for DueRule {
    type Error = NotADueRule;

    fn try_from(text: String) -> Result<Self, NotADueRule> {
        text.parse()
    }
}

impl From<DueRule> for String {
    fn from(rule: DueRule) -> String {
        rule.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_what_it_writes() {
        for text in ["yearly", "yearly_by 10-31", "on_change", "on_event", "per_round"] {
            assert_eq!(text.parse::<DueRule>().unwrap().to_string(), text);
        }
        for text in ["", "yearly_by", "yearly_by 02-29", "yearly_by 13-01", "yearly_by 10", "monthly"] {
            assert_eq!(text.parse::<DueRule>(), Err(NotADueRule), "{text}");
        }
    }

    #[test]
    fn a_stricter_rule_keeps_a_weaker_one() {
        for (rule, least, keeps) in [
            ("yearly_by 10-31", "yearly_by 10-31", true),
            ("yearly_by 09-30", "yearly_by 10-31", true),
            ("yearly_by 11-01", "yearly_by 10-31", false),
            // June comes at the end of the academic year, not before October.
            ("yearly_by 06-30", "yearly_by 10-31", false),
            ("yearly_by 12-31", "yearly", true),
            ("yearly", "yearly_by 12-31", false),
            ("on_change", "yearly", false),
            ("on_change", "on_change", true),
        ] {
            let parse = |text: &str| text.parse::<DueRule>().unwrap();
            assert_eq!(parse(rule).keeps(parse(least)), keeps, "{rule} for {least}");
        }
    }

    #[test]
    fn a_due_day_lies_in_its_academic_year() {
        let year = AcademicYear::starting(2025).unwrap();
        for (rule, due) in [
            ("yearly_by 10-31", date(2025, 10, 31)),
            ("yearly_by 12-31", date(2025, 12, 31)),
            ("yearly_by 06-30", date(2026, 6, 30)),
            ("yearly_by 09-01", date(2025, 9, 1)),
            ("yearly", date(2026, 8, 31)),
        ] {
            assert_eq!(rule.parse::<DueRule>().unwrap().due_on(year), Some(due), "{rule}");
        }
        assert_eq!(DueRule::OnEvent.due_on(year), None);
    }
}
