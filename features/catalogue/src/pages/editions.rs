//! All editions, and beginning the next one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use terms::{AcademicYear, Viewer};
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
    editions: Vec<Line>,
    problems: Vec<String>,
    note: String,
    /// The years that can be begun.
    begin: Vec<Begin>,
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
    let page = EditionsPage {
        editions: rows.iter().map(|row| line(row, &names, visit.today())).collect(),
        begin: if may_edit(&visit.viewer) { begin(&rows, AcademicYear::of(visit.today())) } else { vec![] },
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
    let is_undergraduate = form.fields.filled("school_type")?.as_deref() == Some("undergraduate");
    form.fields.end()?;
    let year = i16::try_from(year).ok().and_then(AcademicYear::starting).ok_or(Kind::NotFound)?;
    let from = made_from(&office, &visit.viewer, year, is_undergraduate).await?;
    let adopt = AdoptEdition { year, owner: None, from, note: note.clone() };
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
    year: AcademicYear,
    is_undergraduate: bool,
) -> Outcome<MadeFrom> {
    let mut reader = office.site.store().reader().await?;
    let editions = crate::editions(&mut reader, viewer, None).await?;
    let school = if is_undergraduate { SchoolType::Undergraduate } else { SchoolType::Vocational };
    let has_earlier = editions.iter().any(|(earlier, _)| *earlier < year);
    Ok(if has_earlier { MadeFrom::Previous } else { MadeFrom::National(school) })
}
