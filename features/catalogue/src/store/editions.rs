//! Editions, their entries and the declarations under them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{AcademicYear, EditionId, EntryId, PersonId, SchoolId, UnitId};

use crate::rules::{Edition, Entry, NilDeclaration};

fn owner_id(owner: Option<UnitId>) -> i64 {
    owner.map_or(0, |unit| unit.0)
}

fn owner_of(id: i64) -> Option<UnitId> {
    (id != 0).then_some(UnitId(id))
}

fn read_year(row: &AnyRow) -> Result<AcademicYear, Failure> {
    let year: i64 = row.try_get("start_year")?;
    let year = i16::try_from(year).ok().and_then(AcademicYear::starting);
    year.ok_or(Failure::Unreadable("catalogue_editions.start_year"))
}

/// The years for which there are editions, the latest first.
pub(crate) async fn years(
    connection: &mut Connection,
    school: SchoolId,
    owner: Option<UnitId>,
) -> Result<Vec<(AcademicYear, EditionId)>, Failure> {
    let rows = sqlx::query(
        "SELECT id, start_year FROM catalogue_editions
         WHERE school_id = $1 AND owner_unit_id = $2 ORDER BY start_year DESC",
    )
    .bind(school.0)
    .bind(owner_id(owner))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((read_year(row)?, EditionId(row.try_get("id")?)))).collect()
}

/// The edition of this very year.
pub(crate) async fn edition_id(
    connection: &mut Connection,
    school: SchoolId,
    owner: Option<UnitId>,
    year: AcademicYear,
) -> Result<Option<EditionId>, Failure> {
    let years = years(connection, school, owner).await?;
    Ok(years.into_iter().find(|(other, _)| *other == year).map(|(_, id)| id))
}

/// An edition as the list of editions shows it.
#[derive(Clone, Debug)]
pub(crate) struct EditionRow {
    /// Its number.
    pub id: EditionId,
    /// The unit whose directory it is; `None` is the school's list.
    pub owner: Option<UnitId>,
    /// The academic year.
    pub year: AcademicYear,
    /// When it was adopted.
    pub adopted_on: Date,
    /// By whom.
    pub adopted_by: Option<PersonId>,
    /// What the school says about it.
    pub note: String,
    /// How many whole entries it has.
    pub entries: i64,
}

/// All editions of a school and of its units, the latest first.
pub(crate) async fn edition_rows(
    connection: &mut Connection,
    school: SchoolId,
) -> Result<Vec<EditionRow>, Failure> {
    let rows = sqlx::query(
        "SELECT e.id, e.owner_unit_id, e.start_year, e.adopted_on, e.adopted_by, e.note,
             (SELECT COUNT(*) FROM catalogue_edition_entries n WHERE n.edition_id = e.id AND n.part_no = 0) AS entries
         FROM catalogue_editions e WHERE e.school_id = $1 ORDER BY e.start_year DESC, e.owner_unit_id",
    )
    .bind(school.0)
    .fetch_all(connection)
    .await?;
    let read = |row: &AnyRow| -> Result<EditionRow, Failure> {
        let (by, owner): (Option<i64>, i64) = (row.try_get("adopted_by")?, row.try_get("owner_unit_id")?);
        Ok(EditionRow {
            id: EditionId(row.try_get("id")?),
            owner: owner_of(owner),
            year: read_year(row)?,
            adopted_on: sql::day(row, "adopted_on")?,
            adopted_by: by.map(PersonId),
            note: row.try_get("note")?,
            entries: row.try_get("entries")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Takes the edition's turn: puts two people at once in one order. False where
/// the school has no such edition.
pub(crate) async fn lock(
    connection: &mut Connection,
    school: SchoolId,
    id: EditionId,
) -> Result<bool, Failure> {
    let row = sqlx::query(
        "UPDATE catalogue_editions SET version = version + 1 WHERE id = $1 AND school_id = $2 RETURNING version",
    )
    .bind(id.0)
    .bind(school.0)
    .fetch_optional(connection)
    .await?;
    Ok(row.is_some())
}

/// An edition with its entries.
pub(crate) async fn edition(
    connection: &mut Connection,
    school: SchoolId,
    id: EditionId,
) -> Result<Option<Edition>, Failure> {
    let row = sqlx::query(
        "SELECT id, owner_unit_id, start_year, list, note, adopted_on FROM catalogue_editions
         WHERE id = $1 AND school_id = $2",
    )
    .bind(id.0)
    .bind(school.0)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let owner: i64 = row.try_get("owner_unit_id")?;
    Ok(Some(Edition {
        id: Some(id),
        year: read_year(&row)?,
        owner: owner_of(owner),
        list: row.try_get("list")?,
        note: row.try_get("note")?,
        adopted_on: sql::day(&row, "adopted_on")?,
        entries: entries(connection, id).await?,
    }))
}

async fn entries(connection: &mut Connection, edition: EditionId) -> Result<Vec<Entry>, Failure> {
    let rows = sqlx::query(
        "SELECT entry_id, content FROM catalogue_edition_entries WHERE edition_id = $1
         ORDER BY main_no, part_no",
    )
    .bind(edition.0)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let entry: Entry = sql::json(row, "content")?;
            Ok(Entry { id: Some(EntryId(row.try_get("entry_id")?)), ..entry })
        })
        .collect()
}

/// Writes an edition down, without entries.
pub(crate) async fn insert_edition(
    connection: &mut Connection,
    school: SchoolId,
    edition: &Edition,
    adopted_by: Option<PersonId>,
) -> Result<EditionId, Failure> {
    let row = sqlx::query(
        "INSERT INTO catalogue_editions
             (school_id, owner_unit_id, start_year, list, note, adopted_on, adopted_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1) RETURNING id",
    )
    .bind(school.0)
    .bind(owner_id(edition.owner))
    .bind(i64::from(edition.year.start_year()))
    .bind(&edition.list)
    .bind(&edition.note)
    .bind(edition.adopted_on.to_string())
    .bind(adopted_by.map(|person| person.0))
    .fetch_one(connection)
    .await?;
    Ok(EditionId(row.try_get("id")?))
}

/// What an entry is through all editions.
pub(crate) struct NewIdentity {
    /// Its number in the national list, for whole entries.
    pub national_no: Option<u16>,
    /// The entry it was split off, or below which a unit's directory keeps it.
    pub parent: Option<EntryId>,
    /// Whether it was split off.
    pub is_part: bool,
    /// Since when it is there.
    pub created_on: Date,
}

/// Gives an entry its identity.
pub(crate) async fn insert_entry(
    connection: &mut Connection,
    school: SchoolId,
    new: &NewIdentity,
) -> Result<EntryId, Failure> {
    let row = sqlx::query(
        "INSERT INTO catalogue_entries (school_id, national_no, parent_id, is_part, created_on)
         VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind(school.0)
    .bind(new.national_no.map(i64::from))
    .bind(new.parent.map(|parent| parent.0))
    .bind(i64::from(new.is_part))
    .bind(new.created_on.to_string())
    .fetch_one(connection)
    .await?;
    Ok(EntryId(row.try_get("id")?))
}

/// The school's national entries by their national number.
pub(crate) async fn identities(
    connection: &mut Connection,
    school: SchoolId,
) -> Result<BTreeMap<u16, EntryId>, Failure> {
    let rows = sqlx::query(
        "SELECT id, national_no FROM catalogue_entries WHERE school_id = $1 AND national_no IS NOT NULL",
    )
    .bind(school.0)
    .fetch_all(connection)
    .await?;
    let read = |row: &AnyRow| -> Result<(u16, EntryId), Failure> {
        let no: i64 = row.try_get("national_no")?;
        let no = u16::try_from(no).map_err(|_| Failure::Unreadable("catalogue_entries.national_no"))?;
        Ok((no, EntryId(row.try_get("id")?)))
    };
    rows.iter().map(read).collect()
}

/// Writes an entry as an edition has it, over what stood there.
pub(crate) async fn put_entry(
    connection: &mut Connection,
    edition: EditionId,
    id: EntryId,
    entry: &Entry,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO catalogue_edition_entries (edition_id, entry_id, main_no, part_no, lead_unit_id, content)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (edition_id, entry_id) DO UPDATE SET main_no = excluded.main_no,
             part_no = excluded.part_no, lead_unit_id = excluded.lead_unit_id, content = excluded.content",
    )
    .bind(edition.0)
    .bind(id.0)
    .bind(i64::from(entry.no.main))
    .bind(i64::from(entry.no.part))
    .bind(entry.lead_unit.map(|unit| unit.0))
    .bind(json(entry)?)
    .execute(connection)
    .await?;
    Ok(())
}

fn json(entry: &Entry) -> Result<String, Failure> {
    serde_json::to_string(entry).map_err(|_| Failure::Unreadable("catalogue_edition_entries.content"))
}

/// Keeps what an entry said before and after a change.
pub(crate) async fn record_change(
    connection: &mut Connection,
    edition: EditionId,
    id: EntryId,
    before: Option<&Entry>,
    after: &Entry,
    (at_ms, person): (i64, Option<PersonId>),
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO catalogue_changes (edition_id, entry_id, at, person_id, before, after)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(edition.0)
    .bind(id.0)
    .bind(at_ms)
    .bind(person.map(|person| person.0))
    .bind(before.map(json).transpose()?)
    .bind(json(after)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps a declaration that nothing happened.
pub(crate) async fn insert_nil(
    connection: &mut Connection,
    edition: EditionId,
    nil: &NilDeclaration,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO catalogue_nils (edition_id, entry_id, reason, signed_by, signed_on)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(edition.0)
    .bind(nil.entry.0)
    .bind(&nil.reason)
    .bind(nil.signed_by.0)
    .bind(nil.signed_on.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// A declaration that was taken back.
#[derive(Clone, Debug)]
pub(crate) struct PastNil {
    /// What was signed.
    pub nil: NilDeclaration,
    /// When it was taken back.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// Why.
    pub why: String,
}

/// Puts a declaration among those that were taken back.
pub(crate) async fn take_nil_back(
    connection: &mut Connection,
    edition: EditionId,
    past: &PastNil,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM catalogue_nils WHERE edition_id = $1 AND entry_id = $2")
        .bind(edition.0)
        .bind(past.nil.entry.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO catalogue_past_nils
            (edition_id, entry_id, reason, signed_by, signed_on, taken_back_at, taken_back_by, why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(edition.0)
    .bind(past.nil.entry.0)
    .bind(&past.nil.reason)
    .bind(past.nil.signed_by.0)
    .bind(past.nil.signed_on.to_string())
    .bind(past.at.as_millisecond())
    .bind(past.by.0)
    .bind(&past.why)
    .execute(connection)
    .await?;
    Ok(())
}

/// The declarations for an entry that were taken back, the last first.
pub(crate) async fn past_nils(
    connection: &mut Connection,
    edition: EditionId,
    entry: EntryId,
) -> Result<Vec<PastNil>, Failure> {
    let rows = sqlx::query(
        "SELECT entry_id, reason, signed_by, signed_on, taken_back_at, taken_back_by, why FROM catalogue_past_nils
         WHERE edition_id = $1 AND entry_id = $2 ORDER BY taken_back_at DESC",
    )
    .bind(edition.0)
    .bind(entry.0)
    .fetch_all(connection)
    .await?;
    let read = |row: &AnyRow| -> Result<PastNil, Failure> {
        Ok(PastNil {
            nil: read_nil(row)?,
            at: sql::timestamp(row, "taken_back_at")?,
            by: PersonId(row.try_get("taken_back_by")?),
            why: row.try_get("why")?,
        })
    };
    rows.iter().map(read).collect()
}

fn read_nil(row: &AnyRow) -> Result<NilDeclaration, Failure> {
    Ok(NilDeclaration {
        entry: EntryId(row.try_get("entry_id")?),
        reason: row.try_get("reason")?,
        signed_by: PersonId(row.try_get("signed_by")?),
        signed_on: sql::day(row, "signed_on")?,
    })
}

/// The declarations under an edition.
pub(crate) async fn nils(
    connection: &mut Connection,
    edition: EditionId,
) -> Result<BTreeMap<EntryId, NilDeclaration>, Failure> {
    let rows = sqlx::query(
        "SELECT entry_id, reason, signed_by, signed_on FROM catalogue_nils WHERE edition_id = $1",
    )
    .bind(edition.0)
    .fetch_all(connection)
    .await?;
    let read = |row: &AnyRow| read_nil(row).map(|nil| (nil.entry, nil));
    rows.iter().map(read).collect()
}
