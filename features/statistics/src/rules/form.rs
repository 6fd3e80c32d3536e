//! Forms (统计表) that are typed in as a whole, and what must add up in them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::ledger::Ledger;
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
    pub fn table(&self, ledger: &Ledger) -> Table {
        let answer =
            ledger.answers.get(&self.code).and_then(|answer| serde_json::from_str(&answer.value).ok());
        answer.filter(|table: &Table| self.fits(table)).unwrap_or_else(|| self.empty())
    }

    fn fits(&self, table: &Table) -> bool {
        table.len() == self.rows.len() && table.iter().all(|row| row.len() == self.columns.len())
    }

    /// Fills in the rows that are sums, and checks what must add up.
    ///
    /// # Errors
    /// Every column that does not add up.
    pub fn check(&self, mut table: Table) -> Result<Table, Vec<Refusal>> {
        if !self.fits(&table) || table.iter().flatten().any(|value| !(0..=MOST).contains(value)) {
            return Err(vec![Refusal::FormNumber(MOST)]);
        }
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.sum_of.is_empty()) {
            for column in 0..self.columns.len() {
                table[at][column] = self.sum(&table, &row.sum_of, column);
            }
        }
        let refusals = self.unbalanced(&table);
        if refusals.is_empty() { Ok(table) } else { Err(refusals) }
    }

    fn unbalanced(&self, table: &Table) -> Vec<Refusal> {
        let Some(balance) = &self.balance else { return Vec::new() };
        let differs = |(column, name): (usize, &String)| {
            let (left, right) =
                (self.sum(table, &balance.left, column), self.sum(table, &balance.right, column));
            (left != right).then(|| Refusal::FormBalance { column: name.clone(), left, right })
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
                Refusal::FormBalance { column: "自然人".into(), left: 7, right: 0 },
                Refusal::FormBalance { column: "社会公益组织".into(), left: 0, right: 1 },
            ]
        );
    }

    #[test]
    fn a_table_of_another_shape_or_below_nought_is_refused() {
        assert!(requests().check(vec![vec![0]]).is_err());
        assert!(requests().check(with(&[("received", 0, -1), ("pending", 0, -1)])).is_err());
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
