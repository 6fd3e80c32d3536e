//! The board: every entry of an edition, how it stands on a day, and what of
//! it the viewer may see.

use std::collections::BTreeMap;

use jiff::civil::Date;
use store::{Connection, Failure};
use terms::{AcademicYear, EditionId, EntryId, UnitId, Viewer};

use crate::national::{Category, national_list};
use crate::rules::{self, Coverage, CoverageState, Edition, Entry, EntryNo, Facts, NilDeclaration};
use crate::store as rows;

/// An edition with the standing of each entry.
#[derive(Clone, Debug)]
pub struct Board {
    /// The edition.
    pub edition: Edition,
    /// The day that was asked about.
    pub today: Date,
    /// Its entries in the order of their numbers, parts after their whole.
    pub entries: Vec<EntryView>,
}

/// An entry and how it stands.
#[derive(Clone, Debug)]
pub struct EntryView {
    /// The entry.
    pub entry: Entry,
    /// How it stands; for a split entry, as its worst part.
    pub coverage: Coverage,
    /// How many publications stand under it, its parts and units' directories
    /// below it, that the viewer may read.
    pub publications: i64,
    /// When the last of those was released.
    pub last_change: Option<Date>,
    /// The declaration that nothing happened, while it holds.
    pub nil: Option<NilDeclaration>,
    /// Whether it is split.
    pub is_split: bool,
}

/// A category with its counts; whole entries are counted, not parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryView {
    /// The category.
    pub category: &'static Category,
    /// The counts.
    pub totals: Totals,
    /// How many publications stand in it that the viewer may read.
    pub publications: i64,
    /// When the last of those was released.
    pub last_change: Option<Date>,
}

/// How many entries stand how; whole entries are counted, not parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All of them.
    pub entries: u32,
    /// Those that apply to the school.
    pub applicable: u32,
    /// 已公开
    pub covered: u32,
    /// 该更新
    pub stale: u32,
    /// 缺
    pub missing: u32,
    /// 本学年无
    pub nil: u32,
    /// 按安排公开
    pub at_discretion: u32,
}

impl Totals {
    fn add(&mut self, state: CoverageState) {
        self.entries += 1;
        self.applicable += u32::from(state != CoverageState::NotApplicable);
        match state {
            CoverageState::Covered => self.covered += 1,
            CoverageState::Stale => self.stale += 1,
            CoverageState::Missing => self.missing += 1,
            CoverageState::Nil => self.nil += 1,
            CoverageState::AtDiscretion => self.at_discretion += 1,
            CoverageState::NotApplicable => {}
        }
    }
}

impl Board {
    /// The entry with this number.
    pub fn entry(&self, no: EntryNo) -> Option<&EntryView> {
        self.entries.iter().find(|view| view.entry.no == no)
    }

    /// The parts of a split entry.
    pub fn parts(&self, no: EntryNo) -> impl Iterator<Item = &EntryView> {
        self.entries.iter().filter(move |view| view.entry.no.parent() == Some(no))
    }

    /// What the unit leads or co-operates in; of split entries the parts.
    pub fn of_unit(&self, unit: UnitId) -> impl Iterator<Item = &EntryView> {
        self.entries.iter().filter(move |view| !view.is_split && view.entry.concerns(unit))
    }

    /// How many whole entries stand how.
    pub fn totals(&self) -> Totals {
        count(self.entries.iter())
    }

    /// The ten categories with their counts.
    pub fn by_category(&self) -> Vec<CategoryView> {
        national_list().categories.iter().map(|category| self.category(category)).collect()
    }

    fn category(&self, category: &'static Category) -> CategoryView {
        let of = || self.entries.iter().filter(|view| view.entry.category == category.no);
        let whole = || of().filter(|view| view.entry.no.part == 0);
        CategoryView {
            category,
            totals: count(of()),
            publications: whole().map(|view| view.publications).sum(),
            last_change: whole().filter_map(|view| view.last_change).max(),
        }
    }
}

fn count<'a>(views: impl Iterator<Item = &'a EntryView>) -> Totals {
    let mut totals = Totals::default();
    for view in views.filter(|view| view.entry.no.part == 0) {
        totals.add(view.coverage.state);
    }
    totals
}

/// The years for which the school, or a unit of it, has an edition, the latest first.
pub async fn editions(
    connection: &mut Connection,
    viewer: &Viewer,
    owner: Option<UnitId>,
) -> Result<Vec<(AcademicYear, EditionId)>, Failure> {
    rows::years(connection, viewer.school, owner).await
}

/// The edition of this very year.
pub async fn edition_of(
    connection: &mut Connection,
    viewer: &Viewer,
    owner: Option<UnitId>,
    year: AcademicYear,
) -> Result<Option<Edition>, Failure> {
    match rows::edition_id(connection, viewer.school, owner, year).await? {
        Some(id) => rows::edition(connection, viewer.school, id).await,
        None => Ok(None),
    }
}

/// The edition in force on a day: that of its academic year, or until it is
/// adopted the one before.
pub async fn edition_on(
    connection: &mut Connection,
    viewer: &Viewer,
    owner: Option<UnitId>,
    day: Date,
) -> Result<Option<Edition>, Failure> {
    let years = rows::years(connection, viewer.school, owner).await?;
    match years.into_iter().find(|(year, _)| *year <= AcademicYear::of(day)) {
        Some((_, id)) => rows::edition(connection, viewer.school, id).await,
        None => Ok(None),
    }
}

/// The edition with this number, where it is the school's.
pub async fn edition(
    connection: &mut Connection,
    viewer: &Viewer,
    id: EditionId,
) -> Result<Option<Edition>, Failure> {
    rows::edition(connection, viewer.school, id).await
}

/// How every entry of an edition stands on `today`. An edition whose year is
/// over answers as at its end.
pub async fn board(
    connection: &mut Connection,
    viewer: &Viewer,
    edition: Edition,
    today: Date,
) -> Result<Board, Failure> {
    let day = today.min(edition.year.last_day());
    let nils = match edition.id {
        Some(id) => rows::nils(connection, id).await?,
        None => BTreeMap::new(),
    };
    let known = Known {
        standing: rows::standing(connection, viewer.school, day).await?,
        inherited: rows::inherited(connection, viewer.school, day).await?,
        parents: rows::parents(connection, viewer.school).await?,
        nils,
    };
    let views = edition.entries.iter().map(|entry| known.view(viewer, &edition, entry, today)).collect();
    let mut board = Board { edition, today, entries: views };
    board.let_parts_speak();
    Ok(board)
}

impl Board {
    fn let_parts_speak(&mut self) {
        for index in 0..self.entries.len() {
            let view = &self.entries[index];
            if view.is_split {
                let parts: Vec<Coverage> = self.parts(view.entry.no).map(|p| p.coverage.clone()).collect();
                self.entries[index].coverage = rules::with_parts(&parts);
            }
        }
    }
}

/// What the records say on the day.
struct Known {
    standing: Vec<rows::Standing>,
    inherited: Vec<(EntryId, terms::Audience, Date)>,
    parents: BTreeMap<EntryId, EntryId>,
    nils: BTreeMap<EntryId, NilDeclaration>,
}

impl Known {
    fn view(&self, viewer: &Viewer, edition: &Edition, entry: &Entry, today: Date) -> EntryView {
        let facts = Facts { published_on: self.published_on(entry), nil: self.nil(entry) };
        let coverage = rules::coverage(entry, edition.year, &facts, today);
        let visible = || self.below(entry).filter(|row| viewer.may_read(row.audience, row.unit));
        EntryView {
            publications: visible().map(|row| row.publications).sum(),
            last_change: visible().map(|row| row.last_on).max(),
            nil: facts.nil.filter(|_| coverage.state == CoverageState::Nil),
            coverage,
            is_split: edition.is_split(entry.no),
            entry: entry.clone(),
        }
    }

    /// What stands under the entry itself and what lies below it.
    fn below(&self, entry: &Entry) -> impl Iterator<Item = &rows::Standing> {
        let id = entry.id;
        self.standing.iter().filter(move |row| {
            id == Some(row.entry) || id.is_some() && id == self.parents.get(&row.entry).copied()
        })
    }

    /// The last day on which something reached everyone to whom it is due.
    fn published_on(&self, entry: &Entry) -> Option<Date> {
        let own = self.below(entry).map(|row| (row.audience, row.last_on));
        let inherited = self.inherited.iter().filter(|(part, ..)| entry.id == Some(*part));
        own.chain(inherited.map(|(_, audience, on)| (*audience, *on)))
            .filter(|(audience, _)| rules::counts_for(*audience, entry.audience))
            .map(|(_, on)| on)
            .max()
    }

    fn nil(&self, entry: &Entry) -> Option<NilDeclaration> {
        self.nils.get(&entry.id?).cloned()
    }
}
