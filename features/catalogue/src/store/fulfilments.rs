//! What stands under the entries, day by day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{Audience, EntryId, PublicationId, SchoolId, UnitId};

use crate::actions::Release;

/// What stands under an entry for one audience and one unit.
pub(crate) struct Standing {
    pub entry: EntryId,
    pub audience: Audience,
    pub unit: UnitId,
    pub last_on: Date,
    pub publications: i64,
}

fn read_audience(row: &AnyRow) -> Result<Audience, Failure> {
    let code: String = row.try_get("audience")?;
    Audience::from_code(&code).ok_or(Failure::Unreadable("catalogue_fulfilments.audience"))
}

/// Ends what stood for a publication, from `on`.
pub(crate) async fn close(
    connection: &mut Connection,
    school: SchoolId,
    publication: PublicationId,
    on: Date,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE catalogue_fulfilments SET gone_on = $3
         WHERE publication_id = $1 AND school_id = $2 AND gone_on IS NULL",
    )
    .bind(publication.0)
    .bind(school.0)
    .bind(on.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// What a release binds.
const WIDTH: usize = 6;

/// Lets publications stand under their entries from their days on.
pub(crate) async fn release(
    connection: &mut Connection,
    school: SchoolId,
    releases: &[Release],
) -> Result<(), Failure> {
    for some in releases.chunks(sql::together(WIDTH)) {
        let text = format!(
            "INSERT INTO catalogue_fulfilments (publication_id, released_on, school_id, entry_id, unit_id, audience) VALUES {}
             ON CONFLICT (publication_id, released_on) DO UPDATE SET entry_id = excluded.entry_id,
                 unit_id = excluded.unit_id, audience = excluded.audience, gone_on = NULL",
            sql::rows(some.len(), WIDTH)
        );
        let is_usual = sql::is_usual(some.len(), WIDTH);
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(is_usual);
        for release in some {
            query = query
                .bind(release.publication.0)
                .bind(release.on.to_string())
                .bind(school.0)
                .bind(release.entry.0)
                .bind(release.unit.0)
                .bind(release.audience.code());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// What stands of these publications.
pub(crate) async fn open(
    connection: &mut Connection,
    school: SchoolId,
    publications: &[PublicationId],
) -> Result<Vec<Release>, Failure> {
    if publications.is_empty() {
        return Ok(Vec::new());
    }
    let listed = publications.iter().map(PublicationId::to_string).collect::<Vec<_>>().join(", ");
    let text = format!(
        "SELECT publication_id, released_on, entry_id, unit_id, audience FROM catalogue_fulfilments
         WHERE publication_id IN ({listed}) AND school_id = $1 AND gone_on IS NULL ORDER BY publication_id, released_on"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(connection).await?;
    let read = |row: &AnyRow| {
        Ok(Release {
            publication: PublicationId(row.try_get("publication_id")?),
            entry: EntryId(row.try_get("entry_id")?),
            unit: UnitId(row.try_get("unit_id")?),
            audience: read_audience(row)?,
            on: sql::day(row, "released_on")?,
        })
    };
    rows.iter().map(read).collect()
}

/// What stood on `day`, entry by entry, audience by audience, unit by unit.
pub(crate) async fn standing(
    connection: &mut Connection,
    school: SchoolId,
    day: Date,
) -> Result<Vec<Standing>, Failure> {
    if stands_since(connection, school).await?.is_none_or(|since| since <= day) {
        let rows = sqlx::query(
            "SELECT entry_id, audience, unit_id, last_on, publications FROM catalogue_tallies
             WHERE school_id = $1 AND publications > 0",
        )
        .bind(school.0)
        .fetch_all(connection)
        .await?;
        return rows.iter().map(read_standing).collect();
    }
    let rows = sqlx::query(
        "SELECT entry_id, audience, unit_id, MAX(released_on) AS last_on, COUNT(*) AS publications
         FROM catalogue_fulfilments
         WHERE school_id = $1 AND released_on <= $2 AND (gone_on IS NULL OR gone_on > $2)
         GROUP BY entry_id, audience, unit_id",
    )
    .bind(school.0)
    .bind(day.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_standing).collect()
}

/// The last day on which something came or went: from then on what stands is what stands today.
async fn stands_since(connection: &mut Connection, school: SchoolId) -> Result<Option<Date>, Failure> {
    let row = sqlx::query(
        "SELECT (SELECT MAX(last_on) FROM catalogue_tallies WHERE school_id = $1) AS came,
            (SELECT MAX(gone_on) FROM catalogue_fulfilments WHERE school_id = $1) AS went",
    )
    .bind(school.0)
    .fetch_one(connection)
    .await?;
    Ok(sql::day_opt(&row, "came")?.max(sql::day_opt(&row, "went")?))
}

fn read_standing(row: &AnyRow) -> Result<Standing, Failure> {
    Ok(Standing {
        entry: EntryId(row.try_get("entry_id")?),
        audience: read_audience(row)?,
        unit: UnitId(row.try_get("unit_id")?),
        last_on: sql::day(row, "last_on")?,
        publications: row.try_get("publications")?,
    })
}

/// What stood on `day` under a whole entry before parts were split off it:
/// each part goes on from there. The last day by part and audience.
pub(crate) async fn inherited(
    connection: &mut Connection,
    school: SchoolId,
    day: Date,
) -> Result<Vec<(EntryId, Audience, Date)>, Failure> {
    let rows = sqlx::query(
        "SELECT part.id AS part_id, stood.audience AS audience, MAX(stood.released_on) AS last_on
         FROM catalogue_entries part
         JOIN catalogue_fulfilments stood
             ON stood.entry_id = part.parent_id AND stood.released_on < part.created_on
         WHERE part.school_id = $1 AND part.is_part = 1 AND stood.released_on <= $2
             AND (stood.gone_on IS NULL OR stood.gone_on > $2)
         GROUP BY part.id, stood.audience",
    )
    .bind(school.0)
    .bind(day.to_string())
    .fetch_all(connection)
    .await?;
    let read = |row: &AnyRow| -> Result<(EntryId, Audience, Date), Failure> {
        Ok((EntryId(row.try_get("part_id")?), read_audience(row)?, sql::day(row, "last_on")?))
    };
    rows.iter().map(read).collect()
}

/// When something was last released under an entry between two days, whoever
/// may read it.
pub(crate) async fn published_on(
    connection: &mut Connection,
    school: SchoolId,
    entry: EntryId,
    (from, to): (Date, Date),
) -> Result<Option<Date>, Failure> {
    let row = sqlx::query(
        "SELECT MAX(released_on) AS last_on FROM catalogue_fulfilments
         WHERE school_id = $1 AND entry_id = $2 AND released_on >= $3 AND released_on <= $4
             AND (gone_on IS NULL OR gone_on > $4)",
    )
    .bind(school.0)
    .bind(entry.0)
    .bind(from.to_string())
    .bind(to.to_string())
    .fetch_one(connection)
    .await?;
    sql::day_opt(&row, "last_on")
}

/// Which entry lies below which: parts, and entries of units' directories.
pub(crate) async fn parents(
    connection: &mut Connection,
    school: SchoolId,
) -> Result<BTreeMap<EntryId, EntryId>, Failure> {
    let rows = sqlx::query(
        "SELECT id, parent_id FROM catalogue_entries WHERE school_id = $1 AND parent_id IS NOT NULL",
    )
    .bind(school.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((EntryId(row.try_get("id")?), EntryId(row.try_get("parent_id")?)))).collect()
}
