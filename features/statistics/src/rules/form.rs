//! Forms (统计表) that are typed in as a whole, and what must add up in them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::ledger::Answer;
use super::refusal::Refusal;

/// A form.
#[derive(Debug, Deserialize)]
pub struct Form {
    /// Its code.
    pub code: String,
    /// Its name, above the table.
    pub name: String,
    /// What its numbers count.
    pub unit: String,
    /// Its columns; the total is added.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// 勾稽关系: rows whose sums must be equal, in every column.
    balance: Option<Balance>,
}

/// A row of a form.
#[derive(Debug, Deserialize)]
pub struct Row {
    /// Its code.
    pub code: String,
    /// Its words.
    pub name: String,
    /// The rows that it sums; empty where it is typed.
    #[serde(default)]
    pub sum_of: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Balance {
    left: Vec<String>,
    right: Vec<String>,
}

#[derive(Deserialize)]
struct Data {
    forms: Vec<Form>,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("../../data/forms.toml")).expect("the forms are TOML");
    data.forms
});

/// The largest number of a cell.
pub const MOST: i64 = 1_000_000;

/// All forms.
pub fn forms() -> &'static [Form] {
    &FORMS
}

/// The form of a code.
pub fn by_code(code: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.code == code)
}

/// Numbers of a form, row by row.
pub type Table = Vec<Vec<i64>>;

impl Form {
    /// A table of nothing but noughts.
    pub fn empty(&self) -> Table {
        vec![vec![0; self.columns.len()]; self.rows.len()]
    }

    /// What was typed in; noughts where nobody typed.
    pub fn table(&self, answers: &BTreeMap<String, Answer>) -> Table {
        let answer = answers.get(&self.code).and_then(|answer| serde_json::from_str(&answer.value).ok());
        answer.filter(|table: &Table| self.fits(table)).unwrap_or_else(|| self.empty())
    }

    fn fits(&self, table: &Table) -> bool {
        table.len() == self.rows.len() && table.iter().all(|row| row.len() == self.columns.len())
    }

    /// The numbers of what was typed, row by row; an empty cell is a nought.
    ///
    /// # Errors
    /// Every cell that is no number.
    pub fn read(&'static self, typed: &[Vec<String>]) -> Result<Table, Vec<Refusal>> {
        let number = |text: &String| match text.trim() {
            "" => Some(0),
            text => text.parse().ok(),
        };
        let table: Vec<Vec<Option<i64>>> = typed.iter().map(|row| row.iter().map(number).collect()).collect();
        let wrong = self.not_numbers(|row, column| table.get(row)?.get(column).copied().flatten());
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let whole = table.into_iter().map(|row| row.into_iter().collect::<Option<Vec<i64>>>());
        whole.collect::<Option<Table>>().ok_or_else(|| vec![Refusal::FormShape])
    }

    /// Every cell that holds no number, or one that is too large or below nought.
    fn not_numbers(&'static self, number: impl Fn(usize, usize) -> Option<i64>) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            for (column, name) in self.columns.iter().enumerate() {
                if number(at, column).is_none_or(|number| !(0..=MOST).contains(&number)) {
                    let at = (row.code.as_str(), column);
                    refusals.push(Refusal::FormNumber { at, row: &row.name, column: name });
                }
            }
        }
        refusals
    }

    /// Fills in the rows that are sums, and checks what must add up.
    ///
    /// # Errors
    /// Every cell that is no number, or every column that does not add up.
    pub fn check(&'static self, mut table: Table) -> Result<Table, Vec<Refusal>> {
        if !self.fits(&table) {
            return Err(vec![Refusal::FormShape]);
        }
        let wrong = self.not_numbers(|row, column| Some(table[row][column]));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.sum_of.is_empty()) {
            for column in 0..self.columns.len() {
                table[at][column] = self.sum(&table, &row.sum_of, column);
            }
        }
        let refusals = self.unbalanced(&table);
        if refusals.is_empty() { Ok(table) } else { Err(refusals) }
    }

    fn unbalanced(&'static self, table: &Table) -> Vec<Refusal> {
        let Some(balance) = &self.balance else { return Vec::new() };
        let first = balance.left.first().map(String::as_str).unwrap_or_default();
        let differs = |(column, name): (usize, &'static String)| {
            let (left, right) =
                (self.sum(table, &balance.left, column), self.sum(table, &balance.right, column));
            let at = (first, column);
            (left != right).then(|| Refusal::FormBalance { at, column: name, left, right })
        };
        self.columns.iter().enumerate().filter_map(differs).collect()
    }

    fn sum(&self, table: &Table, codes: &[String], column: usize) -> i64 {
        let rows = self.rows.iter().zip(table).filter(|(row, _)| codes.contains(&row.code));
        rows.map(|(_, values)| values[column]).sum()
    }

    /// The place of a row.
    pub fn row(&self, code: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests() -> &'static Form {
        by_code("requests").unwrap()
    }

    fn with(cells: &[(&str, usize, i64)]) -> Table {
        let mut table = requests().empty();
        for (row, column, value) in cells {
            table[requests().row(row).unwrap()][*column] = *value;
        }
        table
    }

    #[test]
    fn what_came_in_is_what_went_out_or_waits() {
        let table = with(&[("received", 0, 7), ("carried_over", 0, 1), ("granted", 0, 5), ("pending", 0, 3)]);
        let table = requests().check(table).unwrap();
        assert_eq!(table[requests().row("answered").unwrap()][0], 5, "the sum is not typed");
    }

    #[test]
    fn every_column_that_does_not_add_up_is_named() {
        let refusals = requests().check(with(&[("received", 0, 7), ("granted", 3, 1)])).unwrap_err();
        assert_eq!(
            refusals,
            [
                Refusal::FormBalance { at: ("received", 0), column: "自然人", left: 7, right: 0 },
                Refusal::FormBalance { at: ("received", 3), column: "社会公益组织", left: 0, right: 1 },
            ]
        );
    }

    #[test]
    fn a_table_of_another_shape_or_below_nought_is_refused() {
        assert_eq!(requests().check(vec![vec![0]]), Err(vec![Refusal::FormShape]));
        let refusals = requests().check(with(&[("received", 0, -1), ("pending", 0, -1)])).unwrap_err();
        assert_eq!(refusals.len(), 2, "{refusals:?}");
    }

    #[test]
    fn every_cell_that_is_no_number_is_named() {
        let mut typed = vec![vec![String::new(); 6]; requests().rows.len()];
        assert_eq!(requests().read(&typed), Ok(requests().empty()));
        typed[0][1] = "三".into();
        typed[1][5] = "1000001".into();
        let refusals = requests().read(&typed).unwrap_err();
        let said: Vec<_> = refusals.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "“一、本学年新收申请数量，商业企业”要是0到1000000的整数",
                "“二、上学年结转申请数量，其他组织”要是0到1000000的整数",
            ]
        );
        assert!(matches!(refusals[0], Refusal::FormNumber { at: ("received", 1), .. }));
        assert_eq!(requests().read(&typed[..3]).map_err(|refusals| refusals.len() > 2), Err(true));
    }

    #[test]
    fn sums_name_rows_that_are_there() {
        for form in forms() {
            let named = form.rows.iter().flat_map(|row| &row.sum_of);
            let balanced = form.balance.iter().flat_map(|balance| balance.left.iter().chain(&balance.right));
            for code in named.chain(balanced) {
                assert!(form.row(code).is_some(), "{} has no row {code}", form.name);
            }
        }
    }
}
