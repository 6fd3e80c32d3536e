//! The SQL of people, roles, sessions, links and failures.

mod list;
pub(crate) mod roster;

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{Person, PersonId, Role, SchoolId, UnitId, Viewer};

use crate::rules::PersonState;

pub use list::{PeopleFilter, count_people, people};

/// A person as the list of people shows them.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// The person's number.
    pub id: PersonId,
    /// The sign-in name.
    pub sign_in: String,
    /// The name.
    pub name: String,
    /// The title of the post.
    pub title: String,
    /// The unit.
    pub unit: Option<UnitId>,
    /// Whether on the staff.
    pub is_staff: bool,
    /// Whether a student.
    pub is_student: bool,
    /// Whether the person may sign in.
    pub state: PersonState,
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Its number.
    pub id: i64,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was used last.
    pub seen_at: Timestamp,
    /// The browser, as it named itself.
    pub device: String,
}

const PERSON: &str =
    "SELECT id, sign_in, name, title, unit_id, is_staff, is_student, state FROM identity_people";

fn read(row: &AnyRow) -> Result<PersonRow, Failure> {
    let unit: Option<i64> = row.try_get("unit_id")?;
    let state: String = row.try_get("state")?;
    Ok(PersonRow {
        id: PersonId(row.try_get("id")?),
        sign_in: row.try_get("sign_in")?,
        name: row.try_get("name")?,
        title: row.try_get("title")?,
        unit: unit.map(UnitId),
        is_staff: sql::flag(row, "is_staff")?,
        is_student: sql::flag(row, "is_student")?,
        state: PersonState::from_code(&state),
    })
}

/// A person of a school.
pub async fn find(c: &mut Connection, school: SchoolId, id: PersonId) -> Result<Option<PersonRow>, Failure> {
    let text = format!("{PERSON} WHERE school_id = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id.0).fetch_optional(c).await?;
    row.as_ref().map(read).transpose()
}

/// A person of a school by sign-in name.
pub async fn person_by_sign_in(
    c: &mut Connection,
    school: SchoolId,
    sign_in: &str,
) -> Result<Option<PersonRow>, Failure> {
    let text = format!("{PERSON} WHERE school_id = $1 AND sign_in = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(sign_in).fetch_optional(c).await?;
    row.as_ref().map(read).transpose()
}

/// Active people who hold a role, for a unit or the whole school.
pub async fn people_with_role(
    c: &mut Connection,
    school: SchoolId,
    role: Role,
    unit: Option<UnitId>,
) -> Result<Vec<PersonRow>, Failure> {
    let query = format!(
        "{PERSON} WHERE school_id = $1 AND state = 'active' AND id IN
         (SELECT person_id FROM identity_roles WHERE role = $2 AND unit_id = $3) ORDER BY id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(query))
        .bind(school.0)
        .bind(role.code())
        .bind(unit.map_or(0, |u| u.0))
        .fetch_all(c)
        .await?;
    rows.iter().map(read).collect()
}

/// The names of people by their numbers.
pub async fn names(c: &mut Connection, school: SchoolId) -> Result<HashMap<PersonId, String>, Failure> {
    let rows = sqlx::query("SELECT id, name FROM identity_people WHERE school_id = $1")
        .bind(school.0)
        .fetch_all(c)
        .await?;
    rows.iter().map(|row| Ok((PersonId(row.try_get("id")?), row.try_get("name")?))).collect()
}

/// The roles a person holds.
pub async fn roles_of(c: &mut Connection, person: PersonId) -> Result<Vec<(Role, Option<UnitId>)>, Failure> {
    let rows =
        sqlx::query("SELECT role, unit_id FROM identity_roles WHERE person_id = $1 ORDER BY role, unit_id")
            .bind(person.0)
            .fetch_all(c)
            .await?;
    let mut roles = Vec::new();
    for row in &rows {
        let (code, unit): (String, i64) = (row.try_get("role")?, row.try_get("unit_id")?);
        // A role of a newer version gives no rights here.
        roles.extend(Role::from_code(&code).map(|role| (role, (unit != 0).then_some(UnitId(unit)))));
    }
    Ok(roles)
}

/// The viewer that a person is now: with the rights of this moment, and with
/// none where the person is not active.
pub async fn viewer(c: &mut Connection, school: SchoolId, id: PersonId) -> Result<Viewer, Failure> {
    let Some(row) = find(&mut *c, school, id).await?.filter(|row| row.state == PersonState::Active) else {
        return Ok(Viewer::public(school));
    };
    let roles = roles_of(c, id).await?;
    let person = Person {
        id,
        name: row.name,
        unit: row.unit,
        is_staff: row.is_staff,
        is_student: row.is_student,
        roles,
    };
    Ok(Viewer::person(school, person))
}

/// What is needed to add or change a person.
pub(crate) struct PersonData<'a> {
    pub sign_in: &'a str,
    pub name: &'a str,
    pub title: &'a str,
    pub unit: Option<UnitId>,
    pub is_staff: bool,
    pub is_student: bool,
}

pub(crate) async fn insert(
    c: &mut Connection,
    school: SchoolId,
    person: &PersonData<'_>,
    now_ms: i64,
) -> Result<PersonId, Failure> {
    let row = sqlx::query(
        "INSERT INTO identity_people
            (school_id, sign_in, name, title, unit_id, is_staff, is_student, state, version, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'invited', 1, $8) RETURNING id",
    )
    .bind(school.0)
    .bind(person.sign_in)
    .bind(person.name)
    .bind(person.title)
    .bind(person.unit.map(|u| u.0))
    .bind(i64::from(person.is_staff))
    .bind(i64::from(person.is_student))
    .bind(now_ms)
    .fetch_one(c)
    .await?;
    Ok(PersonId(row.try_get("id")?))
}

pub(crate) async fn update(c: &mut Connection, id: PersonId, person: &PersonData<'_>) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE identity_people SET name = $2, title = $3, unit_id = $4, is_staff = $5, is_student = $6 WHERE id = $1",
    )
    .bind(id.0)
    .bind(person.name)
    .bind(person.title)
    .bind(person.unit.map(|u| u.0))
    .bind(i64::from(person.is_staff))
    .bind(i64::from(person.is_student))
    .execute(c)
    .await?;
    Ok(())
}

/// Takes the person's version, so that two changes at once come one after the other.
pub(crate) async fn lock(c: &mut Connection, school: SchoolId, id: PersonId) -> Result<bool, Failure> {
    let done =
        sqlx::query("UPDATE identity_people SET version = version + 1 WHERE school_id = $1 AND id = $2")
            .bind(school.0)
            .bind(id.0)
            .execute(c)
            .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn set_state(c: &mut Connection, id: PersonId, state: PersonState) -> Result<(), Failure> {
    sqlx::query("UPDATE identity_people SET state = $2 WHERE id = $1")
        .bind(id.0)
        .bind(state.code())
        .execute(c)
        .await?;
    Ok(())
}

pub(crate) async fn set_password(c: &mut Connection, id: PersonId, hash: &str) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE identity_people SET password = $2, state = 'active' WHERE id = $1 AND state <> 'dismissed'",
    )
    .bind(id.0)
    .bind(hash)
    .execute(c)
    .await?;
    Ok(())
}

pub(crate) async fn password(c: &mut Connection, id: PersonId) -> Result<Option<String>, Failure> {
    let row = sqlx::query("SELECT password FROM identity_people WHERE id = $1")
        .bind(id.0)
        .fetch_optional(c)
        .await?;
    Ok(row.map(|row| row.try_get("password")).transpose()?.flatten())
}

pub(crate) async fn set_roles(
    c: &mut Connection,
    id: PersonId,
    roles: &[(Role, Option<UnitId>)],
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM identity_roles WHERE person_id = $1").bind(id.0).execute(&mut *c).await?;
    for (role, unit) in roles {
        sqlx::query(
            "INSERT INTO identity_roles (person_id, role, unit_id, given_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person_id, role, unit_id) DO NOTHING",
        )
        .bind(id.0)
        .bind(role.code())
        .bind(unit.map_or(0, |u| u.0))
        .bind(now_ms)
        .execute(&mut *c)
        .await?;
    }
    Ok(())
}

pub(crate) async fn insert_session(
    c: &mut Connection,
    person: PersonId,
    secret_hash: &str,
    now_ms: i64,
    ends_ms: i64,
    device: &str,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "INSERT INTO identity_sessions (person_id, secret_hash, began_at, seen_at, ends_at, device)
         VALUES ($1, $2, $3, $3, $4, $5) RETURNING id",
    )
    .bind(person.0)
    .bind(secret_hash)
    .bind(now_ms)
    .bind(ends_ms)
    .bind(device)
    .fetch_one(c)
    .await?;
    Ok(row.try_get("id")?)
}

/// A live session by its secret: its number, whose it is, when it was used last.
pub(crate) async fn session(
    c: &mut Connection,
    school: SchoolId,
    secret_hash: &str,
    now_ms: i64,
    idle_since_ms: i64,
) -> Result<Option<(i64, PersonId, i64)>, Failure> {
    let row = sqlx::query(
        "SELECT s.id, s.person_id, s.seen_at FROM identity_sessions s JOIN identity_people p ON p.id = s.person_id
         WHERE s.secret_hash = $1 AND p.school_id = $2 AND s.ends_at > $3 AND s.seen_at > $4",
    )
    .bind(secret_hash)
    .bind(school.0)
    .bind(now_ms)
    .bind(idle_since_ms)
    .fetch_optional(c)
    .await?;
    row.map(|row| Ok((row.try_get("id")?, PersonId(row.try_get("person_id")?), row.try_get("seen_at")?)))
        .transpose()
}

pub(crate) async fn touch_session(c: &mut Connection, id: i64, now_ms: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE identity_sessions SET seen_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now_ms)
        .execute(c)
        .await?;
    Ok(())
}

/// Ends a session. False where the person has no such session.
pub(crate) async fn end_session(c: &mut Connection, person: PersonId, id: i64) -> Result<bool, Failure> {
    let done = sqlx::query("DELETE FROM identity_sessions WHERE id = $1 AND person_id = $2")
        .bind(id)
        .bind(person.0)
        .execute(c)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of a person but one. How many ended.
pub(crate) async fn end_other_sessions(
    c: &mut Connection,
    person: PersonId,
    kept: i64,
) -> Result<u64, Failure> {
    let done = sqlx::query("DELETE FROM identity_sessions WHERE person_id = $1 AND id <> $2")
        .bind(person.0)
        .bind(kept)
        .execute(c)
        .await?;
    Ok(done.rows_affected())
}

/// Ends all sessions of a person and makes unused links void.
pub(crate) async fn end_everything(c: &mut Connection, person: PersonId) -> Result<(), Failure> {
    sqlx::query("DELETE FROM identity_sessions WHERE person_id = $1").bind(person.0).execute(&mut *c).await?;
    sqlx::query("DELETE FROM identity_links WHERE person_id = $1").bind(person.0).execute(c).await?;
    Ok(())
}

/// The live sessions of a person, the latest first; those unused since `idle_since` have ended.
pub(crate) async fn live_sessions(
    c: &mut Connection,
    person: PersonId,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<SessionRow>, Failure> {
    let rows = sqlx::query(
        "SELECT id, began_at, seen_at, device FROM identity_sessions
         WHERE person_id = $1 AND ends_at > $2 AND seen_at > $3 ORDER BY seen_at DESC",
    )
    .bind(person.0)
    .bind(now.as_millisecond())
    .bind(idle_since.as_millisecond())
    .fetch_all(c)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SessionRow {
                id: row.try_get("id")?,
                began_at: sql::timestamp(row, "began_at")?,
                seen_at: sql::timestamp(row, "seen_at")?,
                device: row.try_get("device")?,
            })
        })
        .collect()
}

pub(crate) async fn insert_link(
    c: &mut Connection,
    person: PersonId,
    secret_hash: &str,
    expires_ms: i64,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO identity_links (secret_hash, person_id, expires_at) VALUES ($1, $2, $3)")
        .bind(secret_hash)
        .bind(person.0)
        .bind(expires_ms)
        .execute(c)
        .await?;
    Ok(())
}

/// Whose link this is, where it can still be used.
pub(crate) async fn link(
    c: &mut Connection,
    school: SchoolId,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<PersonId>, Failure> {
    let row = sqlx::query(
        "SELECT l.person_id FROM identity_links l JOIN identity_people p ON p.id = l.person_id
         WHERE l.secret_hash = $1 AND p.school_id = $2 AND l.used_at IS NULL AND l.expires_at > $3 AND p.state <> 'dismissed'",
    )
    .bind(secret_hash)
    .bind(school.0)
    .bind(now_ms)
    .fetch_optional(c)
    .await?;
    row.map(|row| Ok(PersonId(row.try_get("person_id")?))).transpose()
}

/// Uses a link up. False where somebody else just did.
pub(crate) async fn use_link(c: &mut Connection, secret_hash: &str, now_ms: i64) -> Result<bool, Failure> {
    let done =
        sqlx::query("UPDATE identity_links SET used_at = $2 WHERE secret_hash = $1 AND used_at IS NULL")
            .bind(secret_hash)
            .bind(now_ms)
            .execute(c)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Failures in a row from a source on an account, and when the last was.
pub(crate) async fn failures(
    c: &mut Connection,
    school: SchoolId,
    sign_in: &str,
    source: &str,
) -> Result<(i64, i64), Failure> {
    let row = sqlx::query(
        "SELECT failures, last_at FROM identity_failures WHERE school_id = $1 AND sign_in = $2 AND source = $3",
    )
    .bind(school.0)
    .bind(sign_in)
    .bind(source)
    .fetch_optional(c)
    .await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.try_get("failures")?, row.try_get("last_at")?)))
}

pub(crate) async fn count_failure(
    c: &mut Connection,
    school: SchoolId,
    sign_in: &str,
    source: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO identity_failures (school_id, sign_in, source, failures, last_at) VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT (school_id, sign_in, source)
         DO UPDATE SET failures = identity_failures.failures + 1, last_at = excluded.last_at",
    )
    .bind(school.0)
    .bind(sign_in)
    .bind(source)
    .bind(now_ms)
    .execute(c)
    .await?;
    Ok(())
}

pub(crate) async fn forget_failures(
    c: &mut Connection,
    school: SchoolId,
    sign_in: &str,
    source: &str,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM identity_failures WHERE school_id = $1 AND sign_in = $2 AND source = $3")
        .bind(school.0)
        .bind(sign_in)
        .bind(source)
        .execute(c)
        .await?;
    Ok(())
}
