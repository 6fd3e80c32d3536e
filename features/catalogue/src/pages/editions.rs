//! All editions, and beginning the next one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use terms::{AcademicYear, UnitId, Viewer};
use web::{Form, Kind, OfficeShell, Outcome, Page, Problems, Visit, done, format};

use super::CatalogueOffice;
use super::names::Names;
use crate::actions::{AdoptEdition, MadeFrom, adopt_edition};
use crate::rules::{may_edit, may_keep};
use crate::store::{EditionRow, edition_rows};
use crate::{CatalogueError, SchoolType};

#[derive(Template)]
#[template(path = "catalogue/editions.html")]
struct EditionsPage {
    shell: OfficeShell,
    editions: Vec<Line>,
    problems: Problems,
    /// What was typed, and the unit that was chosen, where it was refused.
    typed: Typed,
    /// The years that can be begun.
    begin: Vec<Begin>,
    /// Units' directories (二级管理), the latest first.
    directories: Vec<Line>,
    /// The units whose directory of this year the viewer can begin.
    units: Vec<(i64, String)>,
    this: i16,
}

struct Line {
    path: String,
    name: String,
    about: String,
    note: String,
    is_open: bool,
}

struct Begin {
    year: i16,
    label: String,
    from: Option<String>,
}

/// What a form asked for that was refused.
#[derive(Default)]
struct Typed {
    year: i16,
    unit: i64,
    note: String,
    is_undergraduate: bool,
}

impl Begin {
    /// The field of its form on the page.
    fn field(&self) -> String {
        note_field(self.year)
    }

    /// What is said of it.
    fn hint(&self) -> String {
        format!("{}-hint", self.field())
    }
}

fn note_field(year: i16) -> String {
    format!("note{year}")
}

pub async fn page(State(office): State<CatalogueOffice>, visit: Visit) -> Outcome<Page> {
    show(&office, &visit, Problems::default(), Typed::default()).await
}

async fn show(office: &CatalogueOffice, visit: &Visit, problems: Problems, typed: Typed) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let rows = edition_rows(c, visit.school()).await?;
    let names = Names::of(c, visit.school()).await?;
    let this = AcademicYear::of(visit.today());
    let lines = |of_units: bool| {
        let rows = rows.iter().filter(|row| row.owner.is_some() == of_units);
        rows.map(|row| line(row, &names, visit.today())).collect()
    };
    let school: Vec<_> = rows.iter().filter(|row| row.owner.is_none()).cloned().collect();
    let page = EditionsPage {
        editions: lines(false),
        directories: lines(true),
        begin: if may_edit(&visit.viewer) { begin(&school, this) } else { vec![] },
        units: if school.is_empty() { vec![] } else { without_directory(&rows, &names, &visit.viewer, this) },
        this: this.start_year(),
        problems,
        typed,
        shell: schools::shell::office_shell(c, &office.site, visit, "/office/catalogue").await?,
    };
    Page::render(&page, visit)
}

/// The present units that the viewer keeps and that have no directory of this year.
fn without_directory(
    rows: &[EditionRow],
    names: &Names,
    viewer: &Viewer,
    this: AcademicYear,
) -> Vec<(i64, String)> {
    let has_one = |id| rows.iter().any(|row| row.owner == Some(id) && row.year == this);
    let units = names.units.iter().filter(|unit| unit.is_present() && may_keep(viewer, Some(unit.id)));
    units.filter(|unit| !has_one(unit.id)).map(|unit| (unit.id.0, unit.name.clone())).collect()
}

fn line(row: &EditionRow, names: &Names, today: Date) -> Line {
    let by = names.person(row.adopted_by);
    Line {
        path: format!("/office/editions/{}", row.id),
        name: match row.owner {
            None => row.year.label(),
            Some(unit) => format!("{}　{}", names.unit(unit), row.year.label()),
        },
        about: format!("{}项，{}由{by}编定", row.entries, format::day(row.adopted_on, today)),
        note: row.note.clone(),
        is_open: today <= row.year.last_day(),
    }
}

/// This year and the next, where they have no edition yet.
fn begin(editions: &[EditionRow], this: AcademicYear) -> Vec<Begin> {
    [this, this.next()]
        .into_iter()
        .filter(|year| editions.iter().all(|row| row.year != *year))
        .map(|year| Begin {
            year: year.start_year(),
            label: year.label(),
            from: editions.iter().map(|row| row.year).find(|earlier| *earlier < year).map(|y| y.label()),
        })
        .collect()
}

pub async fn adopt(State(office): State<CatalogueOffice>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let year = form.fields.number("year")?;
    let note = form.fields.filled("note")?.unwrap_or_default();
    let owner = form.fields.optional_number("unit")?.map(UnitId);
    let is_undergraduate = form.fields.filled("school_type")?.as_deref() == Some("undergraduate");
    form.fields.end()?;
    let year = i16::try_from(year).ok().and_then(AcademicYear::starting).ok_or(Kind::NotFound)?;
    if !may_keep(&visit.viewer, owner) {
        return Err(Kind::NotFound.into());
    }
    let from = made_from(&office, &visit.viewer, owner, year, is_undergraduate).await?;
    let adopt = AdoptEdition { year, owner, from, note: note.clone() };
    match adopt_edition(office.site.store(), &visit.context(&form.key), &adopt).await {
        Ok(id) => {
            Ok(done(&visit, &format!("/office/editions/{id}"), "新的一版已经有了，逐项核对单位和更新要求。"))
        }
        Err(CatalogueError::Refused(refusals)) => {
            let field = owner.map_or_else(|| note_field(year.start_year()), |_| "unit".to_owned());
            let problems = refusals.0.iter().map(|reason| (&*field, reason.to_string())).collect();
            let unit = owner.map_or(0, |unit| unit.0);
            let typed = Typed { year: year.start_year(), unit, note, is_undergraduate };
            Ok(show(&office, &visit, problems, typed).await?.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// From the edition before, where there is one; a unit's first directory begins empty.
async fn made_from(
    office: &CatalogueOffice,
    viewer: &Viewer,
    owner: Option<UnitId>,
    year: AcademicYear,
    is_undergraduate: bool,
) -> Outcome<MadeFrom> {
    let mut reader = office.site.store().reader().await?;
    let editions = crate::editions(&mut reader, viewer, owner).await?;
    let school = if is_undergraduate { SchoolType::Undergraduate } else { SchoolType::Vocational };
    let has_earlier = editions.iter().any(|(earlier, _)| *earlier < year);
    Ok(match owner {
        _ if has_earlier => MadeFrom::Previous,
        Some(_) => MadeFrom::Nothing,
        None => MadeFrom::National(school),
    })
}
