//! The demo's editions of the catalogue.

use std::collections::HashMap;

use ::catalogue::actions::{
    AdoptEdition, MadeFrom, Units, add_entry, adopt_edition, amend_entry, assign_unit, declare_nil,
    mark_not_applicable,
};
use ::catalogue::rules::{Amendment, EntryNo, NewEntry};
use jiff::civil::Date;
use serde::Deserialize;
use store::{Actor, Context};
use terms::{AcademicYear, Audience, EntryId, UnitId};

use super::content::{Day, file};
use super::fill::{DemoError, Filling};

#[derive(Deserialize)]
struct CatalogueFile {
    lead: Vec<Lead>,
    important: Important,
    local_name: Vec<LocalName>,
    own: Vec<Own>,
    edition: Vec<EditionRow>,
    not_applicable: Vec<NotApplicable>,
    #[serde(default)]
    nothing: Vec<Nothing>,
    directory: Vec<Directory>,
}

/// What a unit keeps below the school's entries.
#[derive(Deserialize)]
struct Directory {
    unit: String,
    by: String,
    note: String,
    entries: Vec<DirectoryRow>,
}

#[derive(Deserialize)]
struct DirectoryRow {
    under: u16,
    name: String,
    words: Vec<String>,
}

/// The entries that publications come under: the school's by their numbers, those of units'
/// directories by the words of a title.
pub struct Entries {
    list: HashMap<u16, (EntryId, u8)>,
    own: Vec<OwnEntry>,
}

struct OwnEntry {
    unit: UnitId,
    under: u16,
    words: Vec<String>,
    id: EntryId,
}

impl Entries {
    /// The entry of a publication of this unit, with its category.
    pub fn of(&self, unit: UnitId, number: u16, title: &str) -> Option<(EntryId, u8)> {
        let (above, category) = *self.list.get(&number)?;
        let own = self.own.iter().filter(|own| own.unit == unit && own.under == number);
        let named = own.into_iter().find(|own| own.words.iter().any(|word| title.contains(word)));
        Some((named.map_or(above, |own| own.id), category))
    }
}

#[derive(Deserialize)]
struct Lead {
    entry: u16,
    unit: String,
    #[serde(default)]
    co_units: Vec<String>,
}

#[derive(Deserialize)]
struct Important {
    entries: Vec<u16>,
}

#[derive(Deserialize)]
struct LocalName {
    entry: u16,
    name: String,
}

#[derive(Deserialize)]
struct Own {
    no: u16,
    category: u8,
    name: String,
    unit: String,
}

#[derive(Deserialize)]
struct EditionRow {
    year: i16,
    approved_by: String,
    approved_on: Day,
    note: String,
}

#[derive(Deserialize)]
struct NotApplicable {
    entry: u16,
    reason: String,
}

#[derive(Deserialize)]
struct Nothing {
    entry: u16,
    year: i16,
    reason: String,
    declared_by: String,
    declared_on: Day,
}

/// The first edition is made in full; each later one from the one before.
pub async fn adopt(filling: &Filling<'_>) -> Result<(), DemoError> {
    let data: CatalogueFile = file("catalogue.toml");
    for (index, edition) in data.edition.iter().enumerate() {
        let Some(day) = filling.days.of(&edition.approved_on).filter(|day| *day <= filling.days.today) else {
            continue;
        };
        let context = filling.context(Actor::Person(filling.person(&edition.approved_by)?), day, 9);
        let year = AcademicYear::of(filling.days.today).start_year() + edition.year;
        let adopt = AdoptEdition {
            year: AcademicYear::starting(year).ok_or(DemoError::Day)?,
            owner: None,
            from: if index == 0 {
                MadeFrom::National(::catalogue::SchoolType::Vocational)
            } else {
                MadeFrom::Previous
            },
            note: edition.note.clone(),
        };
        let id = adopt_edition(filling.store(), &context, &adopt).await?;
        if index == 0 {
            shape(filling, &context, &data, id).await?;
        }
        if edition.year == 0 {
            keep_directories(filling, &data, adopt.year, day).await?;
        }
    }
    Ok(())
}

/// The units' directories of a year, begun on the day of the school's list.
async fn keep_directories(
    filling: &Filling<'_>,
    data: &CatalogueFile,
    year: AcademicYear,
    day: Date,
) -> Result<(), DemoError> {
    let list = entries(filling).await?.list;
    for directory in &data.directory {
        let context = filling.context(Actor::Person(filling.person(&directory.by)?), day, 10);
        let owner = Some(filling.unit(&directory.unit)?);
        let adopt = AdoptEdition { year, owner, from: MadeFrom::Nothing, note: directory.note.clone() };
        let id = adopt_edition(filling.store(), &context, &adopt).await?;
        for row in &directory.entries {
            let under = list.get(&row.under).map(|(id, _)| *id);
            let new = NewEntry { no: None, category: 0, under, content: plain(&row.name) };
            add_entry(filling.store(), &context, id, &new).await?;
        }
    }
    Ok(())
}

/// What the demo's own entries ask for.
fn plain(name: &str) -> Amendment {
    Amendment {
        name: name.to_owned(),
        note: String::new(),
        audience: Audience::Public,
        audience_reason: String::new(),
        is_important: false,
        due: vec![::catalogue::rules::DueRule::OnChange],
        publish_within: Some(20),
        notice: None,
    }
}

/// All entries of the running year.
pub async fn entries(filling: &Filling<'_>) -> Result<Entries, DemoError> {
    let data: CatalogueFile = file("catalogue.toml");
    let (viewer, today) = (terms::Viewer::public(filling.school), filling.days.today);
    let mut reader = filling.store().reader().await?;
    let edition = ::catalogue::edition_on(&mut reader, &viewer, None, today).await?;
    let numbered = |entry: ::catalogue::rules::Entry| {
        let whole = entry.no == EntryNo::whole(entry.no.main);
        entry.id.filter(|_| whole).map(|id| (entry.no.main, (id, entry.category)))
    };
    let list = edition.map(|edition| edition.entries).unwrap_or_default().into_iter().filter_map(numbered);
    let mut own = Vec::new();
    for directory in ::catalogue::directories_on(&mut reader, &viewer, today).await? {
        let Some(unit) = directory.owner else { continue };
        for row in data.directory.iter().flat_map(|one| &one.entries) {
            let entry = directory.entries.iter().find(|entry| entry.name == row.name);
            own.extend(entry.and_then(|entry| entry.id).map(|id| OwnEntry {
                unit,
                under: row.under,
                words: row.words.clone(),
                id,
            }));
        }
    }
    Ok(Entries { list: list.collect(), own })
}

async fn shape(
    filling: &Filling<'_>,
    context: &Context,
    data: &CatalogueFile,
    id: terms::EditionId,
) -> Result<(), DemoError> {
    let store = filling.store();
    for own in &data.own {
        let no = Some(EntryNo::whole(own.no));
        let new = NewEntry { no, category: own.category, under: None, content: plain(&own.name) };
        add_entry(store, context, id, &new).await?;
        let units = Units { lead: Some(filling.unit(&own.unit)?), co_units: vec![] };
        assign_unit(store, context, id, EntryNo::whole(own.no), None, &units).await?;
    }
    for lead in &data.lead {
        let co_units = lead.co_units.iter().map(|code| filling.unit(code)).collect::<Result<Vec<_>, _>>()?;
        let units = Units { lead: Some(filling.unit(&lead.unit)?), co_units };
        assign_unit(store, context, id, EntryNo::whole(lead.entry), None, &units).await?;
    }
    let known: Vec<u16> = data.not_applicable.iter().map(|na| na.entry).collect();
    for entry in 1..=50 {
        let is_important = data.important.entries.contains(&entry);
        let local = data.local_name.iter().find(|local| local.entry == entry);
        if !is_important && local.is_none() || known.contains(&entry) {
            continue;
        }
        let viewer = terms::Viewer::public(context.school);
        let mut reader = store.reader().await?;
        let edition = ::catalogue::edition_on(&mut reader, &viewer, None, context.today()).await?;
        drop(reader);
        let Some(entry) = edition.as_ref().and_then(|edition| edition.entry(EntryNo::whole(entry))) else {
            continue;
        };
        let mut amendment = Amendment::of(entry);
        amendment.is_important = is_important;
        if let Some(local) = local {
            amendment.name.clone_from(&local.name);
        }
        amend_entry(store, context, id, entry.no, None, &amendment).await?;
    }
    // One declaration an entry: it goes over into the next editions.
    let mut declared = Vec::new();
    for na in &data.not_applicable {
        if !declared.contains(&na.entry) {
            declared.push(na.entry);
            mark_not_applicable(store, context, id, EntryNo::whole(na.entry), &na.reason).await?;
        }
    }
    Ok(())
}

/// 本学年无, signed after the publications of the year are in.
pub async fn declare(filling: &Filling<'_>) -> Result<(), DemoError> {
    let data: CatalogueFile = file("catalogue.toml");
    for nothing in &data.nothing {
        let Some(day) = filling.days.of(&nothing.declared_on).filter(|day| *day <= filling.days.today) else {
            continue;
        };
        let context = filling.context(Actor::Person(filling.person(&nothing.declared_by)?), day, 15);
        let year = AcademicYear::of(filling.days.today).start_year() + nothing.year;
        let year = AcademicYear::starting(year).ok_or(DemoError::Day)?;
        let viewer = terms::Viewer::public(context.school);
        let mut reader = filling.store().reader().await?;
        let edition = ::catalogue::edition_of(&mut reader, &viewer, None, year).await?;
        drop(reader);
        let Some(id) = edition.and_then(|edition| edition.id) else { continue };
        let outcome =
            declare_nil(filling.store(), &context, id, EntryNo::whole(nothing.entry), &nothing.reason).await;
        if let Err(error) = outcome {
            tracing::debug!(%error, entry = nothing.entry, "a nil declaration of the demo was not needed");
        }
    }
    Ok(())
}
