use store::{Context, Event, Failure, Store, Tx};
use terms::{AcademicYear, EditionId, EntryId, UnitId};

use super::present_units;
use crate::rules::{self, Edition, Entry, Refusal};
use crate::{CatalogueError, SchoolType, national_list, store as rows};

/// From what an edition is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeFrom {
    /// The national list, in the words for this type of school.
    National(SchoolType),
    /// The last edition before it.
    Previous,
    /// Nothing: the first directory of a unit.
    Nothing,
}

/// An edition to be adopted.
#[derive(Clone, Debug)]
pub struct AdoptEdition {
    /// The academic year.
    pub year: AcademicYear,
    /// The unit whose directory it is; `None` is the school's list.
    pub owner: Option<UnitId>,
    /// From what it is made.
    pub from: MadeFrom,
    /// What the school says about it.
    pub note: String,
}

/// Adopts the list of an academic year.
///
/// # Errors
/// Refuses a year that has one, or has none before it to be made from.
pub async fn adopt_edition(
    store: &Store,
    context: &Context,
    adopt: &AdoptEdition,
) -> Result<EditionId, CatalogueError> {
    let mut tx = store.begin(context).await?;
    if let Some(owner) = adopt.owner
        && !present_units(&mut tx, context).await?.contains(&owner)
    {
        return Err(Refusal::UnknownUnit(owner).into());
    }
    let years = rows::years(tx.connection(), context.school, adopt.owner).await?;
    let existing: Vec<AcademicYear> = years.iter().map(|(year, _)| *year).collect();
    rules::check_adoption(adopt.year, &existing, adopt.from == MadeFrom::Previous, context.today())?;
    let previous = years.iter().find(|(year, _)| *year < adopt.year).map(|(_, id)| *id);
    let edition = Edition {
        id: None,
        year: adopt.year,
        owner: adopt.owner,
        list: national_list().code.clone(),
        adopted_on: context.today(),
        note: adopt.note.trim().to_owned(),
        entries: made(&mut tx, context, adopt.from, previous).await?,
    };
    let id = write(&mut tx, context, &edition).await?;
    tx.append(
        Event::new("catalogue.edition_adopted", id.0)
            .with(serde_json::json!({ "year": adopt.year.to_string(), "entries": edition.entries.len() })),
    );
    tx.commit().await?;
    Ok(id)
}

async fn made(
    tx: &mut Tx,
    context: &Context,
    from: MadeFrom,
    previous: Option<EditionId>,
) -> Result<Vec<Entry>, CatalogueError> {
    match (from, previous) {
        (MadeFrom::National(school), _) => Ok(rules::from_national(national_list(), school)),
        (MadeFrom::Previous, Some(previous)) => {
            let previous = rows::edition(tx.connection(), context.school, previous).await?;
            Ok(rules::from_previous(&previous.ok_or(CatalogueError::NoSuchEdition)?))
        }
        (MadeFrom::Previous, None) | (MadeFrom::Nothing, _) => Ok(vec![]),
    }
}

/// Two adoptions at once: the second finds the first's row.
fn already(error: Failure, year: AcademicYear) -> CatalogueError {
    match error {
        Failure::Duplicate(_) => Refusal::AlreadyAdopted(year).into(),
        other => other.into(),
    }
}

async fn write(tx: &mut Tx, context: &Context, edition: &Edition) -> Result<EditionId, CatalogueError> {
    let person = context.actor.person();
    let id = rows::insert_edition(tx.connection(), context.school, edition, person)
        .await
        .map_err(|error| already(error, edition.year))?;
    let known = rows::identities(tx.connection(), context.school).await?;
    for entry in &edition.entries {
        let entry_id = match entry.id.or_else(|| known.get(&entry.national_no?).copied()) {
            Some(known) => known,
            None => identify(tx, context, entry).await?,
        };
        rows::put_entry(tx.connection(), id, entry_id, entry).await?;
    }
    Ok(id)
}

async fn identify(tx: &mut Tx, context: &Context, entry: &Entry) -> Result<EntryId, Failure> {
    let new = rows::NewIdentity {
        national_no: entry.national_no,
        parent: None,
        is_part: false,
        created_on: context.today(),
    };
    rows::insert_entry(tx.connection(), context.school, &new).await
}
