//! What entries said before each change.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{EditionId, EntryId, PersonId};

use crate::rules::Entry;

/// A change of an entry.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Its number; later changes have higher ones.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: Option<PersonId>,
    /// What the entry said before; `None` where it was added.
    pub before: Option<Entry>,
    /// What it said then.
    pub after: Entry,
}

/// The changes of an entry in an edition, the last first.
pub(crate) async fn changes(
    connection: &mut Connection,
    edition: EditionId,
    entry: EntryId,
) -> Result<Vec<Change>, Failure> {
    let rows = sqlx::query(
        "SELECT id, at, person_id, before, after FROM catalogue_changes
         WHERE entry_id = $1 AND edition_id = $2 ORDER BY id DESC",
    )
    .bind(entry.0)
    .bind(edition.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Change, Failure> {
    let person: Option<i64> = row.try_get("person_id")?;
    let before: Option<String> = row.try_get("before")?;
    let parse = |text: String| {
        serde_json::from_str(&text).map_err(|_| Failure::Unreadable("catalogue_changes.before"))
    };
    Ok(Change {
        number: row.try_get("id")?,
        at: sql::timestamp(row, "at")?,
        person: person.map(PersonId),
        before: before.map(parse).transpose()?,
        after: sql::json(row, "after")?,
    })
}

/// The number of an entry's last change in an edition, 0 where it was never changed.
pub(crate) async fn last_change(
    connection: &mut Connection,
    edition: EditionId,
    entry: EntryId,
) -> Result<i64, Failure> {
    let row = sqlx::query(
        "SELECT COALESCE(MAX(id), 0) AS last FROM catalogue_changes WHERE entry_id = $1 AND edition_id = $2",
    )
    .bind(entry.0)
    .bind(edition.0)
    .fetch_one(connection)
    .await?;
    Ok(row.try_get("last")?)
}
