//! The campuses of the school.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Fields, Form, OfficeShell, Outcome, Page, Path, Problems, Site, Visit, done};

use crate::{Campus, SchoolError, actions, shell::office_shell};

#[derive(Template)]
#[template(path = "schools/campuses.html")]
struct CampusesPage {
    shell: OfficeShell,
    rows: Vec<Row>,
    typed: Typed,
}

struct Row {
    campus: Campus,
    units: usize,
    is_open: bool,
}

impl Row {
    /// A field of its form on the page.
    fn id_of(&self, field: &str) -> String {
        format!("{field}{}", self.campus.id)
    }
}

/// What was typed, to come back where it was refused.
#[derive(Default)]
struct Typed {
    /// For a new campus where its number is 0.
    campus: Option<Campus>,
    problems: Problems,
}

impl Typed {
    /// The new campus as it was typed.
    fn new_one(&self) -> Option<&Campus> {
        self.campus.as_ref().filter(|campus| campus.id == 0)
    }
}

pub async fn page(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    show(&site, &visit, Typed::default()).await
}

async fn show(site: &Site, visit: &Visit, typed: Typed) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let units = crate::units(&mut reader, visit.school()).await?;
    let row = |campus: Campus| {
        let typed = typed.campus.as_ref().filter(|typed| typed.id == campus.id);
        Row {
            units: units.iter().filter(|unit| unit.campus == Some(campus.id)).count(),
            is_open: typed.is_some(),
            campus: typed.map_or(campus.clone(), |typed| Campus { code: campus.code, ..typed.clone() }),
        }
    };
    let page = CampusesPage {
        rows: crate::campuses(&mut reader, visit.school()).await?.into_iter().map(row).collect(),
        typed,
        shell: office_shell(&mut reader, site, visit, "/office/units").await?,
    };
    Page::render(&page, visit)
}

fn read(fields: &mut Fields, id: i64, code: String) -> Outcome<Campus> {
    Ok(Campus {
        id,
        code,
        name: fields.text("name")?,
        address: fields.text("address")?,
        is_main: fields.ticked("main")?,
    })
}

async fn answer<T>(
    site: &Site,
    visit: &Visit,
    outcome: Result<T, SchoolError>,
    campus: Option<Campus>,
    told: &str,
) -> Outcome<Response> {
    let problems = match outcome {
        Ok(_) => return Ok(done(visit, "/office/campuses", told)),
        Err(error) => error.reasons().ok_or(error)?,
    };
    // The forms of campuses that stand have the campus's number at their fields.
    let standing = campus.as_ref().map(|campus| campus.id).filter(|id| *id != 0);
    let problems = standing.map_or(problems.clone(), |id| problems.with_ending(&id.to_string()));
    let page = show(site, visit, Typed { campus, problems }).await?;
    Ok(page.refused())
}

pub async fn add(State(site): State<Site>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let code = form.fields.text("code")?;
    let campus = read(&mut form.fields, 0, code)?;
    form.fields.end()?;
    let outcome = actions::add_campus(site.store(), &visit.context(&form.key), &campus).await;
    answer(&site, &visit, outcome, Some(campus), "校区已加上。").await
}

pub async fn change(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let campus = read(&mut form.fields, id, String::new())?;
    form.fields.end()?;
    let outcome = actions::change_campus(site.store(), &visit.context(&form.key), &campus).await;
    answer(&site, &visit, outcome, Some(campus), "校区已改。").await
}

pub async fn remove(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let outcome = actions::remove_campus(site.store(), &visit.context(&form.key), id).await;
    answer(&site, &visit, outcome, None, "校区已去掉。").await
}
