//! The SQL of numbers.

use sqlx::Row;
use store::{Connection, Failure};
use terms::SchoolId;

/// The next number of a word in a year, from 1; none is given twice, and none is left out unless
/// what took it came to nothing.
pub async fn next_number(
    c: &mut Connection,
    school: SchoolId,
    word: &str,
    year: i16,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "INSERT INTO cases_numbers (school_id, word, year, last) VALUES ($1, $2, $3, 1)
         ON CONFLICT (school_id, word, year) DO UPDATE SET last = cases_numbers.last + 1 RETURNING last",
    )
    .bind(school.0)
    .bind(word)
    .bind(i64::from(year))
    .fetch_one(c)
    .await?;
    Ok(row.try_get("last")?)
}
