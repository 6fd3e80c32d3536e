//! The units of the school.

use askama::Template;
use axum::extract::State;
use publishing::{Filter, Grouping, Order, counts};
use store::Connection;
use web::{Kind, Outcome, Page, Path, Query, Shell, Visit, format};

use super::lists::{PageNumber, listed};
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
    let by_unit = counts(c, &visit.viewer, &Filter::default(), Grouping::Unit).await?;
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
    let page = UnitsPage { groups, shell: shell(c, &visit, "units").await? };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

#[derive(Template)]
#[template(path = "portal/unit.html")]
struct UnitPage {
    shell: Shell,
    name: String,
    facts: Vec<(&'static str, String)>,
    rows: Vec<Line>,
    empty: &'static str,
    pager: Pager,
}

pub async fn page(
    State(portal): State<Portal>,
    visit: Visit,
    Path(code): Path<String>,
    Query(query): Query<PageNumber>,
) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let unit = schools::unit_by_code(c, visit.school(), &code).await?.ok_or(Kind::NotFound)?;
    let filter = Filter { unit: Some(unit.id), ..Filter::default() };
    let path = format!("/units/{}", unit.code);
    let (rows, pager, _) = listed(&portal, &visit, &filter, Order::Newest, query.number(), &path).await?;
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
        name: unit.name,
        facts,
        rows,
        empty: "这个部门还没有公开的信息。",
        pager,
        shell: shell(c, &visit, "units").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(depends_on_lists(&visit)))
}

/// Where the unit's campus lies; nothing where the school has one campus only.
async fn campus(c: &mut Connection, visit: &Visit, unit: &schools::Unit) -> Outcome<String> {
    let campuses = schools::campuses(c, visit.school()).await?;
    let own = campuses.iter().find(|campus| Some(campus.id) == unit.campus).filter(|_| campuses.len() > 1);
    Ok(own.map(|campus| format!("{}　{}", campus.name, campus.address).trim().to_owned()).unwrap_or_default())
}
