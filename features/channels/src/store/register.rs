//! The register of channels.

use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{ChannelId, SchoolId, UnitId};

use crate::model::{Channel, Details, Kind};

/// The channels of a school, retired ones too, in their order.
pub async fn channels(c: &mut Connection, school: SchoolId) -> Result<Vec<Channel>, Failure> {
    let settings = schools::find(&mut *c, school).await?.map(|school| school.settings);
    let media = settings.map(|settings| settings.media_channels).unwrap_or_default();
    let rows = sqlx::query(
        "SELECT id, code, name, kind, is_online, unit_id, account, note, position, is_retired
         FROM channels_channels WHERE school_id = $1 ORDER BY position, id",
    )
    .bind(school.0)
    .fetch_all(c)
    .await?;
    rows.iter().map(|row| read(row, &media)).collect()
}

fn read(row: &AnyRow, media: &[String]) -> Result<Channel, Failure> {
    let (kind, unit): (String, Option<i64>) = (row.try_get("kind")?, row.try_get("unit_id")?);
    let code: String = row.try_get("code")?;
    Ok(Channel {
        id: ChannelId(row.try_get("id")?),
        details: Details {
            name: row.try_get("name")?,
            kind: Kind::from_code(&kind).ok_or(Failure::Unreadable("channels_channels.kind"))?,
            is_online: sql::flag(row, "is_online")?,
            needs_spokesperson: media.contains(&code),
            unit: unit.map(UnitId),
            account: row.try_get("account")?,
            note: row.try_get("note")?,
            is_retired: sql::flag(row, "is_retired")?,
        },
        position: row.try_get("position")?,
        code,
    })
}

/// A channel under its lock, with all channels of its school.
pub(crate) async fn locked(
    c: &mut Connection,
    school: SchoolId,
    id: ChannelId,
) -> Result<Option<(Channel, Vec<Channel>)>, Failure> {
    sqlx::query("UPDATE channels_channels SET version = version + 1 WHERE school_id = $1 AND id = $2")
        .bind(school.0)
        .bind(id.0)
        .execute(&mut *c)
        .await?;
    let all = channels(c, school).await?;
    Ok(all.iter().find(|channel| channel.id == id).cloned().map(|channel| (channel, all)))
}

/// Whether the school's portal is in the register.
pub(crate) async fn standing_portal(c: &mut Connection, school: SchoolId) -> Result<bool, Failure> {
    let row = sqlx::query("SELECT id FROM channels_channels WHERE school_id = $1 AND kind = 'portal'")
        .bind(school.0)
        .fetch_optional(c)
        .await?;
    Ok(row.is_some())
}

pub(crate) async fn insert(
    c: &mut Connection,
    school: SchoolId,
    code: &str,
    details: &Details,
) -> Result<ChannelId, Failure> {
    let row = sqlx::query(
        "INSERT INTO channels_channels
            (school_id, code, name, kind, is_online, unit_id, account, note, is_retired, version, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1,
            (SELECT COALESCE(MAX(o.position), 0) + 1 FROM channels_channels o WHERE o.school_id = $1)) RETURNING id",
    )
    .bind(school.0)
    .bind(code)
    .bind(details.name.trim())
    .bind(details.kind.code())
    .bind(i64::from(details.is_online))
    .bind(details.unit.map(|unit| unit.0))
    .bind(details.account.trim())
    .bind(details.note.trim())
    .bind(i64::from(details.is_retired))
    .fetch_one(c)
    .await?;
    Ok(ChannelId(row.try_get("id")?))
}

pub(crate) async fn update(c: &mut Connection, id: ChannelId, details: &Details) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE channels_channels SET name = $2, kind = $3, is_online = $4, unit_id = $5, account = $6, note = $7,
            is_retired = $8 WHERE id = $1",
    )
    .bind(id.0)
    .bind(details.name.trim())
    .bind(details.kind.code())
    .bind(i64::from(details.is_online))
    .bind(details.unit.map(|unit| unit.0))
    .bind(details.account.trim())
    .bind(details.note.trim())
    .bind(i64::from(details.is_retired))
    .execute(c)
    .await?;
    Ok(())
}
