//! The national form of requests (国办公开办函〔2021〕30号, 三、收到和处理政府信息公开申请情况),
//! for any period. Its sums hold in every column: 一 + 二 = 三（七）+ 四.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::decision::{Decision, Group};
use super::form::Applicant;

/// What the form counts of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The request's number in the records.
    pub id: i64,
    /// Who asked.
    pub applicant: Applicant,
    /// The day of receipt.
    pub received: Date,
    /// When it was answered or ended.
    pub ended: Option<Date>,
    /// By which decision.
    pub decision: Option<Decision>,
}

/// A row of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// For addresses: `received`, `carried`, a decision's code, `handled`, `forward`.
    pub code: &'static str,
    /// The heading that stands before its first row.
    pub group: &'static str,
    /// As the form says it.
    pub name: &'static str,
    /// The requests in each column, in the order of [`Applicant::ALL`].
    pub columns: [Vec<i64>; 6],
}

impl Row {
    fn new(code: &'static str, group: &'static str, name: &'static str) -> Row {
        Row { code, group, name, columns: Default::default() }
    }

    /// How many stand in all columns.
    pub fn total(&self) -> usize {
        self.columns.iter().map(Vec::len).sum()
    }

    fn add(&mut self, one: &Counted) {
        let at = Applicant::ALL.iter().position(|applicant| *applicant == one.applicant).unwrap_or(5);
        self.columns[at].push(one.id);
    }
}

/// The form for the days from `from` to `to`, both in.
pub fn form(requests: &[Counted], from: Date, to: Date) -> Vec<Row> {
    let mut received = Row::new("received", "", "一、本年新收政府信息公开申请数量");
    let mut carried = Row::new("carried", "", "二、上年结转政府信息公开申请数量");
    let mut handled = Row::new("handled", "三、本年度办理结果", "（七）总计");
    let mut forward = Row::new("forward", "", "四、结转下年度继续办理");
    let mut results: BTreeMap<usize, Row> = BTreeMap::new();
    let rows: Vec<(Group, &'static str, Vec<Decision>)> = result_rows();
    for (at, (group, name, decisions)) in rows.iter().enumerate() {
        let name = if name.is_empty() { group.name() } else { name };
        results.insert(at, Row::new(decisions[0].code(), group.name(), name));
    }
    for one in requests {
        let ended = one.ended.filter(|day| *day <= to);
        if one.received > to || ended.is_some_and(|day| day < from) {
            continue;
        }
        if one.received >= from {
            received.add(one)
        } else {
            carried.add(one)
        }
        let Some(decision) = one.decision.filter(|_| ended.is_some()) else {
            forward.add(one);
            continue;
        };
        handled.add(one);
        let at = rows.iter().position(|(_, _, decisions)| decisions.contains(&decision));
        if let Some(row) = at.and_then(|at| results.get_mut(&at)) {
            row.add(one);
        }
    }
    let mut all = vec![received, carried];
    all.extend(results.into_values());
    all.extend([handled, forward]);
    all
}

/// The rows of results, each with the decisions that are counted in it.
fn result_rows() -> Vec<(Group, &'static str, Vec<Decision>)> {
    let mut rows: Vec<(Group, &'static str, Vec<Decision>)> = Vec::new();
    for decision in Decision::all() {
        match rows.iter_mut().find(|(group, row, _)| *group == decision.group() && *row == decision.row()) {
            Some((_, _, decisions)) => decisions.push(decision),
            None => rows.push((decision.group(), decision.row(), vec![decision])),
        }
    }
    rows
}

/// Whether the sums hold: new and carried over are handled and carried forward, in every column,
/// and the results add up.
pub fn holds(rows: &[Row]) -> bool {
    let count = |code: &str, column: usize| {
        rows.iter().find(|row| row.code == code).map_or(0, |row| row.columns[column].len())
    };
    (0..6).all(|column| {
        let results: usize = rows
            .iter()
            .filter(|row| !["received", "carried", "handled", "forward"].contains(&row.code))
            .map(|row| row.columns[column].len())
            .sum();
        let handled = count("handled", column);
        results == handled
            && count("received", column) + count("carried", column) == handled + count("forward", column)
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn one(id: i64, received: Date, ended: Option<Date>, decision: Decision) -> Counted {
        Counted {
            id,
            applicant: Applicant::ALL[id as usize % 6],
            received,
            ended,
            decision: ended.map(|_| decision),
        }
    }

    #[test]
    fn the_form_has_its_rows_and_every_request_its_place() {
        let (from, to) = (date(2026, 1, 1), date(2026, 12, 31));
        let requests = [
            one(1, date(2025, 12, 20), Some(date(2026, 1, 9)), Decision::Granted),
            one(2, date(2026, 3, 1), Some(date(2026, 3, 9)), Decision::AlreadyPublic),
            one(3, date(2026, 3, 1), Some(date(2026, 3, 9)), Decision::ThirdParty),
            one(4, date(2026, 12, 30), Some(date(2027, 1, 9)), Decision::Granted),
            one(5, date(2026, 12, 30), None, Decision::Granted),
            one(6, date(2025, 3, 1), Some(date(2025, 3, 9)), Decision::Granted),
            one(7, date(2027, 1, 3), None, Decision::Granted),
        ];
        let rows = form(&requests, from, to);
        // 21 rows of results, and four around them.
        assert_eq!(rows.len(), 25);
        let ids =
            |code: &str| -> Vec<i64> { rows.iter().find(|row| row.code == code).unwrap().columns.concat() };
        assert_eq!(ids("carried"), [1]);
        assert_eq!(ids("received").len(), 4);
        assert_eq!(ids("granted").len(), 2, "what is public already is counted as made public");
        assert_eq!(ids("third_party"), [3]);
        assert_eq!(ids("forward").len(), 2);
        assert!(holds(&rows));
    }

    fn day() -> impl Strategy<Value = Date> {
        (2024i16..2028, 1i8..13, 1i8..29).prop_map(|(year, month, day)| date(year, month, day))
    }

    proptest! {
        /// 一 + 二 = 三（七）+ 四, whatever came when and ended how.
        #[test]
        fn the_sums_hold_for_any_period(
            facts in prop::collection::vec((day(), prop::option::of(day()), 0usize..22), 0..40),
            from in day(),
            to in day(),
        ) {
            let decisions: Vec<Decision> = Decision::all().collect();
            let requests: Vec<Counted> = facts
                .iter()
                .enumerate()
                .map(|(id, (received, ended, decision))| {
                    let ended = ended.filter(|ended| ended >= received);
                    one(id as i64, *received, ended, decisions[*decision])
                })
                .collect();
            let rows = form(&requests, from.min(to), from.max(to));
            prop_assert!(holds(&rows));
        }
    }
}
