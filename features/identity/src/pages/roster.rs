//! People in bulk from a file: upload, check, take in, hand out links.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use documents::sheets::write::{Sheet, csv, xlsx};
use serde_json::Value;
use terms::UnitId;
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Problems, Upload, Visit, download_table, format};

use schools::shell::office_shell;

use super::Identity;
use super::links::GiveLinks;
use super::seal::{open, seal};
use crate::roster::{self, COLUMNS, Counts, Planned};
use crate::rules::roster::{Data, Line, Problem, Step};

/// What the checked roster is sealed for.
const ROSTER: &str = "checked roster";
/// What the people of a roster are sealed for.
pub const INVITED: &str = "people of a roster";
/// Lines of each sort that a page shows; the counts tell the rest.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "identity/roster.html")]
struct RosterPage {
    shell: OfficeShell,
    problems: Problems,
    most: String,
}

async fn blank(identity: &Identity, visit: &Visit, problems: Problems) -> Outcome<Page> {
    let mut reader = identity.site.store().reader().await?;
    let page = RosterPage {
        shell: office_shell(&mut reader, &identity.site, visit, "/office/people").await?,
        problems,
        most: format::count(roster::MOST_LINES as i64),
    };
    Page::render(&page, visit)
}

pub async fn page(State(identity): State<Identity>, visit: Visit) -> Outcome<Page> {
    blank(&identity, &visit, Problems::default()).await
}

/// The template to fill in, with the columns' names and one person as an example.
pub async fn template(
    State(identity): State<Identity>,
    visit: Visit,
    Path(name): Path<String>,
) -> Outcome<Response> {
    let units = schools::units(&mut *identity.site.store().reader().await?, visit.school()).await?;
    let unit = units.iter().find(|unit| unit.is_present()).map_or("教务处", |unit| unit.short_name());
    let example = |(column, text): (&str, &str)| match column.starts_with("部门") {
        true => Value::from(unit),
        false => Value::from(text),
    };
    let sheet = Sheet {
        name: "名册".into(),
        header: COLUMNS.iter().map(|(column, _)| (*column).to_owned()).collect(),
        rows: vec![COLUMNS.into_iter().map(example).collect()],
    };
    let content = match name.as_str() {
        "roster.csv" => csv(&sheet),
        "roster.xlsx" => xlsx(&[sheet]),
        _ => return Err(Kind::NotFound.into()),
    };
    let content = content.map_err(|_| Kind::Broken("the template of a roster"))?;
    let ending = name.trim_start_matches("roster.");
    download_table(&format!("名册模板.{ending}"), content)
}

/// A line as the check shows it.
struct Shown {
    line: usize,
    sign_in: String,
    name: String,
    unit: String,
    what: Vec<String>,
}

/// Counts as they are read.
struct Told {
    read: String,
    created: String,
    updated: String,
    unchanged: String,
    rejected: String,
}

impl From<Counts> for Told {
    fn from(counts: Counts) -> Told {
        let told = |count: usize| format::count(count as i64);
        Told {
            read: told(counts.read),
            created: told(counts.created),
            updated: told(counts.updated),
            unchanged: told(counts.unchanged),
            rejected: told(counts.rejected),
        }
    }
}

#[derive(Template)]
#[template(path = "identity/roster-check.html")]
struct CheckPage {
    shell: OfficeShell,
    file: String,
    counts: Counts,
    told: Told,
    unused: Vec<String>,
    wrong: Vec<Shown>,
    added: Vec<Shown>,
    changed: Vec<Shown>,
    most: usize,
    sealed: String,
}

/// Checks an uploaded file. Nothing is written.
pub async fn check(State(identity): State<Identity>, visit: Visit, mut upload: Upload) -> Outcome<Response> {
    upload.fields.end()?;
    let Some(file) = upload.files.pop().filter(|file| file.field == "file") else {
        return refuse(&identity, &visit, "还没有选文件".to_owned()).await;
    };
    let read = match roster::read(&identity.intake, &file.name, file.content).await {
        Ok(read) => read,
        Err(error) => return refuse(&identity, &visit, error.to_string()).await,
    };
    let site = &identity.site;
    let sealed = seal(site, &visit, ROSTER, &read.lines);
    let planned = roster::plan(site.store(), &visit.bare_context(), read.lines).await?;
    let mut reader = site.store().reader().await?;
    let units = schools::units(&mut reader, visit.school()).await?;
    let show = |wanted: fn(&Planned) -> bool| {
        planned.iter().filter(|one| wanted(one)).take(SHOWN).map(|one| shown(one, &units)).collect()
    };
    let page = CheckPage {
        file: file.name,
        counts: Counts::of(&planned),
        told: Counts::of(&planned).into(),
        unused: read.unused.into_iter().collect(),
        wrong: show(|one| one.step.is_err()),
        added: show(|one| matches!(one.step, Ok(Step::Add(_)))),
        changed: show(|one| matches!(one.step, Ok(Step::Change(_)))),
        most: SHOWN,
        sealed,
        shell: office_shell(&mut reader, site, &visit, "/office/people").await?,
    };
    Ok(Page::render(&page, &visit)?.into_response())
}

async fn refuse(identity: &Identity, visit: &Visit, problem: String) -> Outcome<Response> {
    let problems = [("file", problem)].into_iter().collect();
    Ok(blank(identity, visit, problems).await?.refused())
}

fn shown(planned: &Planned, units: &[schools::Unit]) -> Shown {
    let unit_name = |id: Option<UnitId>| {
        units.iter().find(|unit| Some(unit.id) == id).map_or("", |unit| unit.short_name()).to_owned()
    };
    let line = &planned.line;
    let (name, unit, what) = match &planned.step {
        Ok(Step::Add(data) | Step::Change(data)) => {
            (data.name.clone(), unit_name(data.unit), told(data, &unit_name))
        }
        Ok(Step::Unchanged) => (line.name.clone(), line.unit.clone(), vec![]),
        Err(problems) => (line.name.clone(), line.unit.clone(), problems.iter().map(sentence).collect()),
    };
    Shown { line: line.line, sign_in: line.sign_in.clone(), name, unit, what }
}

/// What the person will be.
fn told(data: &Data, unit_name: &impl Fn(Option<UnitId>) -> String) -> Vec<String> {
    let belongs = match (data.is_staff, data.is_student) {
        (true, true) => "教职工、学生",
        (true, false) => "教职工",
        (false, true) => "学生",
        (false, false) => "",
    };
    let role = |(role, unit): &(terms::Role, Option<UnitId>)| match unit {
        Some(unit) => format!("{}（{}）", role.name(), unit_name(Some(*unit))),
        None => role.name().to_owned(),
    };
    let mut told = vec![belongs.to_owned(), data.title.clone()];
    told.extend(data.roles.iter().map(role));
    told.retain(|text| !text.is_empty());
    told
}

/// A problem with its column.
pub fn sentence(problem: &Problem) -> String {
    match problem.column {
        "" => problem.refusal.to_string(),
        column => format!("{column}：{}", problem.refusal),
    }
}

#[derive(Template)]
#[template(path = "identity/roster-done.html")]
struct DonePage {
    shell: OfficeShell,
    counts: Counts,
    told: Told,
    wrong: Vec<Shown>,
    invited: usize,
    invited_told: String,
    sealed: String,
    give: GiveLinks,
}

/// Takes the checked roster in.
pub async fn take_in(State(identity): State<Identity>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let sealed = form.fields.text("roster")?;
    form.fields.end()?;
    let site = &identity.site;
    let stale = || Kind::BadRequest("这份检查结果不能用了，请重新上传名册。".to_owned());
    let lines: Vec<Line> = open(site, &visit, ROSTER, &sealed).ok_or_else(stale)?;
    let (store, context) = (site.store().clone(), visit.bare_context());
    // Goes on when the browser goes away.
    let work = tokio::spawn(async move { roster::take_in(&store, &context, lines).await });
    let taken = work.await.map_err(|_| Kind::Broken("a roster was not taken in"))??;
    let mut reader = site.store().reader().await?;
    let wrong = taken.rejected.iter().take(SHOWN).map(|(line, problems)| Shown {
        line: line.line,
        sign_in: line.sign_in.clone(),
        name: line.name.clone(),
        unit: line.unit.clone(),
        what: problems.iter().map(sentence).collect(),
    });
    let page = DonePage {
        counts: taken.counts,
        told: taken.counts.into(),
        wrong: wrong.collect(),
        invited: taken.invited.len(),
        invited_told: format::count(taken.invited.len() as i64),
        sealed: seal(site, &visit, INVITED, &taken.invited),
        give: GiveLinks::to(taken.invited.len(), crate::LinkTerm::Day, Problems::default()),
        shell: office_shell(&mut reader, site, &visit, "/office/people").await?,
    };
    Ok(Page::render(&page, &visit)?.into_response())
}
