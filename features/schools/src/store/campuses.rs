//! The SQL of campuses.

use sqlx::Row;
use store::{Connection, Failure, sql};
use terms::SchoolId;

/// A campus (校区).
#[derive(Clone, Debug)]
pub struct Campus {
    /// Its number.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Whether it is the main one.
    pub is_main: bool,
}

/// The campuses of a school, the main one first.
pub async fn campuses(connection: &mut Connection, school: SchoolId) -> Result<Vec<Campus>, Failure> {
    let rows = sqlx::query(
        "SELECT id, code, name, address, is_main FROM school_campuses WHERE school_id = $1 ORDER BY is_main DESC, id",
    )
    .bind(school.0)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Campus {
                id: row.try_get("id")?,
                code: row.try_get("code")?,
                name: row.try_get("name")?,
                address: row.try_get("address")?,
                is_main: sql::flag(row, "is_main")?,
            })
        })
        .collect()
}

pub(crate) async fn insert_campus(
    connection: &mut Connection,
    school: SchoolId,
    campus: &Campus,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "INSERT INTO school_campuses (school_id, code, name, address, is_main) VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind(school.0)
    .bind(&campus.code)
    .bind(&campus.name)
    .bind(&campus.address)
    .bind(i64::from(campus.is_main))
    .fetch_one(connection)
    .await?;
    Ok(row.try_get("id")?)
}

pub(crate) async fn update_campus(
    connection: &mut Connection,
    school: SchoolId,
    campus: &Campus,
) -> Result<(), Failure> {
    let text =
        "UPDATE school_campuses SET name = $3, address = $4, is_main = $5 WHERE school_id = $1 AND id = $2";
    sqlx::query(text)
        .bind(school.0)
        .bind(campus.id)
        .bind(&campus.name)
        .bind(&campus.address)
        .bind(i64::from(campus.is_main))
        .execute(connection)
        .await?;
    Ok(())
}

/// Leaves the school without a main campus: another one is about to be it.
pub(crate) async fn clear_main_campus(connection: &mut Connection, school: SchoolId) -> Result<(), Failure> {
    sqlx::query("UPDATE school_campuses SET is_main = 0 WHERE school_id = $1")
        .bind(school.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn delete_campus(
    connection: &mut Connection,
    school: SchoolId,
    id: i64,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM school_campuses WHERE school_id = $1 AND id = $2")
        .bind(school.0)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
