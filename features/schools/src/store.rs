//! The SQL of schools and units.

mod campuses;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{SchoolId, UnitId};

use crate::settings::SchoolSettings;

pub use campuses::{Campus, campuses};
pub(crate) use campuses::{clear_main_campus, delete_campus, insert_campus, update_campus};

/// A school.
#[derive(Clone, Debug)]
pub struct School {
    /// Its number.
    pub id: SchoolId,
    /// Its code, for `--school`.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// What it sets about itself.
    pub settings: SchoolSettings,
}

/// What a unit tells about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitProfile {
    /// A short name for lists.
    pub short: String,
    /// The group it is listed under: 党政管理, 教学单位…
    pub group: String,
    /// What it is for (机构职能).
    pub duties: String,
    /// Where it sits.
    pub place: String,
    /// Its telephone.
    pub phone: String,
}

/// A unit (部门、二级学院).
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its number.
    pub id: UnitId,
    /// Its code in the school.
    pub code: String,
    /// Its present, or last, name.
    pub name: String,
    /// From when it has that name.
    pub named_from: Date,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Its campus.
    pub campus: Option<i64>,
    /// What it tells about itself.
    pub profile: UnitProfile,
    /// The unit into which it was merged.
    pub merged_into: Option<UnitId>,
    /// The day on which it ended.
    pub ended_on: Option<Date>,
}

impl Unit {
    /// Whether the unit exists now.
    pub fn is_present(&self) -> bool {
        self.ended_on.is_none()
    }

    /// The short name, or the name where there is none.
    pub fn short_name(&self) -> &str {
        if self.profile.short.is_empty() { &self.name } else { &self.profile.short }
    }
}

fn read_school(row: &AnyRow) -> Result<School, Failure> {
    Ok(School {
        id: SchoolId(row.try_get("id")?),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        settings: sql::json(row, "settings")?,
    })
}

/// A school by its number.
pub async fn find(connection: &mut Connection, id: SchoolId) -> Result<Option<School>, Failure> {
    let row = sqlx::query("SELECT id, code, name, settings FROM schools WHERE id = $1")
        .bind(id.0)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read_school).transpose()
}

/// A school by its code.
pub async fn by_code(connection: &mut Connection, code: &str) -> Result<Option<School>, Failure> {
    let row = sqlx::query("SELECT id, code, name, settings FROM schools WHERE code = $1")
        .bind(code)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read_school).transpose()
}

/// All schools of the installation, by code.
pub async fn list(connection: &mut Connection) -> Result<Vec<School>, Failure> {
    let rows =
        sqlx::query("SELECT id, code, name, settings FROM schools ORDER BY id").fetch_all(connection).await?;
    rows.iter().map(read_school).collect()
}

/// The school that a host name stands for. Where there is one school only,
/// every host name is that school's.
pub async fn by_host(connection: &mut Connection, host: &str) -> Result<Option<SchoolId>, Failure> {
    let found = sqlx::query("SELECT school_id FROM school_hosts WHERE host = $1")
        .bind(host.to_ascii_lowercase())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = found {
        return Ok(Some(SchoolId(row.try_get("school_id")?)));
    }
    let rows = sqlx::query("SELECT id FROM schools ORDER BY id LIMIT 2").fetch_all(connection).await?;
    match rows.as_slice() {
        [only] => Ok(Some(SchoolId(only.try_get("id")?))),
        _ => Ok(None),
    }
}

pub(crate) async fn insert(
    connection: &mut Connection,
    code: &str,
    name: &str,
    settings: &SchoolSettings,
    now_ms: i64,
) -> Result<SchoolId, Failure> {
    let row = sqlx::query(
        "INSERT INTO schools (code, name, settings, version, founded_at) VALUES ($1, $2, $3, 1, $4) RETURNING id",
    )
    .bind(code)
    .bind(name)
    .bind(encode(settings))
    .bind(now_ms)
    .fetch_one(connection)
    .await?;
    Ok(SchoolId(row.try_get("id")?))
}

pub(crate) async fn insert_host(
    connection: &mut Connection,
    school: SchoolId,
    host: &str,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO school_hosts (host, school_id) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING")
        .bind(host.to_ascii_lowercase())
        .bind(school.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn update_settings(
    connection: &mut Connection,
    school: SchoolId,
    name: &str,
    settings: &SchoolSettings,
) -> Result<bool, Failure> {
    let done =
        sqlx::query("UPDATE schools SET version = version + 1, name = $2, settings = $3 WHERE id = $1")
            .bind(school.0)
            .bind(name)
            .bind(encode(settings))
            .execute(connection)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether the spokesperson approves what goes out by a channel. The
/// settings alone say so: the workflow of publications reads them, and the
/// register of channels, which comes later, writes it in its own action.
pub async fn set_media_channel(
    connection: &mut Connection,
    school: SchoolId,
    code: &str,
    needs_spokesperson: bool,
) -> Result<(), Failure> {
    lock_school(&mut *connection, school).await?;
    let Some(mut school) = find(&mut *connection, school).await? else { return Ok(()) };
    let media = &mut school.settings.media_channels;
    if media.iter().any(|one| one == code) == needs_spokesperson {
        return Ok(());
    }
    media.retain(|one| one != code);
    media.extend(needs_spokesperson.then(|| code.to_owned()));
    update_settings(connection, school.id, &school.name, &school.settings).await.map(drop)
}

/// Takes the school's version, so that two changes of its own come one after the other.
pub(crate) async fn lock_school(connection: &mut Connection, school: SchoolId) -> Result<(), Failure> {
    let text = "UPDATE schools SET version = version + 1 WHERE id = $1";
    sqlx::query(text).bind(school.0).execute(connection).await?;
    Ok(())
}

fn encode(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("our own structs are always JSON")
}

const UNIT_COLUMNS: &str =
    "SELECT u.id, u.code, u.parent_id, u.campus_id, u.profile, u.merged_into, u.ended_on,
        n.name, n.from_on
    FROM school_units u
    JOIN school_unit_names n ON n.unit_id = u.id
        AND n.from_on = (SELECT MAX(l.from_on) FROM school_unit_names l WHERE l.unit_id = u.id)";

fn read_unit(row: &AnyRow) -> Result<Unit, Failure> {
    let parent: Option<i64> = row.try_get("parent_id")?;
    let merged: Option<i64> = row.try_get("merged_into")?;
    Ok(Unit {
        id: UnitId(row.try_get("id")?),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        named_from: sql::day(row, "from_on")?,
        parent: parent.map(UnitId),
        campus: row.try_get("campus_id")?,
        profile: sql::json(row, "profile")?,
        merged_into: merged.map(UnitId),
        ended_on: sql::day_opt(row, "ended_on")?,
    })
}

/// All units of a school, past ones included, in the school's own order.
pub async fn units(connection: &mut Connection, school: SchoolId) -> Result<Vec<Unit>, Failure> {
    let text = format!("{UNIT_COLUMNS} WHERE u.school_id = $1 ORDER BY u.sort, u.id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(connection).await?;
    rows.iter().map(read_unit).collect()
}

/// A unit of a school by its number.
pub async fn unit(
    connection: &mut Connection,
    school: SchoolId,
    id: UnitId,
) -> Result<Option<Unit>, Failure> {
    let text = format!("{UNIT_COLUMNS} WHERE u.school_id = $1 AND u.id = $2");
    let row =
        sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(id.0).fetch_optional(connection).await?;
    row.as_ref().map(read_unit).transpose()
}

/// A unit of a school by its code.
pub async fn unit_by_code(
    connection: &mut Connection,
    school: SchoolId,
    code: &str,
) -> Result<Option<Unit>, Failure> {
    let text = format!("{UNIT_COLUMNS} WHERE u.school_id = $1 AND u.code = $2");
    let row =
        sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(code).fetch_optional(connection).await?;
    row.as_ref().map(read_unit).transpose()
}

/// A unit by its present name, its short name, or a name it once had.
pub async fn unit_by_name(
    connection: &mut Connection,
    school: SchoolId,
    name: &str,
) -> Result<Option<Unit>, Failure> {
    let all = units(&mut *connection, school).await?;
    let present =
        all.iter().find(|unit| unit.is_present() && (unit.name == name || unit.profile.short == name));
    if let Some(unit) = present {
        return Ok(Some(unit.clone()));
    }
    let row = sqlx::query(
        "SELECT n.unit_id FROM school_unit_names n JOIN school_units u ON u.id = n.unit_id
         WHERE u.school_id = $1 AND n.name = $2 ORDER BY n.from_on DESC LIMIT 1",
    )
    .bind(school.0)
    .bind(name)
    .fetch_optional(connection)
    .await?;
    let id: Option<i64> = row.map(|row| row.try_get("unit_id")).transpose()?;
    Ok(id.and_then(|id| all.into_iter().find(|unit| unit.id == UnitId(id))))
}

/// The name a unit had on a day; its first name for days before that.
pub async fn name_on(connection: &mut Connection, unit: UnitId, day: Date) -> Result<String, Failure> {
    let row = sqlx::query(
        "SELECT name FROM school_unit_names WHERE unit_id = $1
         ORDER BY CASE WHEN from_on <= $2 THEN 0 ELSE 1 END,
                  CASE WHEN from_on <= $2 THEN from_on END DESC, from_on LIMIT 1",
    )
    .bind(unit.0)
    .bind(day.to_string())
    .fetch_one(connection)
    .await?;
    Ok(row.try_get("name")?)
}

/// The names that all units of a school had on a day; the first name for days before that.
pub async fn names_on(
    connection: &mut Connection,
    school: SchoolId,
    day: Date,
) -> Result<BTreeMap<UnitId, String>, Failure> {
    let rows = sqlx::query(
        "SELECT n.unit_id, n.from_on, n.name FROM school_unit_names n JOIN school_units u ON u.id = n.unit_id
         WHERE u.school_id = $1 ORDER BY n.unit_id, n.from_on",
    )
    .bind(school.0)
    .fetch_all(connection)
    .await?;
    let mut names = BTreeMap::new();
    for row in &rows {
        let unit = UnitId(row.try_get("unit_id")?);
        if sql::day(row, "from_on")? <= day || !names.contains_key(&unit) {
            names.insert(unit, row.try_get("name")?);
        }
    }
    Ok(names)
}

/// What is needed to add a unit.
pub(crate) struct NewUnit<'a> {
    pub code: &'a str,
    pub parent: Option<UnitId>,
    pub campus: Option<i64>,
    pub profile: &'a UnitProfile,
}

pub(crate) async fn insert_unit(
    connection: &mut Connection,
    school: SchoolId,
    unit: &NewUnit<'_>,
) -> Result<UnitId, Failure> {
    let row = sqlx::query(
        "INSERT INTO school_units (school_id, code, parent_id, campus_id, profile, sort, version)
         VALUES ($1, $2, $3, $4, $5,
                 (SELECT COALESCE(MAX(s.sort), 0) + 1 FROM school_units s WHERE s.school_id = $1), 1) RETURNING id",
    )
    .bind(school.0)
    .bind(unit.code)
    .bind(unit.parent.map(|p| p.0))
    .bind(unit.campus)
    .bind(encode(unit.profile))
    .fetch_one(connection)
    .await?;
    Ok(UnitId(row.try_get("id")?))
}

pub(crate) async fn insert_name(
    connection: &mut Connection,
    unit: UnitId,
    from: Date,
    name: &str,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO school_unit_names (unit_id, from_on, name) VALUES ($1, $2, $3)")
        .bind(unit.0)
        .bind(from.to_string())
        .bind(name)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the unit's version, so that two changes at once come one after the other.
pub(crate) async fn lock_unit(
    connection: &mut Connection,
    school: SchoolId,
    id: UnitId,
) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE school_units SET version = version + 1 WHERE school_id = $1 AND id = $2")
        .bind(school.0)
        .bind(id.0)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn end_unit(
    connection: &mut Connection,
    id: UnitId,
    on: Date,
    into: UnitId,
) -> Result<(), Failure> {
    sqlx::query("UPDATE school_units SET ended_on = $2, merged_into = $3 WHERE id = $1")
        .bind(id.0)
        .bind(on.to_string())
        .bind(into.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn update_unit(
    connection: &mut Connection,
    id: UnitId,
    unit: &NewUnit<'_>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE school_units SET parent_id = $2, campus_id = $3, profile = $4 WHERE id = $1")
        .bind(id.0)
        .bind(unit.parent.map(|p| p.0))
        .bind(unit.campus)
        .bind(encode(unit.profile))
        .execute(connection)
        .await?;
    Ok(())
}
