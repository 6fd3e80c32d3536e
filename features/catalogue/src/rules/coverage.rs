//! Whether an entry is covered on a day: the board's squares.

use jiff::civil::Date;
use terms::{AcademicYear, Audience};

use super::{DueRule, Entry, NilDeclaration};

/// What is known about an entry on the day that is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The last day, up to the asked one and to the end of the edition's year,
    /// on which something was published to an audience at least as wide as
    /// the entry's ([`counts_for`]).
    pub published_on: Option<Date>,
    /// The declaration that nothing happened, if one stands.
    pub nil: Option<NilDeclaration>,
}

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoverageState {
    /// 已公开: what is due stands.
    Covered,
    /// 该更新: something stands, but what is due does not.
    Stale,
    /// 缺: nothing stands.
    Missing,
    /// 本学年无: nothing happened, signed.
    Nil,
    /// 不适用: decided, signed.
    NotApplicable,
    /// 按安排公开: no clock runs and nothing is late (entry 49).
    AtDiscretion,
}

impl CoverageState {
    /// The word beside the shape.
    pub fn name(self) -> &'static str {
        match self {
            CoverageState::Covered => "已公开",
            CoverageState::Stale => "该更新",
            CoverageState::Missing => "缺",
            CoverageState::Nil => "本学年无",
            CoverageState::NotApplicable => "不适用",
            CoverageState::AtDiscretion => "按安排公开",
        }
    }

    /// Whether the report counts the entry as done.
    pub fn is_settled(self) -> bool {
        matches!(self, CoverageState::Covered | CoverageState::Nil)
    }

    /// The part that stands worst speaks for the whole.
    fn weight(self) -> u8 {
        match self {
            CoverageState::NotApplicable => 0,
            CoverageState::AtDiscretion => 1,
            CoverageState::Nil => 2,
            CoverageState::Covered => 3,
            CoverageState::Stale => 4,
            CoverageState::Missing => 5,
        }
    }
}

/// How an entry stands on a day, and what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The state.
    pub state: CoverageState,
    /// When something was last published that counts.
    pub published_on: Option<Date>,
    /// The next day set by its rule that is not met yet.
    pub due_on: Option<Date>,
}

impl Coverage {
    /// Whether a set day went by unmet.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due_on.is_some_and(|due| due < today)
    }
}

/// Whether a publication for `audience` meets an entry due to `wanted`: it
/// must reach everyone to whom the entry is due.
pub fn counts_for(audience: Audience, wanted: Audience) -> bool {
    match wanted {
        Audience::Public => audience == Audience::Public,
        Audience::Campus => matches!(audience, Audience::Public | Audience::Campus),
        Audience::Staff | Audience::Students => {
            matches!(audience, Audience::Public | Audience::Campus) || audience == wanted
        }
        Audience::Some => true,
    }
}

/// How `entry` of the edition of `year` stands on `today`. For a year that is
/// over the answer is that of its end, and stays.
pub fn coverage(entry: &Entry, year: AcademicYear, facts: &Facts, today: Date) -> Coverage {
    let published_on = facts.published_on;
    let state = state(entry, year, facts, today);
    let due_on = match state {
        CoverageState::Covered | CoverageState::Stale | CoverageState::Missing => {
            entry.due.iter().filter_map(|rule| unmet(*rule, year, published_on)).min()
        }
        _ => None,
    };
    Coverage { state, published_on, due_on }
}

fn state(entry: &Entry, year: AcademicYear, facts: &Facts, today: Date) -> CoverageState {
    if !entry.applies() {
        return CoverageState::NotApplicable;
    }
    let nil = facts.nil.as_ref().filter(|nil| nil.signed_on <= today);
    if nil.is_some_and(|nil| facts.published_on.is_none_or(|on| on < nil.signed_on)) {
        return CoverageState::Nil;
    }
    let Some(published_on) = facts.published_on else {
        return if entry.due.is_empty() { CoverageState::AtDiscretion } else { CoverageState::Missing };
    };
    let counts_from = entry.due.iter().filter_map(|rule| rule.counts_from(year, today)).max();
    if counts_from.is_some_and(|from| published_on < from) {
        CoverageState::Stale
    } else {
        CoverageState::Covered
    }
}

/// The rule's day in the year, unless what was published meets it.
fn unmet(rule: DueRule, year: AcademicYear, published_on: Option<Date>) -> Option<Date> {
    let due = rule.due_on(year)?;
    let after = due.tomorrow().unwrap_or(due);
    let from = rule.counts_from(year, after)?;
    published_on.is_none_or(|on| on < from).then_some(due)
}

/// How a split entry stands, from how its parts stand.
pub fn with_parts(parts: &[Coverage]) -> Coverage {
    Coverage {
        state: parts
            .iter()
            .map(|part| part.state)
            .max_by_key(|state| state.weight())
            .unwrap_or(CoverageState::Missing),
        published_on: parts.iter().filter_map(|part| part.published_on).max(),
        due_on: parts.iter().filter_map(|part| part.due_on).min(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{edition, no, year};
    use crate::rules::{EntryNo, NotApplicable};
    use CoverageState::*;
    use jiff::civil::date;
    use terms::{EntryId, PersonId};

    fn of(entry: EntryNo, published_on: Option<Date>, nil_on: Option<Date>, today: Date) -> Coverage {
        let edition = edition();
        let nil = nil_on.map(|signed_on| NilDeclaration {
            entry: EntryId(1),
            reason: "无".into(),
            signed_by: PersonId(1),
            signed_on,
        });
        coverage(edition.entry(entry).unwrap(), year(2025), &Facts { published_on, nil }, today)
    }

    #[test]
    fn an_entry_stands_as_its_rule_says() {
        let due = Some(date(2025, 10, 31));
        for (entry, published, nil, today, state, due_on) in [
            // The yearly report, by 31 October 2025.
            ("6", Some(date(2024, 10, 28)), None, date(2025, 10, 31), Covered, due),
            ("6", Some(date(2024, 10, 28)), None, date(2025, 11, 1), Stale, due),
            ("6", Some(date(2024, 11, 20)), None, date(2025, 11, 1), Stale, due),
            ("6", Some(date(2025, 8, 25)), None, date(2025, 11, 1), Covered, None),
            ("6", Some(date(2025, 10, 30)), None, date(2026, 8, 31), Covered, None),
            ("6", Some(date(2026, 3, 1)), None, date(2026, 8, 31), Covered, None),
            ("6", Some(date(2023, 10, 28)), None, date(2025, 9, 20), Stale, due),
            ("6", None, None, date(2025, 9, 20), Missing, due),
            // Once a year, no day set: last year's stands until the year is over.
            ("16", Some(date(2024, 11, 15)), None, date(2026, 8, 31), Covered, Some(date(2026, 8, 31))),
            ("16", Some(date(2024, 11, 15)), None, date(2026, 9, 1), Stale, Some(date(2026, 8, 31))),
            ("16", Some(date(2025, 11, 15)), None, date(2027, 1, 1), Covered, None),
            ("16", Some(date(2024, 8, 31)), None, date(2025, 9, 1), Stale, Some(date(2026, 8, 31))),
            // Rules stand until they change.
            ("36", Some(date(2015, 3, 2)), None, date(2026, 8, 31), Covered, None),
            ("36", None, None, date(2025, 9, 1), Missing, None),
            // Events: within twelve months.
            ("25", Some(date(2025, 3, 2)), None, date(2026, 3, 1), Covered, None),
            ("25", Some(date(2025, 3, 2)), None, date(2026, 3, 3), Stale, None),
            ("25", Some(date(2025, 9, 1)), None, date(2030, 1, 1), Covered, None),
            // A declaration holds until something is published.
            ("23", Some(date(2025, 3, 2)), Some(date(2025, 9, 10)), date(2026, 6, 1), Nil, None),
            ("23", Some(date(2025, 9, 10)), Some(date(2025, 9, 10)), date(2026, 6, 1), Covered, None),
            ("23", None, Some(date(2026, 8, 26)), date(2026, 8, 25), Missing, None),
            // Inspection feedback is never late.
            ("49", None, None, date(2026, 8, 31), AtDiscretion, None),
            ("49", Some(date(2019, 1, 1)), None, date(2026, 8, 31), Covered, None),
        ] {
            let coverage = of(no(entry), published, nil, today);
            assert_eq!(
                (coverage.state, coverage.due_on),
                (state, due_on),
                "{entry} {published:?} on {today}"
            );
        }
    }

    #[test]
    fn what_does_not_apply_asks_for_nothing() {
        let mut entry = edition().entry(no("6")).unwrap().clone();
        entry.not_applicable =
            Some(NotApplicable { reason: "x".into(), signed_by: PersonId(1), signed_on: date(2025, 9, 10) });
        let coverage = coverage(&entry, year(2025), &Facts::default(), date(2026, 1, 1));
        assert_eq!((coverage.state, coverage.due_on), (NotApplicable, None));
    }

    #[test]
    fn the_worst_part_speaks_for_the_whole() {
        let part = |state| Coverage { state, published_on: None, due_on: None };
        for (states, whole) in [
            (vec![Covered, Stale], Stale),
            (vec![Covered, Missing, Stale], Missing),
            (vec![Covered, Nil], Covered),
            (vec![Nil, NotApplicable], Nil),
            (vec![NotApplicable, NotApplicable], NotApplicable),
        ] {
            let parts: Vec<Coverage> = states.into_iter().map(part).collect();
            assert_eq!(with_parts(&parts).state, whole);
        }
    }

    #[test]
    fn a_narrower_audience_does_not_cover() {
        use Audience::*;
        for (audience, wanted, counts) in [
            (Public, Some, true),
            (Public, Public, true),
            (Campus, Public, false),
            (Campus, Students, true),
            (Staff, Students, false),
            (Staff, Campus, false),
            (Staff, Staff, true),
            (Some, Staff, false),
        ] {
            assert_eq!(counts_for(audience, wanted), counts, "{audience:?} for {wanted:?}");
        }
    }
}
