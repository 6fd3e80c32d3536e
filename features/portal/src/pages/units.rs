//! The units of the school.

use ::catalogue::{Board, EntryView};
use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use publishing::{Filter, Grouping, Order, counts};
use serde::Deserialize;
use store::Connection;
use web::{Kind, Outcome, Page, Path, Query, Shell, Visit, format};

use super::lists::listed;
use super::{Portal, depends_on_lists, shell};
use crate::parts::{Line, Pager};

#[derive(Template)]
#[template(path = "portal/units.html")]
struct UnitsPage {
    shell: Shell,
    groups: Vec<(String, Vec<UnitLine>)>,
}

struct UnitLine {
    path: String,
    name: String,
    count: String,
}

pub async fn list(State(portal): State<Portal>, visit: Visit) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let by_unit = counts(c, &visit.viewer, Grouping::Unit).await?;
    let mut groups: Vec<(String, Vec<UnitLine>)> = Vec::new();
    for unit in schools::units(c, visit.school()).await?.iter().filter(|unit| unit.is_present()) {
        let count =
            by_unit.iter().find(|count| count.group == unit.id.to_string()).map_or(0, |count| count.count);
        let line = UnitLine {
            path: format!("/units/{}", unit.code),
            name: unit.name.clone(),
            count: format::count(count),
        };
        let group = if unit.profile.group.is_empty() { "部门" } else { &unit.profile.group };
        match groups.iter_mut().find(|(name, _)| name == group) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((group.to_owned(), vec![line])),
        }
    }
    let page = UnitsPage { groups, shell: shell(c, &portal, &visit, "units").await? };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

#[derive(Template)]
#[template(path = "portal/unit.html")]
struct UnitPage {
    shell: Shell,
    name: String,
    facts: Vec<(&'static str, String)>,
    /// Its own directory (二级管理).
    directory: Vec<DirectoryLine>,
    /// The entry of it that is shown.
    entry: Option<String>,
    path: String,
    rows: Vec<Line>,
    empty: &'static str,
    pager: Pager,
}

struct DirectoryLine {
    path: String,
    name: String,
    note: String,
    count: String,
    is_chosen: bool,
}

/// Which entry of the directory, and which page of its publications.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    entry: String,
    page: String,
}

pub async fn page(
    State(portal): State<Portal>,
    visit: Visit,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let unit = schools::unit_by_code(c, visit.school(), &code).await?.ok_or(Kind::NotFound)?;
    let board = directory(c, &visit, &unit).await?;
    let chosen = match asked.entry.as_str() {
        "" => None,
        number => Some(chosen(board.as_ref(), number).ok_or(Kind::NotFound)?),
    };
    let mut path = format!("/units/{}", unit.code);
    let lines = board.iter().flat_map(|board| &board.entries);
    let lines = lines.map(|view| directory_line(view, &path, chosen, visit.today())).collect();
    let mut filter = Filter { unit: Some(unit.id), ..Filter::default() };
    if let Some(view) = chosen {
        filter.entries = view.entry.id.into_iter().collect();
        path.push_str(&format!("?entry={}", view.entry.no));
    }
    let number = asked.page.parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1);
    let (rows, pager, _) = listed(&portal, &visit, &filter, Order::Newest, number, &path).await?;
    let mut facts = vec![
        ("职责", unit.profile.duties.clone()),
        ("校区", campus(c, &visit, &unit).await?),
        ("地点", unit.profile.place.clone()),
        ("电话", unit.profile.phone.clone()),
    ];
    if let (Some(day), Some(into)) = (unit.ended_on, unit.merged_into) {
        let into = schools::unit(c, visit.school(), into).await?.map(|unit| unit.name).unwrap_or_default();
        facts.push(("说明", format!("{}并入{into}", format::long_day(day))));
    }
    facts.retain(|(_, text)| !text.is_empty());
    let page = UnitPage {
        directory: lines,
        entry: chosen.map(|view| view.entry.shown_name().to_owned()),
        path: format!("/units/{}", unit.code),
        name: unit.name,
        facts,
        rows,
        empty: if chosen.is_some() {
            "这一项还没有公开的信息。"
        } else {
            "这个部门还没有公开的信息。"
        },
        pager,
        shell: Shell {
            feed: format!("/feed.atom?unit={}", unit.code),
            ..shell(c, &portal, &visit, "units").await?
        },
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

/// The unit's own directory, as it stands; that of its last year where the unit has ended.
async fn directory(c: &mut Connection, visit: &Visit, unit: &schools::Unit) -> Outcome<Option<Board>> {
    let day = unit.ended_on.unwrap_or(visit.today());
    let edition = ::catalogue::edition_on(c, &visit.viewer, Some(unit.id), day).await?;
    Ok(match edition {
        Some(edition) => Some(::catalogue::board(c, &visit.viewer, edition, visit.today()).await?),
        None => None,
    })
}

fn chosen<'a>(board: Option<&'a Board>, number: &str) -> Option<&'a EntryView> {
    board?.entry(number.parse().ok()?)
}

fn directory_line(view: &EntryView, path: &str, chosen: Option<&EntryView>, today: Date) -> DirectoryLine {
    let reason = match (&view.entry.not_applicable, &view.nil) {
        (Some(mark), _) => format!("不适用：{}", mark.reason),
        (None, Some(nil)) => format!("本学年没有：{}", nil.reason),
        (None, None) => match view.last_change {
            Some(day) => format!("{}更新", format::day(day, today)),
            None => view.entry.due_sentence(),
        },
    };
    DirectoryLine {
        path: format!("{path}?entry={}", view.entry.no),
        name: view.entry.shown_name().to_owned(),
        note: reason,
        count: format::count(view.publications),
        is_chosen: chosen.is_some_and(|chosen| chosen.entry.id == view.entry.id),
    }
}

/// Where the unit's campus lies; nothing where the school has one campus only.
async fn campus(c: &mut Connection, visit: &Visit, unit: &schools::Unit) -> Outcome<String> {
    let campuses = schools::campuses(c, visit.school()).await?;
    let own = campuses.iter().find(|campus| Some(campus.id) == unit.campus).filter(|_| campuses.len() > 1);
    Ok(own.map(|campus| format!("{}　{}", campus.name, campus.address).trim().to_owned()).unwrap_or_default())
}
