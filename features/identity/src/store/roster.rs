//! Everybody of a school with their roles, as a roster is compared with them.

use std::collections::HashMap;

use sqlx::Row;
use store::{Connection, Failure};
use terms::{PersonId, Role, SchoolId, UnitId};

use super::{PERSON, PersonRow, read, roles_of};
use crate::rules::roster::{Data, Held, Known};

/// The people of a school by their sign-in names.
pub(crate) async fn known(c: &mut Connection, school: SchoolId) -> Result<HashMap<String, Known>, Failure> {
    let mut roles = roles_of_school(&mut *c, school).await?;
    let text = format!("{PERSON} WHERE school_id = $1");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    let mut people = HashMap::new();
    for row in &rows {
        let row = read(row)?;
        let held = roles.remove(&row.id).unwrap_or_default();
        people.insert(row.sign_in.clone(), from_row(row, held));
    }
    Ok(people)
}

/// One person, with their roles.
pub(crate) async fn known_of(c: &mut Connection, row: PersonRow) -> Result<Known, Failure> {
    let held = roles_of(c, row.id).await?;
    Ok(from_row(row, held))
}

fn from_row(row: PersonRow, mut roles: Vec<Held>) -> Known {
    roles.sort();
    let data = Data {
        name: row.name,
        title: row.title,
        unit: row.unit,
        is_staff: row.is_staff,
        is_student: row.is_student,
        roles,
    };
    Known { id: row.id, state: row.state, data }
}

async fn roles_of_school(
    c: &mut Connection,
    school: SchoolId,
) -> Result<HashMap<PersonId, Vec<Held>>, Failure> {
    let rows = sqlx::query(
        "SELECT r.person_id, r.role, r.unit_id FROM identity_roles r JOIN identity_people p ON p.id = r.person_id
         WHERE p.school_id = $1",
    )
    .bind(school.0)
    .fetch_all(c)
    .await?;
    let mut roles: HashMap<PersonId, Vec<Held>> = HashMap::new();
    for row in &rows {
        let (id, code, unit): (i64, String, i64) =
            (row.try_get("person_id")?, row.try_get("role")?, row.try_get("unit_id")?);
        // A role of a newer version gives no rights here.
        if let Some(role) = Role::from_code(&code) {
            roles.entry(PersonId(id)).or_default().push((role, (unit != 0).then_some(UnitId(unit))));
        }
    }
    Ok(roles)
}
