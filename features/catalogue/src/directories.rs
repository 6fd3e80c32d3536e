//! Units' own directories (二级管理), each entry below one of the school's list.

use jiff::civil::Date;
use store::{Connection, Failure};
use terms::{AcademicYear, EntryId, UnitId, Viewer};

use crate::board::edition_on;
use crate::national::NoticeRule;
use crate::rules::{Edition, Entry, EntryNo};
use crate::store as rows;

/// An entry where it stands: in the school's list, or in a unit's directory below it.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The entry.
    pub entry: Entry,
    /// The unit whose directory has it.
    pub owner: Option<UnitId>,
    /// The school's entry above it.
    pub above: Option<Entry>,
}

impl Placed {
    /// Whether its publications need a leader's approval: a unit can ask for it, not do without.
    pub fn is_important(&self) -> bool {
        self.all().any(|entry| entry.is_important)
    }

    /// Every rule for the notices put up under it.
    pub fn notices(&self) -> Vec<NoticeRule> {
        self.all().filter_map(|entry| entry.notice.clone()).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Entry> {
        std::iter::once(&self.entry).chain(&self.above)
    }
}

/// The directories that are in force on a day, one a unit.
pub async fn directories_on(
    connection: &mut Connection,
    viewer: &Viewer,
    day: Date,
) -> Result<Vec<Edition>, Failure> {
    let year = AcademicYear::of(day);
    let mut found: Vec<Edition> = Vec::new();
    for row in rows::edition_rows(connection, viewer.school).await? {
        let is_known = found.iter().any(|directory| directory.owner == row.owner);
        if row.owner.is_some() && row.year <= year && !is_known {
            found.extend(rows::edition(connection, viewer.school, row.id).await?);
        }
    }
    Ok(found)
}

/// An entry of the school's list or of a directory, as it stands on a day.
pub async fn placed_on(
    connection: &mut Connection,
    viewer: &Viewer,
    id: EntryId,
    day: Date,
) -> Result<Option<Placed>, Failure> {
    let list = edition_on(connection, viewer, None, day).await?;
    let in_list = |id| list.as_ref().and_then(|list| list.entry_by_id(id)).cloned();
    if let Some(entry) = in_list(id) {
        return Ok(Some(Placed { entry, owner: None, above: None }));
    }
    let directories = directories_on(connection, viewer, day).await?;
    let found = directories.iter().find_map(|one| Some((one.owner, one.entry_by_id(id)?.clone())));
    Ok(found.map(|(owner, entry)| Placed { above: entry.under.and_then(in_list), owner, entry }))
}

/// The entry that a form names as [`Entry::choice`] writes it, as it stands on a day.
pub async fn chosen_on(
    connection: &mut Connection,
    viewer: &Viewer,
    choice: &str,
    day: Date,
) -> Result<Option<Placed>, Failure> {
    if let Some(id) = Entry::chosen_of_directory(choice) {
        let placed = placed_on(connection, viewer, id, day).await?;
        return Ok(placed.filter(|placed| placed.owner.is_some()));
    }
    let Ok(number) = choice.parse::<EntryNo>() else { return Ok(None) };
    let list = edition_on(connection, viewer, None, day).await?;
    let entry = list.and_then(|list| list.entry(number).cloned());
    Ok(entry.map(|entry| Placed { entry, owner: None, above: None }))
}

/// The entry and what lies below it: its parts, and what units keep of it.
pub async fn with_below(
    connection: &mut Connection,
    viewer: &Viewer,
    id: EntryId,
) -> Result<Vec<EntryId>, Failure> {
    let parents = rows::parents(connection, viewer.school).await?;
    let below = parents.into_iter().filter(|(_, parent)| *parent == id).map(|(child, _)| child);
    Ok(std::iter::once(id).chain(below).collect())
}
