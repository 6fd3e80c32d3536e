//! Small readings of column values that both engines share.

use jiff::{Timestamp, civil::Date};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::Failure;

/// An instant kept as milliseconds UTC.
pub fn timestamp(row: &AnyRow, column: &'static str) -> Result<Timestamp, Failure> {
    instant(row.try_get(column)?, column)
}

/// An instant kept as milliseconds UTC, where there is one.
pub fn timestamp_opt(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, Failure> {
    let value: Option<i64> = row.try_get(column)?;
    value.map(|ms| instant(ms, column)).transpose()
}

fn instant(ms: i64, column: &'static str) -> Result<Timestamp, Failure> {
    Timestamp::from_millisecond(ms).map_err(|_| Failure::Unreadable(column))
}

/// A day kept as `YYYY-MM-DD`.
pub fn day(row: &AnyRow, column: &'static str) -> Result<Date, Failure> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| Failure::Unreadable(column))
}

/// A day kept as `YYYY-MM-DD`, where there is one.
pub fn day_opt(row: &AnyRow, column: &'static str) -> Result<Option<Date>, Failure> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|t| t.parse().map_err(|_| Failure::Unreadable(column))).transpose()
}

/// A truth kept as 0 or 1.
pub fn flag(row: &AnyRow, column: &'static str) -> Result<bool, Failure> {
    let value: i64 = row.try_get(column)?;
    Ok(value != 0)
}

/// A JSON value kept as text.
pub fn json<T: serde::de::DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<T, Failure> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| Failure::Unreadable(column))
}

/// `$1, $2, …` for a list of `count` values, beginning at `$first`.
pub fn markers(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// `($1, $2), ($3, $4)` for `count` rows of `width` values.
pub fn rows(count: usize, width: usize) -> String {
    let row = |number: usize| format!("({})", markers(number * width + 1, width));
    (0..count).map(row).collect::<Vec<_>>().join(", ")
}

/// Values that one statement binds, about: SQLite looks each of their names up among all before it,
/// so that twice as many cost four times as much.
const BOUND: usize = 200;

/// How many rows of `width` values go into one statement.
pub fn together(width: usize) -> usize {
    (BOUND / width.max(1)).max(1)
}

/// Whether a statement for `count` rows of `width` values comes again and again: the connection keeps
/// such a one ready. Those of every other length would crowd the rest out.
pub fn is_usual(count: usize, width: usize) -> bool {
    count == 1 || count == together(width)
}
