//! What the office finds (查找): drafts, publications, entries, units, people, each as far as this
//! person may see it, by title, number or name.

use askama::Template;
use axum::extract::State;
use publishing::rules::workflow::may_see;
use publishing::{VersionFilter, version_list};
use schools::Unit;
use serde::Deserialize;
use store::Connection;
use terms::{PublicationId, Role};
use web::{Error, Kind, OfficeShell, Outcome, Page, Query, Visit, format};

use crate::Desks;

/// Rows of a group; there are more where it says so.
const MOST: usize = 8;
/// Characters that are looked at: nobody types more into a box.
const LONGEST: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "desk/find.html")]
struct Find {
    shell: OfficeShell,
    asked: String,
    groups: Vec<Group>,
}

/// What was found of one sort.
struct Group {
    name: &'static str,
    rows: Vec<Row>,
    /// Where the rest is, and how much of it there is in words.
    more: Option<(String, String)>,
}

struct Row {
    path: String,
    title: String,
    about: String,
}

pub async fn page(State(desks): State<Desks>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let asked: String = asked.q.trim().chars().take(LONGEST).collect();
    let groups = if asked.is_empty() { Vec::new() } else { found(&desks, &visit, &asked).await? };
    let mut reader = desks.site.store().reader().await?;
    let shell = schools::shell::office_shell(&mut reader, &desks.site, &visit, "").await?;
    let groups = groups.into_iter().filter(|group| !group.rows.is_empty()).collect();
    Page::render(&Find { shell, asked, groups }, &visit)
}

async fn found(desks: &Desks, visit: &Visit, asked: &str) -> Outcome<Vec<Group>> {
    let results = indexed(desks, visit, asked).await?;
    let mut reader = desks.site.store().reader().await?;
    let c = &mut *reader;
    let units = schools::units(c, visit.school()).await?;
    Ok(vec![
        drafts(c, visit, &units, asked).await?,
        publications(c, visit, &units, asked, results).await?,
        entries(c, visit, asked).await?,
        of_units(visit, &units, asked),
        people(c, visit, &units, asked).await?,
    ])
}

/// The index is asked as the portal asks it: the same door, as fast with twenty thousand.
async fn indexed(desks: &Desks, visit: &Visit, asked: &str) -> Outcome<search::Results> {
    let request = search::Request { text: asked.to_owned(), limit: MOST, ..Default::default() };
    let (index, viewer) = (desks.index.clone(), visit.viewer.clone());
    let broken = |cause: String| Error { kind: Kind::Broken("search"), cause: Some(cause) };
    let results = tokio::task::spawn_blocking(move || index.search(&request, &viewer)).await;
    results.map_err(|error| broken(error.to_string()))?.map_err(|error| broken(error.to_string()))
}

/// What is being worked on.
async fn drafts(c: &mut Connection, visit: &Visit, units: &[Unit], asked: &str) -> Outcome<Group> {
    let states = publishing::State::ALL.into_iter().filter(|state| state.is_open()).collect();
    let filter =
        VersionFilter { states, text: asked.to_owned(), limit: MOST as i64 + 1, ..VersionFilter::default() };
    let rows = version_list(c, &visit.viewer, &filter).await?;
    let more = (rows.len() > MOST)
        .then(|| (format!("/office/drafts?q={}", web::encoded(asked)), "看全部稿件".to_owned()));
    let row = |row| {
        let line = publishing::pages::line(row, units, visit.today());
        Row { path: line.path, title: line.title, about: told([line.state, &line.unit, &line.at]) }
    };
    Ok(Group { name: "稿件", rows: rows.iter().take(MOST).map(row).collect(), more })
}

async fn publications(
    c: &mut Connection,
    visit: &Visit,
    units: &[Unit],
    asked: &str,
    results: search::Results,
) -> Outcome<Group> {
    let viewer = &visit.viewer;
    let mut rows = Vec::new();
    let numbered = publishing::by_index_no(c, viewer, asked).await?;
    let first = numbered.as_ref().map(|found| found.id.0);
    if let Some(found) = &numbered {
        rows.push(Row {
            path: placed(visit, found.unit, found.live, asked),
            title: found.title.clone(),
            about: told([asked, &unit_name(units, found.unit)]),
        });
    }
    // The index follows the log; the record decides what may be shown.
    for id in results.hits.iter().map(|hit| hit.id).filter(|id| Some(*id) != first) {
        let Some(row) = publishing::listed(c, viewer, PublicationId(id)).await? else { continue };
        let live = publishing::find(c, viewer, row.id).await?.and_then(|found| found.live);
        rows.push(Row {
            path: placed(visit, row.unit, live, &row.index_no),
            title: row.title,
            about: told([
                &row.index_no,
                &unit_name(units, row.unit),
                &format!("{}公开", format::day(terms::day_of(row.published_at), visit.today())),
            ]),
        });
    }
    let more = (results.total > MOST).then(|| {
        let words = format!("看全部{}条", format::count(results.total as i64));
        (format!("/search?q={}", web::encoded(asked)), words)
    });
    rows.truncate(MOST);
    Ok(Group { name: "公开信息", rows, more })
}

/// The office's page of it for those who work on it, and the public's for others.
fn placed(visit: &Visit, unit: terms::UnitId, live: Option<terms::VersionId>, index_no: &str) -> String {
    match live.filter(|_| may_see(&visit.viewer, unit)) {
        Some(version) => format!("/office/drafts/{version}"),
        None => format!("/items/{}", web::encoded(index_no)),
    }
}

/// Entries of the school's list, by number or name.
async fn entries(c: &mut Connection, visit: &Visit, asked: &str) -> Outcome<Group> {
    let edition = catalogue::edition_on(c, &visit.viewer, None, visit.today()).await?;
    let entries = edition.iter().flat_map(|edition| &edition.entries);
    let fits = |entry: &&catalogue::rules::Entry| {
        entry.no.to_string() == asked || [entry.shown_name(), &entry.name].iter().any(|name| has(name, asked))
    };
    let row = |entry: &catalogue::rules::Entry| Row {
        path: format!("/catalogue/{}", entry.no),
        title: format!("{}　{}", entry.no, entry.shown_name()),
        about: entry.due_sentence(),
    };
    let rows = entries.filter(fits).take(MOST).map(row).collect();
    Ok(Group { name: "目录事项", rows, more: None })
}

fn of_units(visit: &Visit, units: &[Unit], asked: &str) -> Group {
    let manages = visit.viewer.has(Role::Administrator);
    let fits = |unit: &&Unit| {
        unit.is_present()
            && (unit.code == asked || [&*unit.name, unit.short_name()].iter().any(|name| has(name, asked)))
    };
    let row = |unit: &Unit| Row {
        path: if manages { format!("/office/units/{}", unit.id) } else { format!("/units/{}", unit.code) },
        title: unit.name.clone(),
        about: unit.profile.duties.chars().take(40).collect(),
    };
    Group { name: "部门", rows: units.iter().filter(fits).take(MOST).map(row).collect(), more: None }
}

/// People, for whoever manages them.
async fn people(c: &mut Connection, visit: &Visit, units: &[Unit], asked: &str) -> Outcome<Group> {
    let mut group = Group { name: "人员", rows: Vec::new(), more: None };
    if !visit.viewer.has(Role::Administrator) {
        return Ok(group);
    }
    let filter = identity::PeopleFilter { text: asked.to_owned(), ..Default::default() };
    let found = identity::people(c, visit.school(), &filter, 0, MOST as i64 + 1).await?;
    if found.len() > MOST {
        group.more = Some((format!("/office/people?q={}", web::encoded(asked)), "看全部人员".to_owned()));
    }
    let row = |person: identity::PersonRow| Row {
        path: format!("/office/people/{}", person.id),
        about: told([&*person.sign_in, &person.unit.map(|unit| unit_name(units, unit)).unwrap_or_default()]),
        title: person.name,
    };
    group.rows = found.into_iter().take(MOST).map(row).collect();
    Ok(group)
}

fn unit_name(units: &[Unit], id: terms::UnitId) -> String {
    units.iter().find(|unit| unit.id == id).map(|unit| unit.short_name().to_owned()).unwrap_or_default()
}

fn has(name: &str, asked: &str) -> bool {
    name.to_lowercase().contains(&asked.to_lowercase())
}

fn told<const N: usize>(parts: [&str; N]) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("　")
}
