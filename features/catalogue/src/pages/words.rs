//! How an entry's standing is said and drawn.

use calendar::Calendar;
use jiff::civil::Date;
use web::format;

use super::names::Names;
use crate::EntryView;
use crate::rules::CoverageState;

/// The word and the shape of an entry's standing.
pub fn mark(view: &EntryView, today: Date) -> (&'static str, &'static str) {
    match view.coverage.state {
        _ if view.coverage.is_overdue(today) => ("逾期", "late"),
        state => (state.name(), shape(state)),
    }
}

/// The shape of a state beside its word.
pub fn shape(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Covered => "done",
        CoverageState::Stale => "near",
        CoverageState::Missing => "missing",
        CoverageState::Nil => "nil",
        CoverageState::NotApplicable => "na",
        CoverageState::AtDiscretion => "waiting",
    }
}

/// What stands beside the state on the board: how many, how late, or who signed.
pub fn note(view: &EntryView, names: &Names, calendar: &Calendar, today: Date) -> String {
    let coverage = &view.coverage;
    match coverage.state {
        CoverageState::Covered => format!("{}条", format::count(view.publications)),
        CoverageState::Stale | CoverageState::Missing => match coverage.due_on {
            Some(due) if due < today => overdue(calendar, today, due),
            Some(due) => format!("应于{}前公开", format::day(due, today)),
            None if coverage.published_on.is_none() && view.publications > 0 => {
                format!(
                    "有{}条，都没有公开到{}",
                    format::count(view.publications),
                    view.entry.audience.name()
                )
            }
            None => stopped(view),
        },
        CoverageState::Nil => signed(view.nil.as_ref().map(|nil| nil.signed_by), names, "登记"),
        CoverageState::NotApplicable => {
            signed(view.entry.not_applicable.as_ref().map(|mark| mark.signed_by), names, "确认")
        }
        CoverageState::AtDiscretion => "不催、不计分".to_owned(),
    }
}

fn signed(by: Option<terms::PersonId>, names: &Names, verb: &str) -> String {
    by.map(|by| format!("{}{verb}", names.person(Some(by)))).unwrap_or_default()
}

/// In working days; before the first of them is over, just late.
fn overdue(calendar: &Calendar, today: Date, due: Date) -> String {
    match calendar.provisional().remaining_working_days(today, due) {
        Ok(days) if days < 0 => format!("逾期{}个工作日", -days),
        _ => "已过期限".to_owned(),
    }
}

fn stopped(view: &EntryView) -> String {
    view.coverage.published_on.map(|on| format!("停在{}年{}月", on.year(), on.month())).unwrap_or_default()
}

/// The class of a square on the board: in form as well as in colour.
pub fn square(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Covered => "ok",
        CoverageState::Stale => "stale",
        CoverageState::Missing => "miss",
        CoverageState::Nil => "none",
        CoverageState::NotApplicable => "not",
        CoverageState::AtDiscretion => "free",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn lateness_is_counted_in_working_days() {
        let calendar = Calendar::official();
        for (today, due, said) in [
            // 1 October to 7 October 2026 is a holiday, Saturday the 10th a working day.
            (date(2026, 10, 9), date(2026, 9, 30), "逾期2个工作日"),
            (date(2026, 10, 10), date(2026, 9, 30), "逾期3个工作日"),
            (date(2026, 10, 3), date(2026, 9, 30), "已过期限"),
        ] {
            assert_eq!(overdue(&calendar, today, due), said, "{today}");
        }
    }
}
