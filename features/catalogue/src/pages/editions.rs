//! All editions, and beginning the next one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use terms::{AcademicYear, UnitId, Viewer};
use web::{Form, Kind, OfficeShell, Outcome, Page, Visit, format, redirect};

use super::CatalogueOffice;
use super::names::Names;
use crate::actions::{AdoptEdition, MadeFrom, adopt_edition};
use crate::rules::may_edit;
use crate::store::{EditionRow, edition_rows};
use crate::{CatalogueError, SchoolType};

#[derive(Template)]
#[template(path = "catalogue/editions.html")]
struct EditionsPage {
    shell: OfficeShell,
    school: Vec<Line>,
    units: Vec<(String, Vec<Line>)>,
    problems: Vec<String>,
    note: String,
    /// The years that can be begun for the school, and the unit directories that may be.
    begin: Vec<Begin>,
    owners: Vec<(i64, String)>,
    years: Vec<(i16, String)>,
    may_keep: bool,
}

struct Line {
    path: String,
    year: String,
    about: String,
    note: String,
    is_open: bool,
}

struct Begin {
    year: i16,
    label: String,
    from: Option<String>,
}

pub async fn page(State(office): State<CatalogueOffice>, visit: Visit) -> Outcome<Page> {
    show(&office, &visit, vec![], String::new()).await
}

async fn show(office: &CatalogueOffice, visit: &Visit, problems: Vec<String>, note: String) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let rows = edition_rows(c, visit.school()).await?;
    let names = Names::of(c, visit.school()).await?;
    let (viewer, today) = (&visit.viewer, visit.today());
    let line = |row: &EditionRow| line(row, &names, today);
    let this = AcademicYear::of(today);
    let school: Vec<&EditionRow> = rows.iter().filter(|row| row.owner.is_none()).collect();
    let owners: Vec<(i64, String)> = names
        .present()
        .filter(|unit| may_edit(viewer, Some(unit.id)))
        .map(|unit| (unit.id.0, unit.name.clone()))
        .collect();
    let page = EditionsPage {
        units: names
            .units
            .iter()
            .map(|unit| (unit.name.clone(), rows.iter().filter(|row| row.owner == Some(unit.id)).map(line)))
            .map(|(name, lines)| (name, lines.collect::<Vec<_>>()))
            .filter(|(_, lines)| !lines.is_empty())
            .collect(),
        begin: if may_edit(viewer, None) { begin(&school, this) } else { vec![] },
        school: school.into_iter().map(line).collect(),
        may_keep: !owners.is_empty(),
        owners,
        years: [this, this.next()].map(|year| (year.start_year(), year.label())).into(),
        problems,
        note,
        shell: schools::shell::office_shell(c, &office.site, visit, "/office/catalogue").await?,
    };
    Page::render(&page, visit)
}

fn line(row: &EditionRow, names: &Names, today: jiff::civil::Date) -> Line {
    let by = names.person(row.adopted_by);
    Line {
        path: format!("/office/editions/{}", row.id),
        year: row.year.label(),
        about: format!("{}项，{}由{by}编定", row.entries, format::day(row.adopted_on, today)),
        note: row.note.clone(),
        is_open: today <= row.year.last_day(),
    }
}

/// This year and the next, where they have no edition yet.
fn begin(school: &[&EditionRow], this: AcademicYear) -> Vec<Begin> {
    [this, this.next()]
        .into_iter()
        .filter(|year| school.iter().all(|row| row.year != *year))
        .map(|year| Begin {
            year: year.start_year(),
            label: year.label(),
            from: school.iter().map(|row| row.year).find(|earlier| *earlier < year).map(|y| y.label()),
        })
        .collect()
}

pub async fn adopt(State(office): State<CatalogueOffice>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let owner = form.fields.optional_number("owner")?.map(UnitId);
    let year = form.fields.number("year")?;
    let note = form.fields.filled("note")?.unwrap_or_default();
    let is_undergraduate = form.fields.filled("school_type")?.as_deref() == Some("undergraduate");
    form.fields.end()?;
    if !may_edit(&visit.viewer, owner) {
        return Err(Kind::NotFound.into());
    }
    let year = i16::try_from(year).ok().and_then(AcademicYear::starting).ok_or(Kind::NotFound)?;
    let from = made_from(&office, &visit.viewer, owner, year, is_undergraduate).await?;
    let adopt = AdoptEdition { year, owner, from, note: note.clone() };
    match adopt_edition(office.site.store(), &visit.context(&form.key), &adopt).await {
        Ok(id) => Ok(redirect(&visit, &format!("/office/editions/{id}"))),
        Err(CatalogueError::Refused(refusals)) => {
            let problems = refusals.0.iter().map(ToString::to_string).collect();
            let page = show(&office, &visit, problems, note).await?;
            Ok(page.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// From the edition before, where there is one.
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
    Ok(match owner {
        _ if editions.iter().any(|(earlier, _)| *earlier < year) => MadeFrom::Previous,
        Some(_) => MadeFrom::Nothing,
        None => MadeFrom::National(school),
    })
}
